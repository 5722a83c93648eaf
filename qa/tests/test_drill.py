"""`make drill`: what it makes of what it saw, and when it says that a promise is missed."""

import json
import re

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from qa.bench.wrk import Run
from qa.drill import __main__ as command
from qa.drill import clients, faults, scenes, stage, watch
from qa.drill.__main__ import chosen, tell
from qa.drill.office import CLOSED, Ledger
from qa.drill.scenes import Scene
from qa.drill.sites import Front
from qa.drill.watch import Seen
from tests.server import free_port

GOOD = Seen(
    live={200}, ready=[(0.5, 200), (3.1, 503), (9.0, 503)], admin=[(2.0, 503, True), (0.01, 503, True)], looks=3
)
RUN = Run(requests=1000, rate=100, p50=1, p99=2, errors=0)


BIG = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"


def changed(**what) -> Seen:
    return Seen(**(vars(GOOD) | what))


def missed(verdicts) -> list[str]:
    return [verdict.promise for verdict in verdicts if not verdict.met]


def test_what_was_promised_was_seen():
    assert missed(scenes.what_was_seen(GOOD)) == []


@pytest.mark.parametrize(
    ("what", "promise"),
    [
        ({"live": {200, 503}}, "/live"),
        ({"ready": [(0.5, 503), (9.0, 200)]}, "/ready"),
        ({"admin": [(0.1, 200, False)]}, "German"),
        ({"admin": [(0.1, 503, False)]}, "German"),
        ({"admin": [(5.1, 503, True)]}, "/admin/ answers"),
        ({"wrong_pages": {"/kip-3/"}}, "every page"),
    ],
)
def test_what_was_seen_otherwise_misses_that_promise_alone(what, promise):
    (told,) = missed(scenes.what_was_seen(changed(**what)))

    assert promise in told


@pytest.mark.parametrize(
    ("log", "met"),
    [
        (2 * "The database does not answer (why)\nThe database answers again.\n", True),
        (3 * "The database does not answer (why)\nThe database answers again.\n", False),
        (2 * "The database does not answer (why)\n", False),
        (2 * "The database does not answer (why)\nThe database answers again.\n" + "Traceback (most …\n", False),
        ("", False),
    ],
)
def test_the_log_says_it_once_for_each_process(log, met):
    assert scenes.said_once(log, workers=2).met is met


def test_a_page_that_differs_or_is_refused_is_named():
    good = {"/": b"a", "/kip-3/": b"b", "/fr/": b"c"}

    assert watch.different(good, good) == set()
    assert watch.different(good, good | {"/kip-3/": b"503"}) == {"/kip-3/"}


def test_what_does_not_come_back_is_infinitely_late(monkeypatch):
    monkeypatch.setattr(watch, "PATIENCE", 0.05)

    assert watch.seconds_until(lambda: False) == float("inf")
    assert watch.seconds_until(lambda: True) < 1


