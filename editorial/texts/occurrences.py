"""Where a page occurs: pages that refer or link to it, and texts that name it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import override

from core.admin_page import admin_page
from core.languages import GERMAN, language_of_path
from core.models import Entry
from core.rich_text.links import links
from editorial.forms.form_content import value_as_list
from editorial.forms.page_admin import PageAdmin
from editorial.forms.references import target_of
from editorial.texts import stored_texts
from editorial.texts.stored_texts import PageContent, PageField
from links.internal import own_path
from redirects import resolver

MIN_NAME_LENGTH = 3
LINK = "Link"
#: Languages that are a path prefix.
_PREFIX = re.compile(r"^/[a-z]{2}(?=/)")


@dataclass(frozen=True)
class Occurrence:
    """A field of another page, and how it has to do with the page."""

    field: PageField
    how: str


Found = list[tuple[PageContent, list[Occurrence]]]


class Searched:
    """What identifies a page in the fields of others: its key, its addresses past and present, its names."""

    def __init__(self, page_admin: PageAdmin, page: Entry):
        self.model, self.key = page_admin.model, page.key
        with override(GERMAN):
            address = page_admin.get_view_on_site_url(page) or ""
        slugs = [each.slug for each in resolver.old_addresses_of(page._meta.label_lower, page.key)]
        slug = getattr(page, resolver.SLUG, "")
        self.addresses = {address, *(address.replace(slug, old) for old in slugs if slug)} - {""}
        names = {
            getattr(page, page_admin.in_language(page_admin.title_field, code), "")
            for code in stored_texts.LANGUAGE_NAMES
        }
        self.names = word_pattern(sorted(name for name in names if name and len(name) >= MIN_NAME_LENGTH))

    def how(self, field: PageField) -> str:
        """How a field has to do with the page; "" if it has not."""
        if target := target_of(field.field):
            refers = target is self.model and self.key in value_as_list(field.value)
            return "verbunden" if refers else ""
        if any(self.is_address(address) for address in addresses(field)):
            return LINK
        return "genannt" if self.names and field.is_text and self.names.search(field.text) else ""

    def is_address(self, address: str) -> bool:
        path = (own_path(address, "") or "").partition("?")[0]
        if not path.startswith("/"):
            return False
        german = _PREFIX.sub("", path) if language_of_path(path) != GERMAN else path
        return german in self.addresses or ("#" in german and german.partition("#")[0] in self.addresses)


def word_pattern(names: list[str]) -> re.Pattern | None:
    """Whole words, whatever their capitals."""
    found = "|".join(r"\s+".join(map(re.escape, name.split())) for name in names)
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.IGNORECASE) if found else None


def addresses(field: PageField) -> list[str]:
    value = str(field.value)
    if field.is_rich:
        return [address for address, _words in links(value)]
    return [value] if value.startswith(("/", "http")) else []


def occurrences(page: Entry, searched: Searched) -> Found:
    """The pages and drafts in whose fields the page occurs, in the order of the office."""
    return found_in(pages_except(page), searched)


def pages_except(*pages: Entry) -> list[PageContent]:
    """All other pages and drafts."""
    own = {(page._meta.label_lower, page.key) for page in pages}
    every = stored_texts.public_pages() + stored_texts.open_drafts()
    return [each for each in every if (each.revision.model, each.revision.key) not in own]


def found_in(others: list[PageContent], searched: Searched) -> Found:
    found = [(each, list(in_page(each, searched))) for each in others]
    return [(each, occurring) for each, occurring in found if occurring]


def occurrences_of_each(page_admin: PageAdmin, pages: list[Entry]) -> list[tuple[Entry, Found]]:
    """Where pages that are deleted together occur, apart from each other."""
    others = pages_except(*pages)
    found = [(page, found_in(others, Searched(page_admin, page))) for page in pages]
    return [(page, places) for page, places in found if places]


def in_page(page: PageContent, searched: Searched) -> Iterator[Occurrence]:
    for field in page.fields():
        if how := searched.how(field):
            yield Occurrence(field, how)


def page_occurrences(request: HttpRequest, page_admin: PageAdmin, page: Entry) -> TemplateResponse:
    values = {"opts": page_admin.opts, "page": page, "found": occurrences(page, Searched(page_admin, page))}
    return admin_page(request, "occurrences.html", f"Kommt vor in: {page}", **values)
