"""The thread of each process that keeps the index up to date and writes down what was asked in vain."""

import logging
import threading
import time

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from core.edition_clock import INTERVAL, clock, first_line
from search.index_registry import registry
from search.missed_queries import missed_queries

logger = logging.getLogger(__name__)


class IndexUpdater:
    def __init__(self):
        self.day = None  # when old questions were last discarded
        self.said = ""  # what the database last had against it
        self.current_at: float | None = (
            None  # when the index was last that of the edition; None where no thread keeps it
        )

    def start(self):
        self.current_at = time.monotonic()
        threading.Thread(target=self.keep, name="search", daemon=True).start()

    def keep(self):
        """Rests as long as it worked: however large the site is and however often it changes, half of the time is others'."""
        while True:
            started = time.monotonic()
            self.look()
            time.sleep(INTERVAL / 4 + time.monotonic() - started)

    def look(self):
        """Whatever goes wrong, the last index goes on answering, and the next look is the next try."""
        if clock.is_silent or clock.edition is None:
            return
        try:
            registry.renewed(clock.edition, clock.unshown, rests=True)
            self.current_at = time.monotonic()
            if missed_queries.counts or self.day != timezone.localdate():
                missed_queries.write()
                self.day = timezone.localdate()
            self.said = ""
        except (OperationalError, InterfaceError) as error:  # the clock says within seconds if the database is away
            connection.close()
            self.say(first_line(error))
        except Exception:  # the thread must live on
            connection.close()
            if not clock.is_silent:
                logger.exception("The search could not read the content, or not write what was asked in vain")

    def say(self, reason: str):
        """Once, and not with every look."""
        if reason != self.said and not clock.is_silent:
            logger.warning("The search waits for the database: %s", reason)
        self.said = reason


updater = IndexUpdater()
