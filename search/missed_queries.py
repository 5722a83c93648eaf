"""Buffers counts of queries until a thread stores them, so that requests do not depend on the database."""

import threading
from collections import Counter
from collections.abc import Callable

from search.models import MissedQuery, QueryWeek, without_personal_data

MAX_BUFFERED = 100


class QueryBuffer:
    """Counts keys. `note` stores a key with its count, `discard` deletes what may no longer be kept."""

    def __init__(self, note: Callable[..., None], discard: Callable[[], None]):
        self.note, self.discard = note, discard
        self.counts: Counter[tuple] = Counter()
        self.lock = threading.Lock()

    def count(self, *key):
        """New keys are dropped when the buffer is full."""
        with self.lock:
            if key in self.counts or len(self.counts) < MAX_BUFFERED:
                self.counts[key] += 1

    def write(self):
        """Stores the counts one by one; what fails stays in the buffer. Raises DatabaseError."""
        for key, count in list(self.counts.items()):
            self.note(*key, count)
            with self.lock:
                self.counts -= Counter({key: count})
        self.discard()


class MissedQueryBuffer(QueryBuffer):
    def __init__(self):
        super().__init__(MissedQuery.objects.note, MissedQuery.objects.discard)

    def remember(self, words: str, language: str):
        """Counts a query: words and language only."""
        if plain := without_personal_data(words):
            self.count(plain, language)


class AskedQueryBuffer(QueryBuffer):
    def __init__(self):
        super().__init__(QueryWeek.objects.note, QueryWeek.objects.discard)

    def remember(self, words: str, *, is_missed: bool):
        """Counts a query in the sum of the week, and its words where they may be stored."""
        for each in {"", without_personal_data(words)}:
            self.count(each, is_missed)


missed_queries = MissedQueryBuffer()
asked_queries = AskedQueryBuffer()