def test_a_missed_promise_fails_the_command_and_stands_in_its_report(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("qa.drill.__main__.REPORT", tmp_path / "drill" / "report.md")
    bad = Run(requests=1000, rate=100, p50=1, p99=2, errors=1)

    assert tell([Scene("good", RUN, [scenes.none_failed(RUN)])]) == 0
    assert tell([Scene("bad", bad, [scenes.none_failed(bad)])]) == 1
    assert "| bad: no failed request | 1 of 1000 |  NO |" in (tmp_path / "drill" / "report.md").read_text()


def test_the_pages_of_a_running_site_are_compared_by_their_bytes(site):
    front = Front(site.port, ["/", "/fr/kip-3/", "/gibt-es-nicht/"])

    pages = front.pages()

    assert front.pages() == pages
    assert pages["/gibt-es-nicht/"] == b"404"
    assert "<h1" in front.ask("/fr/kip-3/").text


# -- which scenes


def test_all_scenes_are_played_unless_some_are_named():
    assert chosen("") == list(stage.ALL) == list(stage.SAY)
    assert chosen("disk, undisturbed") == ["undisturbed", "disk"]


def test_a_scene_that_is_none_is_refused_with_those_that_are():
    with pytest.raises(ImproperlyConfigured, match="name some of undisturbed, edits"):
        chosen("disk,flood")


def test_the_readme_names_every_scene():
    paragraph = (settings.BASE_DIR / "README.md").read_text().partition("`make drill`")[2].partition("\n\n")[0]

    assert set(stage.ALL) <= set(re.findall(r"`([a-z]+)`", paragraph))


@pytest.mark.parametrize("error", [StopAsyncIteration("no form"), SystemExit("wrk failed: no form")])
def test_a_scene_that_breaks_off_is_a_promise_missed_and_the_next_is_played(monkeypatch, capsys, error):
    def broken(_stage):
        yield Scene("half", RUN, [])
        raise error

    monkeypatch.setattr(stage, "ALL", {"burst": broken, "slow": whole})

    played = list(stage.play(stage.Stage(None, None, 1), ["burst", "slow"]))

    assert [scene.name for scene in played] == ["half", stage.SAY["burst"], "whole"]
    assert missed(played[1].verdicts) == ["played to its end"]
    assert "no form" in capsys.readouterr().err


def test_a_site_that_nobody_can_knock_at_breaks_no_drill_off(monkeypatch):
    """Neither a scene after which nothing answers, nor books that cannot be read."""
    monkeypatch.setattr(stage, "ALL", {"burst": whole, "slow": whole})
    dead = stage.Stage(None, None, 1)
    vars(dead).update(front=Front(free_port(), []), address="postgres://nobody@127.0.0.1:1/nothing")

    played = list(stage.play(dead, ["burst", "slow"]))

    assert [scene.name for scene in played] == ["whole", stage.SAY["burst"], "whole", stage.SAY["slow"], "The books"]
    assert [missed(scene.verdicts) for scene in played if scene.name != "whole"] == 3 * [["played to its end"]]


def test_a_site_that_a_scene_left_behind_dead_is_started_for_the_next(monkeypatch):
    class Dead:
        started = 0

        @property
        def process(self):
            return self

        def poll(self):
            return None if self.started else -9

        def start(self):
            self.started += 1

    monkeypatch.setattr(stage, "ALL", {"burst": whole, "slow": whole})
    left = stage.Stage(None, None, 1)
    vars(left)["site"] = Dead()

    assert [scene.name for scene in stage.play(left, ["burst", "slow"])] == ["whole", "whole"]
    assert left.site.started == 1


def test_whoever_ends_the_drill_ends_it_and_its_report_says_so(monkeypatch, tmp_path, capsys):
    def ended(_stage):
        yield Scene("half", RUN, [])
        raise SystemExit(128 + 15)

    monkeypatch.setattr(stage, "ALL", {"burst": ended, "slow": whole})
    monkeypatch.setattr(command, "ALL", stage.ALL)
    monkeypatch.setattr(command, "REPORT", tmp_path / "report.md")
    for name in ("know_models", "readable_folder"):
        monkeypatch.setattr(command, name, lambda _: tmp_path)
    monkeypatch.setattr(command.machine, "require_programs", lambda *_: None)

    with pytest.raises(SystemExit, match="143"):
        command.main()

    report = (tmp_path / "report.md").read_text()
    assert "Interrupted" in report
    assert "half" in report
    assert "whole" not in report


def whole(_stage):
    yield Scene("whole", RUN, [])


# -- the books


def test_what_was_acknowledged_and_is_not_there_is_lost():
    ledger = Ledger(texts=["Ein «Satz».", "Noch einer."])

    assert ledger.lost([json.dumps({"summary_de": "Ein «Satz»."})]) == ["Noch einer."]
    assert not faults.kept(ledger, []).met
    assert faults.kept(ledger, [json.dumps(ledger.texts)]).met


def test_nobody_is_let_in_without_a_login(site):
    ledger = Ledger()

    ledger.knock(Front(site.port, []))

    assert ledger.let_in == []
    assert ledger.knocks == 2 * len(CLOSED)


def test_who_is_let_in_is_named(site, monkeypatch):
    monkeypatch.setattr("qa.drill.office.CLOSED", ("/kip-3/",))
    ledger = Ledger()

    ledger.knock(Front(site.port, []))

    assert ledger.let_in == 2 * ["/kip-3/: 200"]


# -- clients


@pytest.mark.parametrize(
    ("received", "what"),
    [
        (BIG + b"ganz", "answered"),
        (BIG + b"gan", "cut off"),
        (BIG[:-2], "cut off"),
        (b"", "refused"),
        (b"HTTP/1.1 503 Service Unavailable\r\n\r\n", "refused"),
    ],
)
def test_an_answer_is_whole_or_it_is_none(received, what):
    assert clients.verdict(received) == what


def test_a_burst_counts_every_connection(site):
    assert clients.burst(site.port, "/kip-3/", 20) == {"answered": 20}


def test_slow_clients_keep_no_reader_waiting(site):
    with clients.slow(site.port, heads=5, bodies=10, readers=5, large="/druck/"):
        assert watch.seconds_until(lambda: "<h1" in site.get("/kip-3/")) < 5
