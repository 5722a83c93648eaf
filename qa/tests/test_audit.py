"""`make audit-pages` chooses a page of each kind, and fails where one has less than the full score."""

import pytest

from qa.audit import __main__ as command
from qa.audit import programs
from qa.audit.kinds import one_of_each_kind
from qa.audit.report import CATEGORIES, Report


def content(**scores: float | None) -> dict:
    """A Lighthouse report; categories that are not given have the full score."""
    element = {"type": "node", "snippet": '<p class="lead">'}
    return {
        "categories": {
            name: {"score": scores.get(short, 1), "auditRefs": [{"id": short, "weight": 1}]}
            for name, short in CATEGORIES.items()
        },
        "audits": {
            short: {"title": short, "score": 0.5, "displayValue": "2 found", "details": {"items": [{"node": element}]}}
            for short in CATEGORIES.values()
        },
    }


def test_the_largest_page_stands_for_its_kind_in_the_order_of_the_sitemap():
    sizes = {"/partner/": 5, "/kip-1/": 7, "/kip-3/": 9, "/fr/kip-2/": 8, "/glossar/": 1}

    assert one_of_each_kind(sizes) == ["/partner/", "/kip-3/", "/glossar/"]


def test_full_scores_pass():
    assert command.verdict([Report("/", content())]) == 0


@pytest.mark.parametrize("short", CATEGORIES.values())
def test_one_point_less_fails_with_its_title_value_and_elements(capsys, short):
    assert command.verdict([Report("/", content()), Report("/kip-3/", content(**{short: 0.99}))]) == 1

    told = capsys.readouterr().out
    assert f"{short} (2 found)" in told
    assert '    <p class="lead">' in told


@pytest.mark.parametrize("empty", [{}, content(perf=None), content(a11y=None)])
def test_what_could_not_be_measured_is_not_full(empty):
    assert not Report("/", empty).is_full


def test_a_slow_page_is_measured_once_more_at_the_end_and_the_better_one_counts(monkeypatch, tmp_path):
    scores = {"/kip-3/": [0.98, 1, 0.97], "/partner/": [1]}
    order = []

    def measure(origin: str, path: str) -> Report:
        order.append(path)
        return Report(path, content(perf=scores[path].pop(0)))

    monkeypatch.setattr(programs, "REPORTS", tmp_path)
    monkeypatch.setattr(programs, "measure", measure)

    reports = command.measured("http://localhost", ["/kip-3/", "/partner/"])

    assert order == ["/kip-3/", "/partner/", "/kip-3/"]
    assert [report.is_full for report in reports] == [True, True]
    assert (tmp_path / "kip-3.json").exists()
