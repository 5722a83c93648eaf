"""Passages of a draft: a field of its content and a block of its text. One that moved is found again by its words."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from django.forms import CharField, Field, SlugField

from core.rich_text.cleaner import clean
from core.rich_text.field import RichTextFormField
from editorial.comparison.diff import Labels, language_of, row_name
from editorial.forms.form_content import Content
from editorial.forms.page_admin import PageAdmin, admin_of
from editorial.models import Remark, Revision
from editorial.models.remark import MAX_WORDS
from editorial.remarks.blocks import blocks, words_of
from editorial.revisions import publishing
from editorial.revisions.snapshots import published_revision

#: Between place and name of a field in an address.
SEPARATOR = "|"


class Passage(NamedTuple):
    """A block of the text of a field, or with no words the whole field; without a name, the whole page."""

    place: str = ""
    name: str = ""
    words: str = ""

    @property
    def field(self) -> str:
        return f"{self.place}{SEPARATOR}{self.name}" if self.name else ""

    @property
    def language(self) -> str:
        return language_of(self.name)

    @property
    def digest(self) -> str:
        """Names the words in an address."""
        return sha256(self.words.encode()).hexdigest()[:8] if self.words else ""


WHOLE_PAGE = Passage()


def content_of(revision: Revision) -> Content:
    """What the form and the preview of a draft show; of a closed revision, what it holds."""
    if not revision.is_open:
        return revision.content
    page_admin = admin_of(revision)
    return publishing.combined(revision, published_revision(page_admin, revision.key))[0]


def is_text(field: Field | None) -> bool:
    return isinstance(field, CharField) and not isinstance(field, SlugField)


def passages(page_admin: PageAdmin, content: Content) -> Iterator[Passage]:
    """All blocks of all texts, in the order of the form."""
    labels = Labels.of_admin(page_admin)
    for place, values in content.items():
        for name, value in values.items():
            field = labels.field(place, name)
            if is_text(field) and isinstance(value, str):
                for words in words_in(field, value):
                    yield Passage(place, name, words)


def words_in(field: Field | None, value: str) -> list[str]:
    if isinstance(field, RichTextFormField):
        return [each.words for each in blocks(clean(value))]
    return list(filter(None, map(words_of, value.splitlines())))


def asked(page_admin: PageAdmin, content: Content, field: str, digest: str) -> Passage | None:
    """The passage that an address names, without words if they are no longer in the field; None without such a field."""
    place, _separator, name = field.rpartition(SEPARATOR)
    if not field:
        return WHOLE_PAGE
    if name not in content.get(place, {}) or not is_text(Labels.of_admin(page_admin).field(place, name)):
        return None
    in_field = [each for each in passages(page_admin, {place: {name: content[place][name]}}) if each.digest == digest]
    return in_field[0] if in_field else Passage(place, name)


@dataclass(frozen=True)
class Placed:
    """A remark, and where its passage is now."""

    remark: Remark
    place: str
    name: str
    label: str
    note: str  # what has become of the passage since; "" if nothing has

    @property
    def language(self) -> str:
        return language_of(self.name)


GONE = "Die Stelle gibt es nicht mehr"
MOVED = "Die Stelle steht jetzt in einem anderen Feld als damals."
OTHER_WORDS = "Der Text an dieser Stelle ist seither anders."


def placed(page_admin: PageAdmin, content: Content, remarks: list[Remark]) -> list[Placed]:
    if not remarks:
        return []
    known = list(passages(page_admin, content))
    return [placed_remark(page_admin, content, known, each) for each in remarks]


def placed_remark(page_admin: PageAdmin, content: Content, known: list[Passage], remark: Remark) -> Placed:
    place, name, note = whereabouts(content, known, remark)
    if not name:
        return Placed(remark, place, name, note or "Ganze Seite", "")
    labels = Labels.of_admin(page_admin)
    row = row_name(labels, place, content, content) if place else ""
    return Placed(remark, place, name, ": ".join(filter(None, [row, labels.of(place, name)])), note)


def whereabouts(content: Content, known: list[Passage], remark: Remark) -> tuple[str, str, str]:
    """Place and name of the field, and what has become of the passage: by field, then by words."""
    if not remark.field:
        return "", "", ""
    own = remark.place, remark.field
    with_words = [each[:2] for each in known if remark.words and each.words[:MAX_WORDS] == remark.words]
    is_there = remark.field in content.get(remark.place, {})
    if own in with_words or (is_there and not remark.words):
        return (*own, "")
    if with_words:
        same_language = [each for each in with_words if language_of(each[1]) == language_of(remark.field)]
        return (*(same_language or with_words)[0], MOVED)
    return (*own, OTHER_WORDS) if is_there else ("", "", GONE)
