"""Polls the edition of the content and the state of the database, in a background thread of each process.

One query for two rows, once a second, so that no request waits for the database to learn whether content has changed.
It guarantees that every process knows a change one second after its commit, and that a page rendered after the poll
shows at least that edition. A database that stops or hangs is detected within five seconds; queries that wait for it
are then aborted.

Only a query without an answer counts as silence. A delay of this process, because of requests or a suspended machine,
says nothing about the database: `/ready` reports it by the age of the last poll.
"""

import datetime
import logging
import os
import select
import socket
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain
from typing import Any, TypeVar

import psycopg
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.utils import timezone
from psycopg.pq import TransactionStatus

from core.database.faults import says_read_only
from core.models import Edition

T = TypeVar("T")

CHECK_INTERVAL = 1.0  # seconds between two polls
ANSWER_TIMEOUT = 3.0  # seconds without an answer until the database counts as silent
WATCH_INTERVAL = CHECK_INTERVAL / 4

logger = logging.getLogger(__name__)


class Clock:
    """Inactive until `start`: in commands and tests every page is rendered on request."""

    def __init__(self):
        #: Number of the edition and current day at the last poll; the day, because pages also depend on «today».
        self.edition: str | None = None
        #: Run at every poll; each yields after every step, after which the edition is read.
        self.tasks: list[Callable[[], Iterable]] = []
        self.unshown = 0  # number of changes of content that no page shows, at the last poll
        self.ticks = 0
        self.is_silent = False
        self.answered_at = time.monotonic()
        self.poll_error: Exception | None = None
        self.is_read_only = False
        #: The error that stops this process from running `tasks`, and since when.
        self.task_error: Exception | None = None
        self.task_failed_at = 0.0
        #: The polling thread's connection; seconds that it has been seen waiting for an answer without a break.
        self.own_connection: BaseDatabaseWrapper | None = None
        self.unanswered_seconds = 0.0
        self.connections: weakref.WeakSet[BaseDatabaseWrapper] = weakref.WeakSet()
        self.lock = threading.Lock()
        #: What `once_per_edition` has read, with its edition.
        self.kept: dict[Callable, tuple[str, Any]] = {}

    def once_per_edition(self, read: Callable[[], T]) -> T:
        """What `read` returns, read at most once in an edition, where the clock runs: an edition or a later one, as pages are.

        A transaction reads for itself: it may hold what is not public, as a preview does.
        """
        if self.edition is None or connection.in_atomic_block:
            return read()
        edition, found = self.kept.get(read, ("", None))
        if edition != self.edition:
            edition = self.edition  # before reading
            found = read()
            self.kept[read] = edition, found
        return found

    def start(self):
        connection_created.connect(self.register_connection)
        self.answered_at = time.monotonic()
        for task in (self.poll_forever, self.watch_forever):
            threading.Thread(target=task, name=f"clock: {task.__name__}", daemon=True).start()

    def poll_forever(self):
        self.own_connection = connections["default"]
        while True:
            self.poll()
            time.sleep(CHECK_INTERVAL)

    def poll(self):
        """A broken connection is retried once: only a new connection that fails counts."""
        self.poll_error = self.read_edition() and self.read_edition()
        self.run_tasks()

    def run_tasks(self):
        """Runs `tasks`, and reads the edition after each step: some take seconds, in which pages would stay as they were.

        If the database is unavailable, the next poll detects it.
        """
        try:
            for _done in chain.from_iterable(task() for task in self.tasks):
                self.read_edition()
            self.task_error = None
        except Exception as error:  # the thread must not end
            connection.close()
            if self.task_error is None:
                self.task_failed_at = time.monotonic()
            self.task_error = error

    def read_edition(self) -> Exception | None:
        """Reads the edition; returns the error if the database did not answer."""
        try:
            numbers = Edition.objects.numbers()
        except Exception as error:  # the thread must not end; `watch` reports the missing answer
            connection.close()
            return error
        self.unshown = numbers.get(Edition.UNSHOWN, 0)
        self.edition = f"{numbers.get(Edition.SHOWN, 0)} {timezone.localdate()}"
        self.answered_at = time.monotonic()
        self.is_read_only = says_read_only()
        return None

    def watch_forever(self):
        while True:
            time.sleep(WATCH_INTERVAL)
            self.tick()

    def tick(self):
        """Counts the ticks that saw an open query: while this process was suspended, nothing could be read."""
        self.ticks += 1
        self.unanswered_seconds = (
            self.unanswered_seconds + WATCH_INTERVAL if is_unanswered(self.own_connection) else 0.0
        )
        self.watch()

    def watch(self):
        """Sends no query, because the database may not answer. Logs each change of state once."""
        has_waited = self.unanswered_seconds > ANSWER_TIMEOUT
        with self.lock:
            was_silent, self.is_silent = self.is_silent, has_waited or self.poll_error is not None
        if self.is_silent and not was_silent:
            logger.error(
                "The database does not answer (%s): pages are served as they were, forms are refused.",
                first_line(self.poll_error) or "it is silent",
            )
        if was_silent and not self.is_silent:
            logger.warning("The database answers again.")
        if has_waited:
            self.close_waiting_connections()

    def report_loss(self, error: Exception):
        """A request found the database unavailable: other requests need not try until the next poll."""
        self.poll_error = error
        self.watch()

    def register_connection(self, connection, **_):
        with self.lock:
            self.connections.add(connection)

    def close_waiting_connections(self):
        """Closes the sockets of connections that wait for a silent database; the protocol has no timeout for them.

        Only waiting connections are closed: no other thread can be closing those at the same time.
        """
        with self.lock:
            open_connections = [each.connection for each in self.connections]
        for each in filter(is_waiting, open_connections):
            # The connection may have been closed meanwhile, and this thread must not end.
            with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(each.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)


class Daily:
    """A task that acts once a day, from an hour of local time on; in each process, so that what it does may come twice."""

    def __init__(self, act: Callable[[], object], from_hour: int = 0):
        self.act, self.from_hour = act, from_hour
        self.day: datetime.date | None = None

    def __call__(self) -> Iterator[None]:
        now = timezone.localtime()
        if now.date() != self.day and now.hour >= self.from_hour:
            self.act()
            self.day = now.date()
        yield


def is_unanswered(wrapper: BaseDatabaseWrapper | None) -> bool:
    """Whether a query or a connection attempt is open and no bytes of an answer have arrived.

    SQLite runs in this process and fails at once.
    """
    if wrapper is None or wrapper.vendor != "postgresql":
        return False
    driver = wrapper.connection
    return driver is None or (is_waiting(driver) and not has_arrived(driver))


def has_arrived(driver) -> bool:
    """Whether bytes have arrived that the waiting thread has not read yet."""
    try:
        poll = select.poll()
        poll.register(driver.fileno(), select.POLLIN)
        return bool(poll.poll(0))
    except (OSError, psycopg.Error):  # closed meanwhile
        return True


def is_waiting(driver) -> bool:
    """Whether a psycopg connection waits for an answer; SQLite connections never do."""
    pgconn = getattr(driver, "pgconn", None)
    return pgconn is not None and pgconn.transaction_status == TransactionStatus.ACTIVE


def first_line(error: Exception | None) -> str:
    return next(iter(str(error or "").strip().splitlines()), "")


clock = Clock()
