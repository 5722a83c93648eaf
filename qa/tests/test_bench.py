"""`make bench`: what it reads from wrk, what it makes of many runs, and when it says that a promise is missed."""

import sys
from dataclasses import replace

import pytest

from qa.bench import content, machine, page, report, wrk
from qa.bench.answers import Answer
from qa.bench.report import Measured, Result
from tests import processes

OUTPUT = """\
Running 5s test @ http://127.0.0.1:8000/kip-3/
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   697.09us  238.61us  12.18ms   63.24%
    Req/Sec    53.44k     2.87k   70.00k    99.22%
  Latency Distribution
     50%  480.00us
     75%  877.17us
     90%    1.98ms
     99%    1.18s{space}
  265432 requests in 5.01s, 1.31GB read
{errors}Requests/sec:  52981.25
Transfer/sec:    267.03MB
"""
GOOD = Result(rate=600, p50=1, p99=3, processor=1, memory=1, size=1, errors=0, load=0.5)


def output(errors: str = "", space: str = " ") -> str:
    return OUTPUT.format(errors=errors, space=space)


def results(**changed: Result) -> dict[str, Result]:
    """Everybody exactly on target, but for those named as in qa.bench.report."""
    on_target = {
        "NGINX": replace(GOOD, rate=1000, p99=1),
        "STORED": GOOD,
        "ONE_READER": replace(GOOD, p50=15),
        "WAGTAIL": replace(GOOD, rate=1.2),
        "WAGTAIL_CACHE": replace(GOOD, rate=30, processor=20),
    }
    return {getattr(report, name): result for name, result in (on_target | changed).items()}


def missed(found: dict[str, Result]) -> list[str]:
    return [verdict.promise for verdict in report.verdicts(found) if not verdict.met]


def test_rate_and_latencies_in_milliseconds_are_read():
    assert wrk.parse(output()) == wrk.Run(requests=265432, rate=52981.25, p50=0.48, p99=1180, errors=0)


@pytest.mark.parametrize("space", ["", " "])
def test_white_space_after_seconds_does_not_matter(space):
    assert wrk.parse(output(space=space)).p99 == 1180


def test_refused_and_broken_requests_count():
    errors = "  Socket errors: connect 1, read 20, write 300, timeout 4000\n  Non-2xx or 3xx responses: 50000\n"

    assert wrk.parse(output(errors)).errors == 54321


@pytest.mark.parametrize(
    ("whole", "broken"),
    [("265432 requests", "0 requests"), ("Requests/sec", "Rate"), ("     99% ", "     99.9% ")],
)
def test_a_run_that_measured_nothing_is_no_result(whole, broken):
    with pytest.raises(ValueError, match="wrk"):
        wrk.parse(output().replace(whole, broken))


def test_medians_over_the_rounds_and_the_sum_of_errors():
    visits = [
        Measured(
            wrk.Run(100, rate=rate, p50=rate, p99=2 * rate, errors=errors),
            memory=int(rate),
            processor=rate,
            load=rate / 200,
        )
        for rate, errors in [(1, 2), (100, 0), (3, 5)]
    ]

    assert report.summarise(visits, 77) == Result(
        rate=3, p50=3, p99=6, processor=30_000, memory=3, size=77, errors=7, load=0.015
    )


def test_exactly_on_target_is_met():
    assert missed(results()) == []


@pytest.mark.parametrize(
    ("name", "changed", "promise"),
    [
        ("NGINX", {"rate": 1001, "p99": 1}, "60 % of nginx"),
        ("NGINX", {"rate": 1000, "p99": 0.99}, "p99"),
        ("WAGTAIL_CACHE", {"rate": 30.1, "processor": 20}, "20 × Wagtail with wagtail-cache"),
        ("WAGTAIL_CACHE", {"rate": 30, "processor": 19.9}, "a twentieth of the processor time"),
        ("WAGTAIL", {"rate": 1.21}, "500 × plain Wagtail"),
        ("ONE_READER", {"p50": 15.1}, "15 ms"),
        ("UNCHANGED", {"errors": 1}, "no failed request"),
    ],
)
def test_just_beside_the_target_misses_that_promise_alone(name, changed, promise):
    (told,) = missed(results(**{name: replace(GOOD, **changed)}))

    assert promise in told


def test_the_report_shows_every_contender_and_names_what_is_missed():
    found = results(NGINX=replace(GOOD, rate=2000, p99=1))

    lines = report.report("2 cores", found).splitlines()

    assert (
        "| this site, stored page          |        600 |     30 % |   1.00 |   3.00 |      1 |         0 |     1 |       50 % |"
        in lines
    )
    assert all(any(line.startswith(f"| {name} ") for line in lines) for name in found)
    assert [line for line in lines if line.endswith(" NO |")] == [line for line in lines if "60 % of nginx" in line]


def test_the_report_names_who_was_quicker_than_wrk():
    found = results(NGINX=replace(GOOD, rate=1000, p99=1, load=0.95), WAGTAIL=replace(GOOD, rate=1.2, load=0.94))

    (told,) = [line for line in report.report("2 cores", found).splitlines() if line.startswith("Limited by wrk")]

    assert told.endswith(f": {report.NGINX}.")
    assert "Limited" not in report.report("2 cores", results())


def test_the_load_runs_on_its_own_core_and_its_share_is_known():
    before = wrk.time_of_children()
    told = machine.finish(
        [
            *machine.on_core(machine.LOADING, [sys.executable]),
            "-c",
            "import os; print(os.sched_getaffinity(0))",
        ]
    )

    assert told.strip() == str({machine.LOADING})
    assert wrk.time_of_children() > before


def test_a_small_share_keeps_a_digit():
    assert "0.1 %" in report.cells(replace(GOOD, rate=1), nginx=1000)


def test_a_process_is_read_whatever_its_name():
    ticks = "4242 (a (b) 7 8) S 17 " + " ".join(str(number) for number in range(5, 25))

    usage = processes.usage(ticks)

    assert usage == processes.Usage(parent=17, ticks=14 + 15, resident=24 * processes.PAGE_BYTES)


def test_a_family_is_everybody_below_and_nobody_else():
    parents = {1: 0, 10: 1, 11: 10, 12: 11, 13: 10, 20: 1}
    known = {pid: processes.Usage(parent, 0, 0) for pid, parent in parents.items()}

    assert sorted(processes.family(10, known)) == [10, 11, 12, 13]
    assert processes.family(99, known) == []


def test_nginx_sends_the_headers_of_the_site(tmp_path):
    headers = {
        "content-type": "text/html; charset=utf-8", "content-encoding": "br", "etag": '"1"', "date": "today",
        "content-security-policy": "default-src 'self'; report-to \"x\"",
    }  # fmt: skip

    page.keep(Answer(200, headers, b"page", 4), tmp_path)
    told = page.nginx_configuration(tmp_path, 8080)

    assert 'default_type "text/html; charset=utf-8";' in told
    assert 'add_header content-encoding "br";' in told
    assert r"default-src 'self'; report-to \"x\"" in told
    assert "etag" not in told
    assert "date" not in told
    assert (tmp_path / "page").read_bytes() == b"page"


@pytest.mark.django_db
def test_wagtail_gets_every_set_of_rows_of_the_phase():
    told = content.phase("kip-3")

    assert all(told[name] for name in ("areas", "measures", "partners", "evaluations", "decisions", "figures"))
    assert {row["is_paper"] for row in told["citations"]} == {True, False}
    assert all(block["text"].startswith("<p>") for block in told["prose"])
