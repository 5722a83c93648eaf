"""The one clock that everything derived from content hangs on: which edition is it, and does the database answer?

A process looks once a second, in a thread of its own, so that no reader ever waits for the database. What it costs: one
read of two rows a second and process. What it guarantees: a change is known to every process one second after its
commit; a page made after the look shows at least that edition. A database that stops or freezes is known as silent
within five seconds; what then waits for its answer is told that there will be none.

Silent is who was asked and does not answer. That this process is late, because requests keep it busy or the machine stood
still, says nothing about the database: `/ready` reports it by the age of the last look.
"""

import logging
import os
import select
import socket
import threading
import time
import weakref
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import chain

import psycopg
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.utils import timezone
from psycopg.pq import TransactionStatus

from core.database_faults import says_read_only
from core.models import Edition

CHECK_INTERVAL = 1.0  # seconds between two looks
ANSWER_TIMEOUT = 3.0  # seconds without an answer until the database counts as silent
WATCH_INTERVAL = CHECK_INTERVAL / 4

logger = logging.getLogger(__name__)


class Clock:
    """Stands still until `start`: in commands and tests every page is made when it is asked for."""

    def __init__(self):
        #: What the content of the site was at the last look: number and day, because pages speak of «today» as well.
        self.edition: str | None = None
        #: Carried out at every look, before the edition is read; each yields once for every step that it has done.
        self.tasks: list[Callable[[], Iterable]] = []
        self.unshown = 0  # how often changed what no page shows, at the last look
        self.ticks = 0
        self.is_silent = False
        self.answered_at = time.monotonic()
        self.refusal: Exception | None = None
        self.is_read_only = False
        #: What keeps this process from carrying out what is planned, and since when.
        self.hindrance: Exception | None = None
        self.hindered_at = 0.0
        #: The connection that the thread that looks has; seconds that it was seen waiting for an answer, without a break.
        self.own: BaseDatabaseWrapper | None = None
        self.unanswered = 0.0
        self.connections: weakref.WeakSet[BaseDatabaseWrapper] = weakref.WeakSet()
        self.lock = threading.Lock()

    def start(self):
        connection_created.connect(self.remember)
        self.answered_at = time.monotonic()
        for task in (self.keep_looking, self.keep_watch):
            threading.Thread(target=task, name=f"clock: {task.__name__}", daemon=True).start()

    def keep_looking(self):
        self.own = connections["default"]
        while True:
            self.look()
            time.sleep(CHECK_INTERVAL)

    def look(self):
        """A connection that broke meanwhile is no news: only a fresh one that fails is."""
        self.carry_out_due()
        self.refusal = self.read() and self.read()

    def carry_out_due(self):
        """What others have planned for now (`tasks`). The database may be away: the look that follows says so."""
        try:
            for _done in chain.from_iterable(task() for task in self.tasks):
                self.answered_at = time.monotonic()
            self.hindrance = None
        except Exception as error:  # the thread must live on
            connection.close()
            if self.hindrance is None:
                self.hindered_at = time.monotonic()
            self.hindrance = error

    def read(self) -> Exception | None:
        """What kept the database from answering."""
        try:
            numbers = Edition.objects.numbers()
        except Exception as error:  # whatever it is, the thread must live on; `watch` says that there is no answer
            connection.close()
            return error
        self.unshown = numbers.get(Edition.UNSHOWN, 0)
        self.edition = f"{numbers.get(Edition.SHOWN, 0)} {timezone.localdate()}"
        self.answered_at = time.monotonic()
        self.is_read_only = says_read_only()
        return None

    def keep_watch(self):
        while True:
            time.sleep(WATCH_INTERVAL)
            self.tick()

    def tick(self):
        """A question that is open counts by the ticks that saw it so: while this process stood still, nothing could be read."""
        self.ticks += 1
        self.unanswered = self.unanswered + WATCH_INTERVAL if is_unanswered(self.own) else 0.0
        self.watch()

    def watch(self):
        """Asks the database nothing, because it may not answer. Says a change once, not with every request."""
        has_waited = self.unanswered > ANSWER_TIMEOUT
        with self.lock:
            was_silent, self.is_silent = self.is_silent, has_waited or self.refusal is not None
        if self.is_silent and not was_silent:
            logger.error(
                "The database does not answer (%s): pages are served as they were, forms are refused.",
                first_line(self.refusal) or "it is silent",
            )
        if was_silent and not self.is_silent:
            logger.warning("The database answers again.")
        if has_waited:
            self.hang_up()

    def report_loss(self, error: Exception):
        """A request met a database that is away: nobody else need try until the next look."""
        self.refusal = error
        self.watch()

    def remember(self, connection, **_):
        with self.lock:
            self.connections.add(connection)

    def hang_up(self):
        """Nothing in the protocol ends the wait for a database that keeps its connections open and is silent.

        Only connections that wait for an answer are ended: nobody else can be closing those at the same time.
        """
        with self.lock:
            open_connections = [each.connection for each in self.connections]
        for each in filter(is_waiting, open_connections):
            # A connection may end by itself meanwhile, and this thread must live on.
            with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(each.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)


def is_unanswered(wrapper: BaseDatabaseWrapper | None) -> bool:
    """Whether PostgreSQL was asked, or is being connected to, and nothing has come from it that could be read.

    SQLite is part of this process: what it cannot do it refuses.
    """
    if wrapper is None or wrapper.vendor != "postgresql":
        return False
    driver = wrapper.connection
    return driver is None or (is_waiting(driver) and not has_arrived(driver))


def has_arrived(driver) -> bool:
    """Whether bytes lie there that the thread that asked had no time to read."""
    try:
        poll = select.poll()
        poll.register(driver.fileno(), select.POLLIN)
        return bool(poll.poll(0))
    except (OSError, psycopg.Error):  # closed meanwhile
        return True


def is_waiting(driver) -> bool:
    """Whether a connection of psycopg waits for an answer; SQLite has nobody to wait for."""
    pgconn = getattr(driver, "pgconn", None)
    return pgconn is not None and pgconn.transaction_status == TransactionStatus.ACTIVE


def first_line(error: Exception | None) -> str:
    return next(iter(str(error or "").strip().splitlines()), "")


clock = Clock()
