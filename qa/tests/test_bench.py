"""`make bench` reads what wrk prints, and fails where a promise is missed."""

from dataclasses import replace

import pytest

from qa.bench import __main__ as command
from qa.bench import content, machine, report, wrk
from qa.bench.report import Result
from tests.processes import Usage, family, usage

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
     99%    1.18s
  265432 requests in 5.01s, 1.31GB read
  Socket errors: connect 1, read 20, write 300, timeout 4000
  Non-2xx or 3xx responses: 50000
Requests/sec:  52981.25
Transfer/sec:    267.03MB
"""
GOOD = Result(rate=600, p50=1, p99=3, processor=1, memory=1, size=1, errors=0, load=0.5)
ON_TARGET = {
    report.NGINX: replace(GOOD, rate=1090, p99=1),
    report.SAME_SETTINGS: replace(GOOD, rate=1000, p99=1),
    report.PUBLISHED: replace(GOOD, rate=930, p99=1.2),
    report.STORED: GOOD,
    report.RENDERED: replace(GOOD, processor=1.5),
    report.WAGTAIL: replace(GOOD, rate=1.2),
    report.WAGTAIL_CACHE: replace(GOOD, rate=30, processor=20),
}


@pytest.fixture(autouse=True)
def build(monkeypatch, tmp_path):
    monkeypatch.setattr(machine, "BUILD", tmp_path)


def test_rate_latencies_and_failed_requests_are_read():
    assert wrk.parse(OUTPUT) == wrk.Run(requests=265432, rate=52981.25, p50=0.48, p99=1180, errors=54321)


def test_a_run_that_measured_nothing_is_no_result():
    with pytest.raises(ValueError, match="wrk"):
        wrk.parse(OUTPUT.replace("265432 requests", "0 requests"))


def test_exactly_on_target_is_met():
    assert command.tell(report.report("2 cores", ON_TARGET), ON_TARGET) == 0


@pytest.mark.parametrize(
    ("name", "changed", "promise"),
    [
        (report.PUBLISHED, {"rate": 929, "p99": 1}, "93 % of one file"),
        (report.PUBLISHED, {"rate": 930, "p99": 1.21}, "1.2 × one file"),
        (report.NGINX, {"rate": 1091, "p99": 1}, "55 % of nginx"),
        (report.NGINX, {"rate": 1090, "p99": 0.99}, "p99 at most 3"),
        (report.WAGTAIL_CACHE, {"rate": 30.1, "processor": 20}, "20 × Wagtail with wagtail-cache"),
        (report.WAGTAIL_CACHE, {"rate": 30, "processor": 19.9}, "a twentieth of the processor time"),
        (report.WAGTAIL, {"rate": 1.21}, "500 × plain Wagtail"),
        (report.RENDERED, {"processor": 1.51}, "1.5 × the processor time of Wagtail"),
        (report.UNCHANGED, {"errors": 1}, "no failed request"),
    ],
)
def test_just_beside_the_target_misses_that_promise_alone(capsys, name, changed, promise):
    found = ON_TARGET | {name: replace(GOOD, **changed)}

    assert command.tell(report.report("2 cores", found), found) == 1
    (said,) = capsys.readouterr().err.splitlines()
    assert promise in said


def test_a_process_is_read_whatever_its_name_and_found_with_all_below_it():
    parents = {1: 0, 10: 1, 11: 10, 12: 11, 13: 10, 20: 1}
    known = {pid: Usage(parent, 0, 0) for pid, parent in parents.items()}
    stat = "4242 (a (b) 7 8) S 17 " + " ".join(str(number) for number in range(5, 25))

    assert usage(stat).parent == 17
    assert usage(stat).ticks == 14 + 15
    assert sorted(family(10, known)) == [10, 11, 12, 13]


@pytest.mark.django_db
def test_wagtail_gets_every_set_of_rows_of_the_phase():
    told = content.phase("kip-3")

    assert all(told[name] for name in ("areas", "measures", "partners", "evaluations", "decisions", "figures"))
