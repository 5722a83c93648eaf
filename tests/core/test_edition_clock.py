"""The clock on a real database: what waits for one that is silent is released, and the clock goes on."""

import threading
import time
from contextlib import suppress

import psycopg
import pytest
from django.db import connection

from core.edition_clock import PATIENCE, Clock

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has nobody to wait for")


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.look()
    clock.watch()
    return clock


@pytest.fixture
def other(clock):
    """A second connection that the clock knows of, as a request has one."""
    other = connection.copy()
    other.connect()
    process = other.connection.info.backend_pid
    clock.remember(other)
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
    clock.answered_at = time.monotonic() - PATIENCE - 1


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


def test_the_clock_says_once_that_the_database_is_silent_and_once_that_it_is_back(clock, caplog):
    for _ in range(5):
        silence(clock)
        clock.watch()
        clock.report_loss(psycopg.OperationalError("server closed the connection\nunexpectedly"))
    for _ in range(5):
        clock.look()
        clock.watch()

    assert not clock.is_silent
    assert [record.message.partition(":")[0] for record in caplog.records] == [
        "The database does not answer (it is silent)", "The database answers again.",
    ]  # fmt: skip


def test_the_reason_stands_in_the_log_in_one_line(clock, caplog):
    clock.report_loss(psycopg.OperationalError("server closed the connection\nunexpectedly"))

    assert "(server closed the connection):" in caplog.text
