"""Medians of the runs, the table, and the promises that the site keeps or misses."""

from dataclasses import dataclass
from statistics import median

from qa.bench.wrk import Run

MEGABYTE = 1024 * 1024

#: Names of the servers in the table.
NGINX = "nginx, the same bytes as a file"
SAME_SETTINGS = "nginx as shipped, one file"
PUBLISHED = "nginx as shipped, published page"
STORED = "this site, stored page"
UNCHANGED = "this site, 304 not modified"
RENDERED = "this site, rendered by Django"
ONE_READER = "the same, one reader at a time"
WAGTAIL = "Wagtail"
WAGTAIL_CACHE = "Wagtail with wagtail-cache"
CEILING = "granian, constant bytes"

HEAD = ("contender", "requests/s", "of nginx", "p50 ms", "p99 ms", "CPU µs", "memory MB", "bytes", "wrk's core")
#: CPU share of wrk from which wrk itself may be the limit.
FULL = 0.95


@dataclass(frozen=True)
class Measured:
    """One run on a server. Memory in bytes and CPU time in seconds, of all its processes; `load` is wrk's share
    of its own core."""

    run: Run
    memory: int
    processor: float
    load: float

    @property
    def microseconds(self) -> float:
        return self.processor / self.run.requests * 1_000_000


@dataclass(frozen=True)
class Result:
    rate: float  # requests a second
    p50: float  # milliseconds
    p99: float
    processor: float  # microseconds for one request
    memory: float  # bytes
    size: int  # bytes of one answer, headers included
    errors: int
    load: float  # wrk's share of its core


@dataclass(frozen=True)
class Verdict:
    promise: str
    seen: str
    met: bool


def summarise(visits: list[Measured], size: int) -> Result:
    """Medians over the rounds; errors are summed."""
    runs = [visit.run for visit in visits]
    return Result(
        rate=median(run.rate for run in runs),
        p50=median(run.p50 for run in runs),
        p99=median(run.p99 for run in runs),
        processor=median(visit.microseconds for visit in visits),
        memory=median(visit.memory for visit in visits),
        size=size,
        errors=sum(run.errors for run in runs),
        load=median(visit.load for visit in visits),
    )


def verdicts(results: dict[str, Result]) -> list[Verdict]:
    stored, nginx = results[STORED], results[NGINX]
    published, same_settings = results[PUBLISHED], results[SAME_SETTINGS]
    return [
        at_least(
            0.93, published.rate / same_settings.rate, "published page: at least 93 % of one file's rate", "{:.1%}"
        ),
        at_most(1.2, published.p99 / same_settings.p99, "published page: p99 at most 1.2 × one file's"),
        at_least(0.55, stored.rate / nginx.rate, "stored page: at least 55 % of nginx's rate", "{:.1%}"),
        at_least(
            20, stored.rate / results[WAGTAIL_CACHE].rate, "stored page: at least 20 × Wagtail with wagtail-cache"
        ),
        at_least(
            20,
            results[WAGTAIL_CACHE].processor / stored.processor,
            "stored page: a twentieth of the processor time of Wagtail with wagtail-cache",
        ),
        at_least(500, stored.rate / results[WAGTAIL].rate, "stored page: at least 500 × plain Wagtail"),
        at_most(3, stored.p99 / nginx.p99, "stored page: p99 at most 3 × nginx's"),
        at_most(
            1.5,
            results[RENDERED].processor / results[WAGTAIL].processor,
            "rendered page: at most 1.5 × the processor time of Wagtail, which shows less",
        ),
        no_errors(results),
    ]


def at_least(target: float, seen: float, promise: str, form: str = "{:.1f}") -> Verdict:
    return Verdict(promise, form.format(seen), seen >= target)


def at_most(target: float, seen: float, promise: str, form: str = "{:.1f}") -> Verdict:
    return Verdict(promise, form.format(seen), seen <= target)


def no_errors(results: dict[str, Result]) -> Verdict:
    failed = {name: result.errors for name, result in results.items() if result.errors}
    seen = ", ".join(f"{name}: {errors}" for name, errors in failed.items())
    return Verdict("no failed request", seen or "none", not failed)


def report(circumstances: str, results: dict[str, Result]) -> str:
    """The report in Markdown, aligned for terminals."""
    told = [
        ["promise", "seen", "met"],
        *([verdict.promise, verdict.seen, "yes" if verdict.met else "NO"] for verdict in verdicts(results)),
    ]
    lines = ["# The site under load", "", circumstances, "", *table(measures(results)), ""]
    lines += [*held_up(results), *table(told)]
    return "\n".join(lines) + "\n"


def held_up(results: dict[str, Result]) -> list[str]:
    """Notes for servers that may be faster than measured, because wrk was the limit."""
    names = [name for name, result in results.items() if result.load >= FULL]
    return [f"Limited by wrk, which had no time left: {', '.join(names)}.", ""] if names else []


def measures(results: dict[str, Result]) -> list[list[str]]:
    nginx = results[NGINX].rate
    return [list(HEAD), *([name, *cells(result, nginx)] for name, result in results.items())]


def cells(result: Result, nginx: float) -> list[str]:
    share = result.rate / nginx * 100
    return [
        f"{result.rate:.0f}",
        f"{share:.0f} %" if share >= 10 else f"{share:.1f} %",
        f"{result.p50:.2f}",
        f"{result.p99:.2f}",
        f"{result.processor:.0f}",
        f"{result.memory / MEGABYTE:.0f}",
        str(result.size),
        f"{result.load:.0%}".replace("%", " %"),
    ]


def table(rows: list[list[str]]) -> list[str]:
    """A Markdown table: first column left-aligned, the others right-aligned."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return [line(row, widths) for row in [rows[0], rule, *rows[1:]]]


def line(row: list[str], widths: list[int]) -> str:
    others = (cell.rjust(width) for cell, width in list(zip(row, widths, strict=True))[1:])
    return "| " + " | ".join([row[0].ljust(widths[0]), *others]) + " |"
