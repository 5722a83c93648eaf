"""The index of each language as this process has it now, and what is shown beside hits; made anew for each edition."""

import threading
import time
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import override

from core.edition_clock import clock
from core.models import Edition
from search.documents import kept, sources
from search.index import Index, TokenCache
from search.models import Synonym
from search.query import Synonyms

LANGUAGES = [code for code, _name in settings.LANGUAGES]
PIECE = 0.02  # seconds of work between two rests


@dataclass(frozen=True)
class IndexSet:
    """`edition` is the one that it shows at least."""

    edition: str
    indexes: dict[str, Index]
    kept: dict[str, object]

    def reword(self):
        """Reads the synonyms. They are applied when somebody asks, so that an index needs no making for them."""
        groups = Synonym.objects.groups()
        for code, index in self.indexes.items():
            index.synonyms = Synonyms(groups[code])


class Pace:
    """Half of the time is others', in small pieces: on a large site an index takes minutes, and pages are made meanwhile."""

    def __init__(self, rests: bool):
        self.rests, self.began = rests, time.monotonic()

    def step(self):
        worked = time.monotonic() - self.began
        if self.rests and worked > PIECE:
            time.sleep(worked)
            self.began = time.monotonic()


def built(edition: str, rests: bool = False) -> IndexSet:
    """Rows are read once, and told in each language; what falls back to German is taken apart once for all."""
    pace = Pace(rests)
    texts = TokenCache()
    indexes = {code: Index(code, texts) for code in LANGUAGES}
    for source in sources:
        rows = list(source.rows())
        for code, index in indexes.items():
            with override(code):
                for row in rows:
                    for document in source.documents(row):
                        index.add(document)
                    pace.step()
    for index in indexes.values():
        index.close()
    shelf = IndexSet(edition, indexes, {name: read() for name, read in kept.items()})
    shelf.reword()
    return shelf


class IndexRegistry:
    """Answers with what is there, and asks the database for nothing once something is."""

    def __init__(self):
        self.shelf: IndexSet | None = None
        self.worded: int | None = None  # the number of the synonyms that the shelf has at least
        self.building = threading.Lock()

    @property
    def is_ready(self) -> bool:
        return self.shelf is not None

    def current(self) -> IndexSet:
        """Where a clock runs, a thread builds ahead of readers (`index_updater`); where none does, in commands and tests, each
        question looks at the edition itself."""
        if clock.edition is None:
            numbers = Edition.objects.numbers()
            return self.renewed(str(numbers.get(Edition.SHOWN, 0)), numbers.get(Edition.UNSHOWN, 0))
        return self.shelf or self.renewed(clock.edition, clock.unshown)

    def renewed(self, edition: str, synonyms: int = 0, rests: bool = False) -> IndexSet:
        with self.building:
            if self.shelf is None or self.shelf.edition != edition:
                self.shelf = built(edition, rests)
            elif self.worded != synonyms:
                self.shelf.reword()
            self.worded = synonyms
            return self.shelf


registry = IndexRegistry()
