"""Buffers missed queries until a thread stores them, so that requests do not depend on the database."""

import threading
from collections import Counter

from search.models import MissedQuery, without_personal_data

MAX_BUFFERED = 100


class MissedQueryBuffer:
    def __init__(self):
        self.counts: Counter[tuple[str, str]] = Counter()
        self.lock = threading.Lock()

    def remember(self, words: str, language: str):
        """Counts a query: words and language only. New queries are dropped when the buffer is full."""
        key = without_personal_data(words), language
        with self.lock:
            if key[0] and (key in self.counts or len(self.counts) < MAX_BUFFERED):
                self.counts[key] += 1

    def write(self):
        """Stores the counts one by one; what fails stays in the buffer. Raises DatabaseError."""
        for (words, language), count in list(self.counts.items()):
            MissedQuery.objects.note(words, language, count)
            with self.lock:
                self.counts -= Counter({(words, language): count})
        MissedQuery.objects.discard()


missed_queries = MissedQueryBuffer()
