"""The metadata of every public page: title, description, breadcrumb, last change, languages."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import override
from modeltranslation.utils import get_language

from core.languages import languages_of, resolve
from core.models import Entry
from core.pages import heads, site_names
from core.pages.pagination import ListPage


@dataclass(frozen=True)
class Label:
    """A plain text with its actual language, and an optional address."""

    text: str
    language: str
    url: str = ""

    @classmethod
    def of(cls, obj: Entry, name: str, url: str = "") -> "Label":
        return cls(*resolve(obj, name), url)

    @classmethod
    def interface(cls, text, url: str = "") -> "Label":
        """A text of the interface, always in the reader's language."""
        return cls(str(text), get_language(), url)

    @classmethod
    def site_name(cls, what: str) -> "Label":
        return cls(*site_names.named(what))


@dataclass
class Page:
    title: Label
    description: Label
    changed_at: datetime.datetime | None  # None where nothing changed, or it depends on the request
    languages: list[str]  # in which the main text is written, German first
    trail: list[Label] = field(default_factory=list)  # the pages between the home page and this one
    section: str = ""  # URL name of the current section in the navigation
    is_home: bool = False
    structured_data: dict = field(default_factory=dict)
    part: ListPage | None = None  # the page of a paginated list
    confirmed_on: datetime.date | None = None  # when an editor last confirmed that nothing needs to change
    changes: str = ""  # address of the public history
    canonical: str = ""  # path of the page that this one duplicates
    is_unlisted: bool = False  # excluded from search engines
    state: object = None  # a former or present wording at its permanent address, with its dates
    years: str = ""  # of a programme phase, appended to its name where other pages list it
    further: str = ""  # text in the language of the description, used if that is too short

    @property
    def is_later(self) -> bool:
        """Whether this is the second or a later page of a list."""
        return self.part is not None and self.part.is_later

    @property
    def number_in_words(self) -> str:
        return self.part.words(self.title.language) if self.part else ""

    @property
    def full_title(self) -> Label:
        """«Entscheide – Seite 2 von 40»: unique for each page of a list."""
        return self.numbered(self.title, "{title} – {number}")

    @property
    def listed_title(self) -> Label:
        """The title where other pages or search engines list this page."""
        title = self.full_title
        return replace(title, text=f"{title.text} ({self.years})") if self.years else title

    @property
    def listed_description(self) -> Label:
        label = self.numbered(self.description, "{number}: {title}")
        with override(label.language):
            return replace(label, text=heads.description(label.text, heads.sentences(self.further)))

    def numbered(self, label: Label, form: str) -> Label:
        if self.part is None or not self.is_later:
            return label
        return replace(label, text=form.format(title=label.text, number=self.part.words(label.language)))

    @property
    def fell_back(self) -> bool:
        """Whether the main text is in another language than the reader's."""
        return get_language() not in self.languages

    @classmethod
    def about(cls, obj: Entry, title: str, changed_at: datetime.datetime | None, **others) -> "Page":
        """The metadata of a row whose main text is its summary."""
        description = Label.of(obj, "summary")
        return cls(
            title=Label.of(obj, title),
            description=description,
            further=heads.further_text(obj, description.language),
            changed_at=changed_at,
            languages=languages_of(obj, "summary"),
            confirmed_on=obj.confirmed_on,
            changes=changes_of(obj),
            **others,
        )


def changes_of(obj: Entry) -> str:
    return reverse("changes", args=[slugify(str(obj._meta.verbose_name)), obj.key])


def last_change(own: Entry | Iterable[Entry], *shown: Entry | Iterable[Entry]) -> datetime.datetime | None:
    """The time of the latest change among the rows that a page is about and shows, for readers of its language."""
    others = (row for part in shown for row in rows_of(part))
    return newest([*(row.last_changed() for row in rows_of(own)), *(row.last_edited() for row in others)])


def rows_of(part: Entry | Iterable[Entry]) -> Iterable[Entry]:
    return [part] if isinstance(part, Entry) else part


def newest(moments: Iterable[datetime.datetime | None]) -> datetime.datetime | None:
    return max((moment for moment in moments if moment), default=None)
