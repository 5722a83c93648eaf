"""What every public page says of itself: title, description, place, last change, languages."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Model
from modeltranslation.utils import get_language

from editorial.languages import languages_of, resolve


@dataclass(frozen=True)
class Label:
    """A plain text with the language that it is really in, and perhaps an address."""

    text: str
    language: str
    url: str = ""

    @classmethod
    def of(cls, obj: Model, name: str, url: str = "") -> "Label":
        return cls(*resolve(obj, name), url)

    @classmethod
    def interface(cls, text, url: str = "") -> "Label":
        """A text of the interface, which is always in the reader's language."""
        return cls(str(text), get_language(), url)


@dataclass
class Page:
    title: Label
    description: Label
    changed_at: datetime.datetime
    languages: list[str]  # those that the main text is written in, German first
    trail: list[Label] = field(default_factory=list)  # the pages between the home page and this one
    section: str = ""  # the name of the address that the navigation marks
    is_home: bool = False
    structured_data: dict = field(default_factory=dict)

    @property
    def fell_back(self) -> bool:
        """Whether the main text is not written in the reader's language."""
        return get_language() not in self.languages

    @classmethod
    def about(cls, obj: Model, title: str, changed_at: datetime.datetime, **others) -> "Page":
        """The page of a row whose main text is its summary."""
        return cls(
            title=Label.of(obj, title),
            description=Label.of(obj, "summary"),
            changed_at=changed_at,
            languages=languages_of(obj, "summary"),
            **others,
        )


def last_change(*parts: Model | Iterable[Model]) -> datetime.datetime:
    """The latest change of the rows that a page is made of."""
    rows = (row for part in parts for row in ([part] if isinstance(part, Model) else part))
    return max(row.changed_at for row in rows)
