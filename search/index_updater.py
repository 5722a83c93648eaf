"""The thread of each process that keeps the index up to date and stores missed queries."""

import logging
import threading
import time

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from core.edition_clock import CHECK_INTERVAL, clock, first_line
from search.index_registry import registry
from search.missed_queries import asked_queries, missed_queries

WRITE_INTERVAL = 60.0  # seconds
FOLLOWS_AFTER = (
    1.0  # seconds from a new edition until its index is made: pages that were just edited are rendered first
)

logger = logging.getLogger(__name__)


class IndexUpdater:
    def __init__(self):
        self.day = None  # when old missed queries were last deleted
        self.write_at = 0.0  # monotonic time from which counts of the week may be stored
        self.said = ""  # the last database error that was logged
        self.behind_since: float | None = None  # monotonic time from which the index has had an older edition
        self.current_at: float | None = (
            None  # monotonic time when the index last had the current edition; None where no thread runs
        )

    def start(self):
        self.current_at = time.monotonic()
        threading.Thread(target=self.keep, name="search", daemon=True).start()

    def keep(self):
        """Sleeps as long as it works, so that requests get half of the CPU on a site of any size."""
        while True:
            started = time.monotonic()
            if self.is_time(started):
                self.look()
            time.sleep(CHECK_INTERVAL / 4 + time.monotonic() - started)

    def is_time(self, now: float) -> bool:
        """Whether to look: not in the second after an edit, but however often others follow, once in a second."""
        if registry.index_set is None or registry.index_set.edition == clock.edition:
            self.behind_since = None
            return True
        self.behind_since = self.behind_since or now
        return now - self.behind_since >= FOLLOWS_AFTER

    def look(self):
        """Updates the index. On an error the last index stays in use, and the next round tries again."""
        if clock.is_silent or clock.edition is None:
            return
        try:
            registry.renewed(clock.edition, clock.unshown, rests=True)
            self.current_at = time.monotonic()
            if missed_queries.counts or self.day != timezone.localdate():
                missed_queries.write()
                self.day = timezone.localdate()
            self.write_weeks()
            self.said = ""
        except (OperationalError, InterfaceError) as error:  # the clock reports within seconds if the database is down
            connection.close()
            self.say(first_line(error))
        except Exception:  # the thread must survive
            connection.close()
            if not clock.is_silent:
                logger.exception("The search could not read the content, or not write what was asked in vain")

    def write_weeks(self):
        """Stores the counts of the week, at most once in WRITE_INTERVAL; the end of the process loses that many seconds."""
        if asked_queries.counts and time.monotonic() >= self.write_at:
            self.write_at = time.monotonic() + WRITE_INTERVAL
            asked_queries.write()

    def say(self, reason: str):
        """Logs a reason once, not in every round."""
        if reason != self.said and not clock.is_silent:
            logger.warning("The search waits for the database: %s", reason)
        self.said = reason


updater = IndexUpdater()
