"""The index of the office: every text of every page in all languages, and what drafts change, for the admin only."""

import threading
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from django.db.models import Max

from core.languages import GERMAN
from core.models import Edition
from editorial.models import Revision
from editorial.texts import stored_texts
from editorial.texts.stored_texts import PageContent, PageField
from search.engine import searcher
from search.engine.documents import LEAD, TEXT, TITLE, Document, Passage
from search.engine.index import Index
from search.engine.query import Query, Synonyms
from search.engine.ranking import Hit
from search.engine.snippets import Snippet, marked_spans, snippet
from search.models import Synonym

LONG = 120  # letters, from which a text counts as running text
MAX_PASSAGES = 6  # of one page


@dataclass
class OfficeIndex:
    """An index with the key of the content that it was built from. It holds one build, never more."""

    read: Callable[[], Iterable[PageContent]]
    key: Hashable = None
    index: Index | None = None
    building: threading.Lock = field(default_factory=threading.Lock)

    def current(self, key: Hashable) -> Index:
        with self.building:
            if self.index is None or self.key != key:
                self.index, self.key = built(self.read()), key
            return self.index


#: Apart from each other: a draft that is saved leaves the large index as it is.
public_index, draft_index = OfficeIndex(stored_texts.public_pages), OfficeIndex(stored_texts.open_drafts)


def public_key() -> Hashable:
    """The edition, and the newest public revision."""
    newest = Revision.objects.live().aggregate(newest=Max("pk"))["newest"]
    return *sorted(Edition.objects.numbers().items()), newest


def draft_key() -> Hashable:
    """The content of a revision never changes; only which ones are open, in which state and for when. Synonyms count with the
    edition of what no page shows.

    A restored database may have other revisions under the same numbers, but hardly of the same moment.
    """
    open_ones = Revision.objects.open().order_by("pk")
    shown = tuple(open_ones.values_list("pk", "created_at", "state", "publish_at", "failure"))
    return Edition.objects.numbers().get(Edition.UNSHOWN, 0), shown


def built(pages: Iterable[PageContent]) -> Index:
    index = Index(GERMAN)
    for page in pages:
        index.add(document(page))
    index.close()
    index.synonyms = Synonyms(words for groups in Synonym.objects.groups().values() for words in groups)
    return index


def document(page: PageContent) -> Document:
    title = Passage(page.revision.name, GERMAN, TITLE, page.form())
    return Document.of(page.form(), page.description, title, [passage(each) for each in page.texts()])


def passage(text: PageField) -> Passage:
    value = text.text
    weight = TITLE if text.is_title else TEXT if len(value) > LONG else LEAD
    return Passage(value, text.language, weight, text.address, text.label)


@dataclass
class OfficeHit:
    """A page or a draft, with the passages that contain words of the query."""

    hit: Hit
    query: Query

    @property
    def name(self) -> str:
        return self.hit.document.title.text

    @property
    def kind(self) -> str:
        return self.hit.document.kind

    @property
    def address(self) -> str:
        return self.hit.document.address

    @property
    def passages(self) -> list[tuple[Passage, str, Snippet]]:
        """Each with the name of its language and an excerpt; the best first, then in the order of the form."""
        every = dict.fromkeys([*self.hit.passages, *self.hit.document.passages])
        told = [each for each in every if each.heading and marked_spans(each.text, self.query)]
        return [
            (each, stored_texts.LANGUAGE_NAMES.get(each.language, ""), snippet(each, self.query))
            for each in told[:MAX_PASSAGES]
        ]


def found(index: Index, text: str) -> list[OfficeHit]:
    query, hits = searcher.search(index, text)
    return [OfficeHit(hit, query) for hit in hits]
