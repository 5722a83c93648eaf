"""What content hands to the search: documents, each a page or a place on one, with their texts in the active language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from django.db.models import Model
from django.utils.translation import get_language

from core.languages import resolve
from core.rich_text import plain_text

#: How much a word counts for, by where it stands.
TITLE, NAME, KIND, LEAD, TEXT, ASIDE = 200, 180, 130, 120, 80, 50


class Passage(NamedTuple):
    """A text that a hit can show. `address` is the place on the page where it stands; `language` is the text's own."""

    text: str
    language: str
    weight: int
    address: str
    heading: str = ""

    @classmethod
    def of(cls, row: Model, name: str, weight: int, address: str, heading: object = "") -> "Passage":
        """A translated field of a row, without its markup."""
        value, language = resolve(row, name)
        return cls(plain_text(value) if "<" in value else value, language, weight, address, str(heading))

    @classmethod
    def plain(cls, text: object, weight: int, address: str, heading: object = "", language: str = "") -> "Passage":
        """A text of the interface or a name, which needs no translation."""
        return cls(str(text), language or get_language(), weight, address, str(heading))


@dataclass(frozen=True, slots=True)
class Document:
    """`rank` tells kinds apart that answer alike: what a page is about stands before what it rests on."""

    address: str
    kind: str
    title: Passage
    passages: tuple[Passage, ...]
    rank: float = 1.0
    is_topic: bool = False
    #: Further names of the page, which are not shown.
    names: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, address: str, kind: object, title: Passage, passages: Iterable[Passage], **others) -> "Document":
        return cls(address, str(kind), title, tuple(each for each in passages if each.text), **others)


class Source(Protocol):
    """One kind of content. Its rows are read once, and told once in each language."""

    def rows(self) -> Iterable: ...

    def documents(self, row) -> Iterable[Document]: ...


#: Filled by the content apps when they are ready.
sources: list[Source] = []
#: What the page of the search shows beside hits, by the names that templates have for it; kept with the index, so that
#: the page needs no database.
kept: dict[str, Callable[[], object]] = {}
