"""The Lighthouse report of a page: scores, measurements and failed audits."""

from collections.abc import Iterator
from dataclasses import dataclass, field

#: Lighthouse's categories, with column titles.
CATEGORIES = {"performance": "perf", "accessibility": "a11y", "best-practices": "best", "seo": "seo"}
FULL = 100
MOST_ELEMENTS = 5
#: Measurements in the table, with their formatters.
METRICS = {
    "LCP": ("largest-contentful-paint", lambda value: f"{value / 1000:.2f} s"),
    "CLS": ("cumulative-layout-shift", lambda value: f"{value:.3f}"),
    "TBT": ("total-blocking-time", lambda value: f"{value:.0f} ms"),
    "bytes": ("total-byte-weight", lambda value: f"{value:.0f}"),
}
WIDTHS = [*[4] * len(CATEGORIES), 7, 6, 7, 7]


@dataclass(frozen=True)
class Report:
    path: str
    content: dict = field(repr=False)

    @classmethod
    def failed(cls, path: str, reason: str) -> "Report":
        return cls(path, {"runtimeError": {"message": reason}})

    @property
    def error(self) -> str:
        """Why the page could not be measured."""
        return self.content.get("runtimeError", {}).get("message", "")

    @property
    def scores(self) -> dict[str, int]:
        """Scores from 0 to 100; 0 for a category that could not be measured."""
        found = self.content.get("categories", {})
        return {name: round(100 * (found.get(name, {}).get("score") or 0)) for name in CATEGORIES}

    @property
    def is_full(self) -> bool:
        return set(self.scores.values()) == {FULL}

    def metric(self, name: str) -> str:
        audit, readable = METRICS[name]
        value = self.content.get("audits", {}).get(audit, {}).get("numericValue")
        return "–" if value is None else readable(value)

    def faults(self) -> Iterator[str]:
        """For each category below the full score its failed audits, each with the elements."""
        if self.error:
            yield self.error
        for name, score in self.scores.items():
            if score < FULL:
                for audit in self.failing(name):
                    yield "\n".join([f"{name}: {described(audit)}", *(f"    {each}" for each in elements(audit))])

    def failing(self, category: str) -> list[dict]:
        """Failed audits. Audits without weight count for performance only, where they explain the score."""
        references = self.content.get("categories", {}).get(category, {}).get("auditRefs", [])
        counted = [each for each in references if each["weight"] or category == "performance"]
        audits = [self.content["audits"][each["id"]] for each in counted]
        return [audit for audit in audits if audit["score"] is not None and audit["score"] < 1]


def described(audit: dict) -> str:
    value = audit.get("displayValue")
    return f"{audit['title']} ({value})" if value else audit["title"]


def elements(audit: dict) -> list[str]:
    """The elements of an audit, or else its URLs, without duplicates."""
    rows = list(dictionaries(audit.get("details", {})))
    snippets = [row["snippet"] for row in rows if row.get("type") == "node" and row.get("snippet")]
    addresses = [row["url"] for row in rows if isinstance(row.get("url"), str)]
    return list(dict.fromkeys(snippets or addresses))[:MOST_ELEMENTS]


def dictionaries(value) -> Iterator[dict]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from dictionaries(each)


def better(first: Report, second: Report) -> Report:
    """The measurement with the higher performance: noise only makes pages slower."""
    return max(first, second, key=lambda report: report.scores["performance"])


def table(reports: list[Report]) -> Iterator[str]:
    width = max(len(report.path) for report in reports)
    yield row("page", [*CATEGORIES.values(), *METRICS], width)
    for report in reports:
        yield row(report.path, [*map(str, report.scores.values()), *map(report.metric, METRICS)], width)


def row(path: str, cells: list[str], width: int) -> str:
    return "  ".join([path.ljust(width), *(cell.rjust(most) for cell, most in zip(cells, WIDTHS, strict=True))])
