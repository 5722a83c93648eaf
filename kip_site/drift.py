"""Watches that what is published is what the application answers now: one address a second, while there is nothing else to do."""

import logging
import time
from collections.abc import Callable, Iterator

from core.edition_clock import Clock
from delivery.cached_page import Response
from delivery.published_files import PublishedFiles

PAUSE = 1.0  # seconds between two pages

logger = logging.getLogger(__name__)


class Drift:
    def __init__(self, files: PublishedFiles, application: Callable, clock: Clock, invalidate: Callable[[], None]):
        self.files, self.application, self.clock, self.invalidate = files, application, clock, invalidate
        self.differing: set[str] = set()
        self.paths: Iterator[str] = iter(())
        self.next_at = 0.0

    def compare_now_and_then(self):
        if not self.files.lock or self.clock.is_silent or time.monotonic() < self.next_at:
            return
        self.next_at, edition = time.monotonic() + PAUSE, self.clock.edition
        if path := next(self.paths, None):
            is_same = self.is_same(path)
            if edition == self.clock.edition:
                self.note(path, is_same)
        else:
            self.paths = iter(sorted(self.files.paths | set(self.files.published_paths())))

    def is_same(self, path: str) -> bool:
        answer = Response.to_nobody(self.application, path, self.files.validator(path))
        return answer.code >= 500 or self.files.is_shown(path, answer)

    def note(self, path: str, is_same: bool):
        """A page that begins to differ makes this process render and write all pages anew."""
        if is_same:
            self.differing.discard(path)
        elif path not in self.differing:
            logger.error("The published page %s is not what the application makes of it", path)
            self.differing.add(path)
            self.invalidate()
            self.files.release()
