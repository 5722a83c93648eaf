"""All texts of the content: those of public pages, and those that open drafts change, with the form that shows each."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.forms import CharField, Field

from core.languages import GERMAN, OTHER_LANGUAGES
from core.pages.addresses import admin_address
from core.rich_text.cleaner import plain_text
from core.rich_text.field import RichTextFormField
from editorial.comparison.diff import Labels, language_of, title_of_row
from editorial.comparison.merge import same
from editorial.forms.form_content import PAGE_PLACE, Content, Value, formset_prefix
from editorial.forms.page_admin import admin_of, kind_order
from editorial.forms.page_reference import find_pages
from editorial.models import Revision

LANGUAGE_NAMES = {GERMAN: "Deutsch"} | settings.LANGUAGES_IN_GERMAN


def field_address(form: str, revision: Revision, place: str, name: str, anchor: str | None = None) -> str:
    """A form that shows a revision, at this field or anchor; for a row beside the page, at the rows of its kind."""
    code = language_of(name)
    query = {"fassung": str(revision.pk)} if revision.is_open else {}
    query |= {"sprache": code} if code in OTHER_LANGUAGES else {}
    if anchor is None:
        anchor = f"{formset_prefix(place)}-group" if place != PAGE_PLACE else f"id_{name}" if name else ""
    return form + (f"?{urlencode(query)}" if query else "") + (f"#{anchor}" if anchor else "")


@dataclass(frozen=True)
class PageContent:
    """The content of a public page or of a draft, and the primary key of the page, if there is one."""

    revision: Revision
    labels: Labels
    pk: int | None

    @property
    def content(self) -> Content:
        return self.revision.content

    @property
    def base(self) -> Content:
        """What a draft repeats; nothing for a public page."""
        return self.revision.base_content if self.revision.is_open else {}

    @property
    def kind(self) -> str:
        return str(self.labels.admin.opts.verbose_name)

    @property
    def description(self) -> str:
        """«Massnahme», for a draft with its state and author."""
        return f"{self.kind}, {self.revision.mark}" if self.revision.is_open else self.kind

    def form(self, place: str = PAGE_PLACE, name: str = "") -> str:
        options = self.labels.admin.opts
        address = admin_address(options, "change", self.pk) if self.pk else admin_address(options, "add")
        return field_address(address, self.revision, place, name)

    def fields(self) -> Iterator["PageField"]:
        """All fields with a value; of a draft, only those that it changes."""
        for place, values in self.content.items():
            before = self.base.get(place, {})
            for name, value in values.items():
                field = self.labels.field(place, name)
                if field and value and not same(value, before.get(name, "")):
                    yield PageField(self, field, place, name, value)

    def texts(self) -> Iterator["PageField"]:
        return (each for each in self.fields() if each.is_text)


@dataclass(frozen=True)
class PageField:
    """A value of a field of a page, or of a row beside it."""

    page: PageContent
    field: Field
    place: str
    name: str
    value: Value

    @property
    def is_text(self) -> bool:
        return isinstance(self.field, CharField)

    @property
    def is_rich(self) -> bool:
        return isinstance(self.field, RichTextFormField)

    @property
    def text(self) -> str:
        """Without markup."""
        value = str(self.value)
        return plain_text(value) if self.is_rich else value

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
            return str(self.field.label)
        name, title = title_of_row(self.page.labels, self.place, self.page.content)
        named = f" «{title}»" if name.endswith(f"_{GERMAN}") else ""
        return f"{self.page.labels.row(self.place)}{named}: {self.field.label}"

    @property
    def is_title(self) -> bool:
        return self.place == PAGE_PLACE and self.name.rpartition("_")[0] == self.page.labels.admin.title_field

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
    order = kind_order()
    known = [each for each in revisions if each.model in order]
    known.sort(key=lambda each: (order[each.model], each.name, each.pk))
    pages = find_pages((each.model, each.key) for each in known)
    return [
        PageContent(each, Labels.of_admin(admin_of(each)), page.page.pk if page else None)
        for each in known
        for page in [pages.get((each.model, each.key))]
    ]
