"""The current index of each language in this process, rebuilt for each edition."""

import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import override

from core.edition_clock import clock
from core.languages import LANGUAGE_CODES
from core.models import Edition
from search.engine.documents import document_sources, page_context
from search.engine.index import Index, TokenCache
from search.engine.query import Synonyms
from search.models import Synonym

ROWS_AT_ONCE = 500
WORK_SLICE = 0.02  # seconds of work between two pauses
#: A pause, in times of the work before it: for the first index, which searches wait for, and for one that renews another.
FIRST_REST, RENEWAL_REST = 1, 3


@dataclass(frozen=True)
class IndexSet:
    """The indexes of all languages. They contain `edition` or a later one."""

    edition: str
    indexes: dict[str, Index]
    page_context: dict[str, object]

    def load_synonyms(self):
        """Reads the synonyms. They are applied at query time, so that a change needs no new index."""
        groups = Synonym.objects.groups()
        for code, index in self.indexes.items():
            index.synonyms = Synonyms(groups[code])


class Pace:
    """Sleeps `rest` times as long as it works, so that requests and the pages of an edit get the CPU.

    An index of a large site takes minutes to build.
    """

    def __init__(self, rest: float):
        self.rest, self.began = rest, time.monotonic()

    def step(self):
        worked = time.monotonic() - self.began
        if self.rest and worked > WORK_SLICE:
            time.sleep(self.rest * worked)
            self.began = time.monotonic()


def build_indexes(edition: str, rests: bool = False, base: IndexSet | None = None) -> IndexSet:
    """Builds the indexes. What did not change since `base` is taken from there.

    Rows are read once for all languages, and texts that fall back to German are tokenised once.
    """
    pace = Pace((RENEWAL_REST if base else FIRST_REST) if rests else 0)
    texts = TokenCache()
    indexes = {code: Index(code, texts, base.indexes[code] if base else None) for code in LANGUAGE_CODES}
    for source in document_sources:
        for rows in parts(source.rows()):
            texts.known.clear()
            for code, index in indexes.items():
                with override(code):
                    for row in rows:
                        for document in source.documents(row):
                            index.add(document)
                        pace.step()
    for index in indexes.values():
        index.close()
    index_set = IndexSet(edition, indexes, {name: read() for name, read in page_context.items()})
    index_set.load_synonyms()
    return index_set


def parts(rows: Iterable) -> Iterator[list]:
    """Rows in parts of ROWS_AT_ONCE, so that those of a large table are never all in memory."""
    if not isinstance(rows, QuerySet):
        yield list(rows)
        return
    keys = list(rows.prefetch_related(None).values_list("pk", flat=True))
    for start in range(0, len(keys), ROWS_AT_ONCE):
        part = keys[start : start + ROWS_AT_ONCE]
        found = rows.in_bulk(part)
        yield [found[key] for key in part if key in found]


class IndexRegistry:
    """Holds the current indexes; once they are built, queries need no database."""

    def __init__(self):
        self.index_set: IndexSet | None = None
        self.synonyms_edition: int | None = None  # edition of the synonyms in the indexes, or an earlier one
        self.building = threading.Lock()

    @property
    def is_ready(self) -> bool:
        return self.index_set is not None

    def current(self) -> IndexSet:
        """The indexes.

        `index_updater` builds them in advance; without a clock (commands, tests) each query checks the edition.
        """
        if clock.edition is None:
            numbers = Edition.objects.numbers()
            return self.renewed(str(numbers.get(Edition.SHOWN, 0)), numbers.get(Edition.UNSHOWN, 0))
        return self.index_set or self.renewed(clock.edition, clock.unshown)

    def renewed(self, edition: str, synonyms: int = 0, rests: bool = False) -> IndexSet:
        with self.building:
            if self.index_set is None or self.index_set.edition != edition:
                self.index_set = build_indexes(edition, rests, self.index_set)
            elif self.synonyms_edition != synonyms:
                self.index_set.load_synonyms()
            self.synonyms_edition = synonyms
            return self.index_set


registry = IndexRegistry()
