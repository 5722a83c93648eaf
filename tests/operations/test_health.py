"""/ready tells everybody whether something is wrong, and staff what."""

import time
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError
from prometheus_client import generate_latest

from core.edition_clock import clock
from operations import health, metrics
from search.index_updater import updater
from tests.accounts.test_login import PASSWORD, enrol, send_password
from tests.editorial.office import logged_in
from tests.site.page import visitor

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LONG_AGO = 1000  # seconds


@pytest.fixture(autouse=True)
def well(monkeypatch):
    """A clock that has just looked, as in a process that serves."""
    now = time.monotonic()
    state = {
        "edition": "7 2026-11-25",
        "is_silent": False,
        "is_read_only": False,
        "poll_error": None,
        "answered_at": now,
        "task_error": None,
    }
    for name, value in state.items():
        monkeypatch.setattr(clock, name, value)
    monkeypatch.setattr(updater, "current_at", now)


def without_database(monkeypatch):
    monkeypatch.setattr(clock, "is_silent", True)
    monkeypatch.setattr(clock, "poll_error", OperationalError("connection refused\nmore"))


def a_database_to_read(monkeypatch):
    monkeypatch.setattr(clock, "is_read_only", True)


def a_clock_that_stands(monkeypatch):
    monkeypatch.setattr(clock, "answered_at", time.monotonic() - LONG_AGO)


def a_hindrance(monkeypatch):
    monkeypatch.setattr(clock, "task_error", OperationalError("database or disk is full"))
    monkeypatch.setattr(clock, "task_failed_at", time.monotonic() - LONG_AGO)


def an_old_index(monkeypatch):
    monkeypatch.setattr(updater, "current_at", time.monotonic() - LONG_AGO)


def copies_that_fail(monkeypatch):
    monkeypatch.setattr(health, "page_cache", SimpleNamespace(files=SimpleNamespace(is_writable=False)))


def a_full_disk(monkeypatch):
    monkeypatch.setattr(health, "free_bytes", lambda: 12_345_678)


CASES = {
    "database": (without_database, "Die Datenbank antwortet nicht (connection refused)."),
    "read_only": (
        a_database_to_read,
        "Die Datenbank lässt sich nur lesen: Niemand kann sich anmelden oder etwas ändern.",
    ),
    "edition": (a_clock_that_stands, "Seit 1000 s hat niemand nach der Ausgabe gesehen."),
    "schedule": (a_hindrance, "Geplantes wird seit 1000 s nicht veröffentlicht (database or disk is full)."),
    "search": (an_old_index, "Die Suche hat seit 1000 s nicht den Stand der Seiten."),
    "copies": (copies_that_fail, "Die Kopien der Seiten auf der Platte lassen sich nicht schreiben."),
    "disk": (a_full_disk, "Auf der Platte von VAR_DIR sind nur noch 12 MB frei."),
}


def somebody():
    """Logged in, and not of the office."""
    client = visitor()
    client.force_login(get_user_model().objects.create_user("jemand"))
    return client


def test_every_reason_is_tried():
    assert list(CASES) == list(health.CHECKS)


def test_nothing_is_missing():
    assert health.reasons() == {}
    assert (visitor().get("/ready").status_code, visitor().get("/ready").content) == (200, b"ready\n")


def problems() -> list[str]:
    """As Prometheus hears of them."""
    family = next(family for family in metrics.ProcessMetrics().collect() if family.name == "kip_problem")
    return [sample.labels["reason"] for sample in family.samples if sample.value]


@pytest.mark.parametrize("name", CASES)
def test_each_reason_is_named_alone_in_words_and_among_the_figures(monkeypatch, name):
    break_it, words = CASES[name]
    break_it(monkeypatch)

    assert health.reasons() == {name: words}
    assert problems() == [name]


@pytest.mark.parametrize("name", CASES)
def test_everybody_hears_that_and_not_why(monkeypatch, name):
    CASES[name][0](monkeypatch)

    for client in (visitor(), somebody()):
        answer = client.get("/ready")
        assert (answer.status_code, answer.content) == (503, b"not ready\n")


def test_staff_hear_why(monkeypatch):
    a_full_disk(monkeypatch)

    answer = logged_in(is_superuser=True).get("/ready")

    assert answer.content.decode().splitlines() == ["not ready", f"disk: {CASES['disk'][1]}"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.check(17)
def test_a_password_alone_is_not_enough_to_hear_why(monkeypatch):
    user = get_user_model().objects.create_superuser("editor", password=PASSWORD)
    enrolled, only_password, without_factor = visitor(), visitor(), visitor()
    enrol(enrolled)
    send_password(only_password)
    without_factor.force_login(user)
    a_full_disk(monkeypatch)

    answers = [client.get("/ready").content for client in (only_password, without_factor, enrolled)]

    assert answers[:2] == [b"not ready\n"] * 2
    assert b"disk" in answers[2]


def test_while_the_database_is_silent_nobody_is_known_and_nobody_waits(monkeypatch, django_assert_num_queries):
    client = logged_in(is_superuser=True)
    without_database(monkeypatch)

    with django_assert_num_queries(0):
        assert client.get("/ready").content == b"not ready\n"


def test_a_reader_without_a_session_costs_the_database_nothing(monkeypatch, django_assert_num_queries):
    a_full_disk(monkeypatch)

    with django_assert_num_queries(0):
        visitor().get("/ready")


def test_figures_without_a_database_are_told_without_it(monkeypatch):
    without_database(monkeypatch)

    told = generate_latest(metrics.counters.registry).decode()

    assert "kip_database_up 0.0" in told
    assert "kip_revisions" not in told
