"""The edition clock on a real database: waiting requests are released when it stops responding."""

import datetime
import threading
import time
from contextlib import suppress
from types import SimpleNamespace

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from core import edition_clock
from core.edition_clock import ANSWER_TIMEOUT, Clock, Daily, is_unanswered, is_waiting

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has nobody to wait for")


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.poll()
    clock.watch()
    return clock


@pytest.fixture
def other(clock):
    """A second connection that the clock knows of, as a request has one."""
    other = connection.copy()
    other.connect()
    process = other.connection.info.backend_pid
    clock.register_connection(other)
    yield other
    with suppress(psycopg.Error):
        other.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [process])  # it may be asleep, and hear of nothing


class Waiting(threading.Thread):
    """Waits for an answer that takes longer than any test."""

    def __init__(self, connection):
        super().__init__(daemon=True)
        self.connection = connection
        self.error = None

    def run(self):
        self.connection.inc_thread_sharing()
        try:
            self.connection.connection.execute("SELECT pg_sleep(60)")
        except psycopg.Error as error:
            self.error = error


def until_asleep(other):
    process, ends = other.connection.info.backend_pid, time.monotonic() + 300
    asking = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s AND state = 'active' AND query LIKE '%%pg_sleep%%'"
    asleep = 0
    while not asleep:
        assert time.monotonic() < ends, "the other connection asks for nothing"
        time.sleep(0.05)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(asking, [process])
            (asleep,) = cursor.fetchone()


def silence(clock):
    """As after so many looks at a connection that waits."""
    clock.unanswered_seconds = ANSWER_TIMEOUT + 1


@on_postgresql
def test_who_waits_for_a_silent_database_is_told_that_it_will_not_answer(clock, other):
    waiting = Waiting(other)
    waiting.start()
    until_asleep(other)

    silence(clock)
    clock.watch()
    waiting.join(timeout=300)

    assert clock.is_silent
    assert isinstance(waiting.error, psycopg.OperationalError)


@on_postgresql
def test_one_lost_connection_does_not_end_the_others(clock, other):
    waiting = Waiting(other)
    waiting.start()
    until_asleep(other)

    clock.report_loss(psycopg.OperationalError("terminating connection"))
    waiting.join(timeout=1)

    assert clock.is_silent
    assert waiting.is_alive()


@on_postgresql
def test_a_connection_at_rest_is_left_open(clock, other):
    silence(clock)
    clock.watch()

    assert other.connection.execute("SELECT 1").fetchone()


@on_postgresql
def test_a_connection_that_was_closed_is_no_obstacle(clock, other):
    other.connection.close()

    silence(clock)
    clock.watch()

    assert clock.is_silent


@on_postgresql
def test_a_question_without_an_answer_is_evidence(other):
    waiting = Waiting(other)
    waiting.start()
    until_asleep(other)

    assert is_unanswered(other)


@on_postgresql
def test_an_answer_that_nobody_had_time_to_read_is_none(other):
    """The thread that asked is late, because others keep the processor: the database has answered."""
    other.connection.pgconn.send_query(b"SELECT 1")
    ends = time.monotonic() + 60
    while is_unanswered(other) and time.monotonic() < ends:
        time.sleep(0.01)

    assert is_waiting(other.connection)
    assert not is_unanswered(other)


@on_postgresql
def test_to_connect_for_long_is_to_have_no_answer(other):
    other.close()

    assert is_unanswered(other)


def test_a_thread_that_is_late_is_no_silent_database(clock):
    """Forms that need the processor for seconds keep it from looking; nothing was asked, or all was answered."""
    clock.own_connection = connection
    clock.answered_at = time.monotonic() - 10 * ANSWER_TIMEOUT

    for _ in range(20):
        clock.tick()

    assert not clock.is_silent


@on_postgresql
def test_a_database_that_leaves_a_question_open_is_silent_after_three_seconds(clock, other):
    clock.own_connection = other
    waiting = Waiting(other)
    waiting.start()
    until_asleep(other)

    for _ in range(12):
        clock.tick()
    assert not clock.is_silent
    clock.tick()

    assert clock.is_silent
    waiting.join(timeout=300)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL can keep somebody waiting")
def test_sqlite_is_never_silent(clock):
    assert not is_unanswered(connection)


def test_the_clock_says_once_that_the_database_is_silent_and_once_that_it_is_back(clock, caplog):
    for _ in range(5):
        silence(clock)
        clock.watch()
        clock.report_loss(psycopg.OperationalError("server closed the connection\nunexpectedly"))
    for _ in range(5):
        clock.unanswered_seconds = 0.0
        clock.poll()
        clock.watch()

    assert not clock.is_silent
    assert [record.message.partition(":")[0] for record in caplog.records] == [
        "The database does not answer (it is silent)", "The database answers again.",
    ]  # fmt: skip


def test_the_reason_stands_in_the_log_in_one_line(clock, caplog):
    clock.report_loss(psycopg.OperationalError("server closed the connection\nunexpectedly"))

    assert "(server closed the connection):" in caplog.text


def test_a_daily_task_acts_once_a_day_from_its_hour_on(monkeypatch):
    acts = []
    task = Daily(lambda: acts.append(None), from_hour=7)
    counts = []
    for day, hour in [(1, 6), (1, 7), (1, 23), (2, 6), (2, 9)]:
        monkeypatch.setattr(timezone, "localtime", lambda day=day, hour=hour: datetime.datetime(2026, 12, day, hour))
        list(task())
        counts.append(len(acts))

    assert counts == [0, 1, 1, 1, 2]


def test_once_per_edition(clock, monkeypatch):
    numbers = iter(range(10))

    def read() -> int:
        return next(numbers)

    def read_twice() -> list[int]:
        return [clock.once_per_edition(read) for _ in range(2)]

    assert connection.in_atomic_block  # as every test is
    assert read_twice() == [0, 1]
    monkeypatch.setattr(edition_clock, "connection", SimpleNamespace(in_atomic_block=False))
    assert read_twice() == [2, 2]
    clock.edition = "the next one"
    assert read_twice() == [3, 3]
    clock.edition = None
    assert read_twice() == [4, 5]
