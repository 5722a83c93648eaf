"""`make drill` judges its observations, plays every scene, and fails where a promise is missed."""

import json
import re

import pytest

from qa.bench.wrk import Run
from qa.drill import __main__ as command
from qa.drill import clients, faults, scenes, stage
from qa.drill.office import Ledger
from qa.drill.scenes import Scene
from qa.drill.watch import Seen
from tests.environment import ROOT

GOOD = {
    "live": {200}, "ready": [(0.5, 200), (3.1, 503), (9.0, 503)],
    "admin": [(2.0, 503, True), (0.01, 503, True)], "looks": 3,
}  # fmt: skip
RUN = Run(requests=1000, rate=100, p50=1, p99=2, errors=0)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"


@pytest.fixture(autouse=True)
def report(monkeypatch, tmp_path):
    monkeypatch.setattr(command, "REPORT", tmp_path / "drill" / "report.md")
    return command.REPORT


def whole(_stage):
    yield Scene("whole", RUN, [])


def missed(verdicts) -> list[str]:
    return [verdict.promise for verdict in verdicts if not verdict.met]


def test_what_was_promised_was_seen():
    assert missed(scenes.what_was_seen(Seen(**GOOD))) == []


@pytest.mark.parametrize(
    ("changed", "promise"),
    [
        ({"live": {200, 503}}, "/live"),
        ({"ready": [(0.5, 503), (9.0, 200)]}, "/ready"),
        ({"admin": [(0.1, 200, False)]}, "German"),
        ({"admin": [(5.1, 503, True)]}, "/admin/ answers"),
        ({"wrong_pages": {"/kip-3/"}}, "every page"),
    ],
)
def test_what_was_seen_otherwise_misses_that_promise_alone(changed, promise):
    (told,) = missed(scenes.what_was_seen(Seen(**GOOD | changed)))

    assert promise in told


def test_a_missed_promise_fails_the_command_and_stands_in_its_report(report):
    bad = Run(requests=1000, rate=100, p50=1, p99=2, errors=1)

    assert command.tell([Scene("good", RUN, [scenes.none_failed(RUN)])]) == 0
    assert command.tell([Scene("bad", bad, [scenes.none_failed(bad)])]) == 1
    assert "| bad: no failed request | 1 of 1000 |  NO |" in report.read_text()


@pytest.mark.parametrize("error", [StopAsyncIteration("no form"), SystemExit("wrk failed: no form")])
def test_a_scene_that_breaks_off_is_a_promise_missed_and_the_next_is_played(monkeypatch, error):
    def broken(_stage):
        yield Scene("half", RUN, [])
        raise error

    monkeypatch.setattr(stage, "ALL", {"burst": broken, "slow": whole})

    played = list(stage.play(stage.Stage(None, None, 1), ["burst", "slow"]))

    assert [scene.name for scene in played] == ["half", stage.SAY["burst"], "whole"]
    assert missed(played[1].verdicts) == ["played to its end"]


def test_what_was_acknowledged_and_is_not_there_is_lost():
    ledger = Ledger(texts=["Ein «Satz».", "Noch einer."])

    assert ledger.lost([json.dumps({"summary_de": "Ein «Satz»."})]) == ["Noch einer."]
    assert not faults.kept(ledger, []).met


@pytest.mark.parametrize(
    ("received", "what"), [(HEAD + b"ganz", "answered"), (HEAD + b"gan", "cut off"), (b"", "refused")]
)
def test_an_answer_is_whole_or_it_is_none(received, what):
    assert clients.verdict(received) == what


def test_the_documentation_lists_every_scene():
    chapter = (ROOT / "docs" / "measuring.md").read_text().partition("## Drill\n")[2].partition("\n## ")[0]

    assert set(stage.ALL) == set(stage.SAY) == set(re.findall(r"^\| `([a-z]+)` \|", chapter, re.MULTILINE))
