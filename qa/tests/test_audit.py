"""`make audit`: it finds a page of each kind by itself, and reads a report without losing a fault."""

import json

import pytest

from qa.audit import __main__ as audit
from qa.audit import programs
from qa.audit.kinds import kind, one_of_each_kind
from qa.audit.report import CATEGORIES, Report, better, table
from tests.site.page import public_addresses

KINDS = {
    "home", "programme", "funding_areas", "funding_area", "measures", "measure", "partners", "partner", "decisions",
    "decision", "evaluations", "documents", "glossary", "policy", "principle", "contact", "imprint",
}  # fmt: skip


def content(**scores: float | None) -> dict:
    """A report as Lighthouse writes it; categories that are not named have the full score."""
    node = {"type": "node", "snippet": '<p class="lead">'}
    return {
        "categories": {
            name: {
                "score": scores.get(short, 1),
                "auditRefs": [{"id": f"{short}-{weight}", "weight": weight} for weight in (1, 0)],
            }
            for name, short in CATEGORIES.items()
        },
        "audits": {
            f"{short}-{weight}": {
                "title": f"{short} of weight {weight}", "score": 0.5, "displayValue": "2 found",
                "details": {"items": [{"node": node, "url": "/a"}, {"subItems": {"items": [node]}}]},
            }
            for short in CATEGORIES.values() for weight in (1, 0)
        } | {
            "largest-contentful-paint": {"title": "LCP", "score": 1, "numericValue": 1234.5},
            "cumulative-layout-shift": {"title": "CLS", "score": 1, "numericValue": 0.01},
            "total-byte-weight": {"title": "bytes", "score": None, "numericValue": 45000},
        },
    }  # fmt: skip


# -- which pages


@pytest.mark.django_db
def test_every_kind_is_audited_once():
    chosen = one_of_each_kind({path: len(path) for path in public_addresses()})

    kinds = [kind(path) for path in chosen]
    assert len(kinds) == len(set(kinds))
    assert set(kinds) == {kind(path) for path in public_addresses()} >= KINDS


def test_the_largest_page_stands_for_its_kind_in_the_order_of_the_sitemap():
    sizes = {"/partner/": 5, "/kip-1/": 7, "/kip-3/": 9, "/kip-2/": 8, "/glossar/": 1}

    assert one_of_each_kind(sizes) == ["/partner/", "/kip-3/", "/glossar/"]


def test_a_page_in_another_language_is_of_the_same_kind():
    assert kind("/fr/kip-3/") == kind("/kip-3/") == "programme"


# -- what a report says


def test_full_scores_leave_no_fault():
    report = Report("/kip-3/", content())

    assert report.is_full
    assert list(report.faults()) == []


@pytest.mark.parametrize("short", CATEGORIES.values())
def test_one_point_less_is_a_fault_with_its_title_value_and_elements(short):
    report = Report("/kip-3/", content(**{short: 0.99}))

    fault = next(report.faults())

    assert not report.is_full
    assert fault.splitlines()[0].endswith(f"{short} of weight 1 (2 found)")
    assert fault.splitlines()[1:] == ['    <p class="lead">']


def test_audits_without_weight_explain_performance_only():
    assert len(list(Report("/", content(perf=0.9)).faults())) == 2
    assert len(list(Report("/", content(seo=0.9)).faults())) == 1


def test_an_audit_without_elements_names_addresses():
    found = content(perf=0.9)
    found["audits"]["perf-1"]["details"] = {"items": [{"url": "/static/site.css", "node": "none"}]}

    assert next(Report("/", found).faults()).splitlines()[1:] == ["    /static/site.css"]


@pytest.mark.parametrize("empty", [{}, content(perf=None), content(a11y=None)])
def test_what_could_not_be_measured_is_not_full(empty):
    assert not Report("/", empty).is_full


def test_a_page_that_failed_says_why_in_all_places():
    report = Report.failed("/kip-3/", "no answer")

    assert not report.is_full
    assert list(report.faults()) == ["no answer"]
    assert list(table([report]))[1].split() == ["/kip-3/", "0", "0", "0", "0", "–", "–", "–", "–"]


def test_the_table_has_scores_and_measures():
    head, line = table([Report("/kip-3/", content(seo=0.92))])

    assert head.split() == ["page", "perf", "a11y", "best", "seo", "LCP", "CLS", "TBT", "bytes"]
    assert line.split() == ["/kip-3/", "100", "100", "100", "92", "1.23", "s", "0.010", "–", "45000"]
    assert head.index("LCP") < line.index("s") == head.index("LCP") + 2


# -- the run


def test_the_better_measurement_counts():
    slow, fast = Report("/", content(perf=0.97)), Report("/", content())

    assert better(slow, fast) is better(fast, slow) is fast


@pytest.mark.parametrize(("scores", "times"), [([1], 1), ([0.98, 1], 2), ([0.98, 0.97, 1], 2)])
def test_a_slow_page_is_measured_once_more_at_the_end_and_it_is_said(monkeypatch, tmp_path, capsys, scores, times):
    left = {"/kip-3/": list(scores), "/partner/": [1]}
    order = []

    def measure(origin: str, path: str) -> Report:
        order.append(path)
        return Report(path, content(perf=left[path].pop(0)))

    monkeypatch.setattr(programs, "REPORTS", tmp_path)
    monkeypatch.setattr(programs, "measure", measure)

    reports = audit.measured("http://localhost", ["/kip-3/", "/partner/"])

    assert order == ["/kip-3/", "/partner/", "/kip-3/"][: times + 1]
    assert [report.scores["performance"] for report in reports] == [100 * max(scores[:times]), 100]
    assert ("/kip-3/: performance 98: measured again" in capsys.readouterr().out) == (times == 2)
    assert json.loads((tmp_path / "kip-3.json").read_text()) == reports[0].content


@pytest.mark.parametrize(("score", "code"), [(1, 0), (0.99, 1)])
def test_the_exit_code_is_the_verdict(capsys, score, code):
    assert audit.verdict([Report("/", content()), Report("/kip-3/", content(seo=score))]) == code
    assert ("seo of weight 1" in capsys.readouterr().out) == bool(code)


def test_who_cannot_install_is_told_what_to_do_in_one_line(monkeypatch):
    monkeypatch.setattr(programs.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(programs.shutil, "which", lambda name: None)

    with pytest.raises(SystemExit, match=r"^chromium is missing \(Debian: apt install chromium\)$"):
        programs.chromium()
