"""Remembers what was asked in vain until a thread writes it down: no reader waits for that, nor sees it fail."""

import threading
from collections import Counter

from search.models import MissedQuery, without_person

MOST_REMEMBERED = 100


class MissedQueryBuffer:
    def __init__(self):
        self.counts: Counter[tuple[str, str]] = Counter()
        self.lock = threading.Lock()

    def remember(self, words: str, language: str):
        """Words and language, and nothing more. Beyond the room there is, new questions are forgotten."""
        key = without_person(words), language
        with self.lock:
            if key[0] and (key in self.counts or len(self.counts) < MOST_REMEMBERED):
                self.counts[key] += 1

    def write(self):
        """One after the other: what the database does not take stays remembered."""
        for (words, language), count in list(self.counts.items()):
            MissedQuery.objects.note(words, language, count)
            with self.lock:
                self.counts -= Counter({(words, language): count})
        MissedQuery.objects.discard()


missed_queries = MissedQueryBuffer()
