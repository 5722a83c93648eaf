"""What content apps pass to the search: documents (a page or a section of one) with passages in the active language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from django.db.models import Model
from django.utils.translation import get_language

from core.languages import resolve
from core.rich_text.cleaner import running_text

#: Weights of a word by its field; at most 255, as the index stores them in one byte.
TITLE, NAME, KIND, LEAD, TEXT, ASIDE = 200, 180, 130, 120, 80, 50
#: Ranks of documents. Of equal texts, a page that answers people comes first, and what is over later. The steps are
#: small: a text that fits better stays before it.
ANSWER, OVER = 1.15, 1.1


class Passage(NamedTuple):
    """A text that a hit can show. `address` leads to its section of the page; `language` is that of the text."""

    text: str
    language: str
    weight: int
    address: str
    heading: str = ""

    @classmethod
    def of(cls, row: Model, name: str, weight: int, address: str, heading: object = "") -> "Passage":
        """A translated field of a row, without its markup."""
        value, language = resolve(row, name)
        return cls(running_text(value) if "<" in value else value, language, weight, address, str(heading))

    @classmethod
    def plain(cls, text: object, weight: int, address: str, heading: object = "", language: str = "") -> "Passage":
        """A text of the interface, or a name that needs no translation."""
        return cls(str(text), language or get_language(), weight, address, str(heading))


@dataclass(frozen=True, slots=True)
class Document:
    """A page or section. `rank` multiplies the score, so that pages about a topic come before their sources."""

    address: str
    kind: str
    title: Passage
    passages: tuple[Passage, ...]
    rank: float = 1.0
    is_topic: bool = False
    #: Further names of the page, which are searched but not shown.
    names: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, address: str, kind: object, title: Passage, passages: Iterable[Passage], **others) -> "Document":
        return cls(address, str(kind), title, tuple(each for each in passages if each.text), **others)


class Source(Protocol):
    """One kind of content. Its rows are read once; documents are made of them once for each language."""

    def rows(self) -> Iterable: ...

    def documents(self, row) -> Iterable[Document]: ...


#: Filled by the content apps when they are loaded.
document_sources: list[Source] = []
#: Context of the search page beside the hits, by template name; stored with the index, so that the page needs no
#: database.
page_context: dict[str, Callable[[], object]] = {}
