"""Links to a page that is deleted: changed on the pages that have them, in the same release as the deletion."""

import re
from dataclasses import dataclass
from functools import partial
from html import escape, unescape
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.forms import CharField
from django.http import QueryDict

from core.rich_text.field import RichTextFormField
from editorial.comparison.diff import Labels
from editorial.forms.form_content import Content
from editorial.revisions.removals import Mends
from editorial.texts.occurrences import LINK, Occurrence, Searched
from editorial.texts.stored_texts import PageContent
from redirects import validation

_LINK = re.compile(r'(<a\b[^>]*?\bhref=")([^"]*)("[^>]*>)(.*?)</a>', re.DOTALL)


@dataclass(frozen=True)
class Mending:
    """A public page with links to the deleted page, and what to do with them: `address` "" leaves their bare words."""

    page: PageContent
    is_chosen: bool
    address: str

    @property
    def field(self) -> str:
        return field_of(self.page)


def field_of(page: PageContent) -> str:
    return f"adresse-{page.revision.pk}"


def offered(found: list[tuple[PageContent, list[Occurrence]]], sent: QueryDict) -> list[Mending]:
    """For each public page with a link. Before anything was sent, all are chosen."""
    pages = [page for page, places in found if not page.revision.is_open and any(each.how == LINK for each in places)]
    chosen = sent.getlist("aendern")
    return [
        Mending(page, "post" not in sent or str(page.revision.pk) in chosen, sent.get(field_of(page), ""))
        for page in pages
    ]


def typed(sent: QueryDict) -> str:
    """What was typed, as a query string: after a refusal, the form shows it again."""
    return urlencode(
        [
            (name, value)
            for name, values in sent.lists()
            if name.startswith(("aendern", "adresse-", "post"))
            for value in values
        ]
    )


def mends(mendings: list[Mending], searched: Searched) -> Mends:
    """What is to be done with the content of each chosen page, by model and key. Raises ValidationError."""
    return {
        (each.page.revision.model, each.page.revision.key): partial(
            mended, each.page.labels, searched, checked(each.address, searched)
        )
        for each in mendings
        if each.is_chosen
    }


def checked(text: str, searched: Searched) -> str:
    address = validation.checked_replacement(text)
    if searched.is_address(address):
        raise ValidationError(f"«{text}» führt auf die Seite, die Sie löschen.")
    return address


def mended(labels: Labels, searched: Searched, address: str, content: Content) -> Content:
    """The content with links to the searched page leading to `address`, or without them."""

    def link(match: re.Match) -> str:
        start, href, end, words = match.groups()
        if not searched.is_address(unescape(href)):
            return match[0]
        return f"{start}{escape(address)}{end}{words}</a>" if address else words

    def value_of(place: str, name: str, value):
        field = labels.field(place, name)
        if not isinstance(field, CharField) or not isinstance(value, str):
            return value
        is_rich = isinstance(field, RichTextFormField)
        return _LINK.sub(link, value) if is_rich else address if searched.is_address(value) else value

    return {
        place: {name: value_of(place, name, value) for name, value in values.items()}
        for place, values in content.items()
    }
