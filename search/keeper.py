"""The thread of each process that keeps the index up to date and writes down what was asked in vain."""

import logging
import threading
import time

from django.db import connection
from django.utils import timezone

from editorial.clock import INTERVAL, clock
from search.missed import memory
from search.shelf import library

logger = logging.getLogger(__name__)


class Keeper:
    def __init__(self):
        self.day = None  # when old questions were last discarded

    def start(self):
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
            library.renewed(clock.edition)
            if memory.counts or self.day != timezone.localdate():
                memory.write()
                self.day = timezone.localdate()
        except Exception:  # the thread must live on
            connection.close()
            if not clock.is_silent:
                logger.exception("The search could not read the content, or not write what was asked in vain")


keeper = Keeper()
