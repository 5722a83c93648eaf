"""All texts of the content: those of public pages, and those that open drafts change, with the form that shows each."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.forms import CharField, Field, SlugField
from django.urls import reverse

from core.languages import GERMAN, OTHER_LANGUAGES
from core.models import Keyed
from core.rich_text.cleaner import plain_text
from core.rich_text.field import RichTextFormField
from editorial.comparison.diff import Labels, language_of
from editorial.comparison.merge import same
from editorial.forms.form_content import PAGE_PLACE, Content, Value, formset_prefix, target_of
from editorial.forms.page_admin import admin_for, page_admins
from editorial.forms.page_reference import find_pages
from editorial.models import Revision

LANGUAGE_NAMES = {GERMAN: "Deutsch"} | settings.LANGUAGES_IN_GERMAN


@dataclass(frozen=True)
class FieldKind:
    """What of a form field is needed without its form."""

    label: str
    is_text: bool
    is_rich: bool
    is_slug: bool
    target: type[Keyed] | None

    @classmethod
    def of(cls, field: Field) -> "FieldKind":
        is_text, is_rich, is_slug = (isinstance(field, kind) for kind in (CharField, RichTextFormField, SlugField))
        return cls(str(field.label), is_text, is_rich, is_slug, target_of(field))


@dataclass(frozen=True)
class PageKind:
    """The fields of one kind of page and of its rows, by prefix and name. Made once in a process."""

    label: str
    name: str
    title_field: str
    fields: dict[tuple[str, str], FieldKind]
    rows: dict[str, str]

    def field(self, place: str, name: str) -> FieldKind | None:
        return self.fields.get((formset_prefix(place), name))


@cache
def page_kind(label: str) -> PageKind | None:
    """None if the site no longer has this kind of page."""
    try:
        page_admin = admin_for(apps.get_model(label))
    except LookupError:
        return None
    labels = Labels(page_admin)
    fields = {
        (prefix, name): FieldKind.of(field)
        for prefix, named in labels.form.fields.items()
        for name, field in named.items()
    }
    rows = {str(prefix): str(name) for prefix, name in labels.rows.items()}
    return PageKind(label, str(page_admin.opts.verbose_name), page_admin.title_field, fields, rows)


def field_address(form: str, revision: Revision, place: str, name: str) -> str:
    """A form that shows a revision, at this field; for a row beside the page, at the rows of its kind."""
    code = language_of(name)
    query = {"fassung": str(revision.pk)} if revision.is_open else {}
    query |= {"sprache": code} if code in OTHER_LANGUAGES else {}
    anchor = f"{formset_prefix(place)}-group" if place != PAGE_PLACE else f"id_{name}" if name else ""
    return form + (f"?{urlencode(query)}" if query else "") + (f"#{anchor}" if anchor else "")


@dataclass(frozen=True)
class PageContent:
    """The content of a public page or of a draft, and the primary key of the page, if there is one."""

    revision: Revision
    kind: PageKind
    pk: int | None

    @property
    def content(self) -> Content:
        return self.revision.content

    @property
    def base(self) -> Content:
        """What a draft repeats; nothing for a public page."""
        return self.revision.base_content if self.revision.is_open else {}

    @property
    def description(self) -> str:
        """«Massnahme», for a draft with its state and author."""
        return f"{self.kind.name}, {self.revision.mark}" if self.revision.is_open else self.kind.name

    def form(self, place: str = PAGE_PLACE, name: str = "") -> str:
        base = f"admin:{self.kind.label.replace('.', '_')}"
        address = reverse(f"{base}_change", args=[self.pk]) if self.pk else reverse(f"{base}_add")
        return field_address(address, self.revision, place, name)

    def fields(self) -> Iterator["PageField"]:
        """All fields with a value; of a draft, only those that it changes."""
        for place, values in self.content.items():
            before = self.base.get(place, {})
            for name, value in values.items():
                kind = self.kind.field(place, name)
                if kind and value and not same(value, before.get(name, "")):
                    yield PageField(self, kind, place, name, value)

    def texts(self) -> Iterator["PageField"]:
        return (each for each in self.fields() if each.kind.is_text and each.value)


@dataclass(frozen=True)
class PageField:
    """A value of a field of a page, or of a row beside it."""

    page: PageContent
    kind: FieldKind
    place: str
    name: str
    value: Value

    @property
    def text(self) -> str:
        """Without markup."""
        value = str(self.value)
        return plain_text(value) if self.kind.is_rich else value

    @property
    def language(self) -> str:
        """The code of its language; "" for a field without one."""
        return language_of(self.name)

    @property
    def language_name(self) -> str:
        return LANGUAGE_NAMES.get(self.language, "")

    @property
    def label(self) -> str:
        """«Kennzahl «Kurse»: Bezeichnung»."""
        if self.place == PAGE_PLACE:
            return self.kind.label
        prefix, fields = formset_prefix(self.place), self.page.content[self.place]
        names = (name for kind, name in self.page.kind.fields if kind == prefix and name.endswith("_de"))
        title = next(filter(None, (fields.get(name) for name in names)), "")
        row = self.page.kind.rows.get(prefix, "")
        return f"{row}{f' «{title}»' if title else ''}: {self.kind.label}"

    @property
    def is_title(self) -> bool:
        return self.place == PAGE_PLACE and self.name.rpartition("_")[0] == self.page.kind.title_field

    @property
    def address(self) -> str:
        return self.page.form(self.place, self.name)


def public_pages() -> list[PageContent]:
    return with_pages(
        Revision.objects.live().exclude(content={}).only("model", "key", "name", "content", "state", "author")
    )


def open_drafts() -> list[PageContent]:
    return with_pages(Revision.objects.open().select_related("base", "author"))


def with_pages(revisions) -> list[PageContent]:
    """In the order of the kinds of pages, then by name. One query for the revisions, and one for each kind of page."""
    order = {each.opts.label_lower: place for place, each in enumerate(page_admins())}
    known = [each for each in revisions if each.model in order]
    known.sort(key=lambda each: (order[each.model], each.name, each.pk))
    pages = find_pages((each.model, each.key) for each in known)
    return [
        PageContent(each, kind, page.page.pk if (page := pages.get((each.model, each.key))) else None)
        for each in known
        if (kind := page_kind(each.model))
    ]
