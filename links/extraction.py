"""Finds the links of the content: links and images of rich texts in every language, and fields that hold one address."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from django.db.models import Field, URLField
from modeltranslation.fields import TranslationField

from core.models import Entry, entry_models
from core.rich_text.field import RichTextField
from core.rich_text.images import sources
from core.rich_text.links import links

MAX_ADDRESS_LENGTH = 1000  # characters
#: Schemes that open a program on the reader's device: nothing that can be requested.
_OTHER_SCHEMES = ("mailto:", "tel:")


class LinkLocation(NamedTuple):
    """A column of a page: label of the model, key of the row, name of the column."""

    model: str
    key: str
    field: str


def truncated(address: str) -> str:
    """The address as it is stored. Browsers do not reliably follow longer ones."""
    return address[:MAX_ADDRESS_LENGTH]


@cache
def fields_with_links(model: type[Entry]) -> tuple[Field, ...]:
    """The columns that may hold links: those of each language, not the translated fields themselves."""
    columns = model._meta.concrete_fields
    originals = {original_of(field).name for field in columns if original_of(field) is not field}
    return tuple(
        field
        for field in columns
        if field.name not in originals and isinstance(original_of(field), RichTextField | URLField)
    )


def original_of(field: Field | TranslationField) -> Field:
    return field.translated_field if isinstance(field, TranslationField) else field


def addresses_in_field(field: Field, value: str | None) -> list[str]:
    """The addresses in the value of one column, in their order."""
    if not value:
        return []
    is_one = isinstance(original_of(field), URLField)
    found = [value] if is_one else [*(address for address, _words in links(value)), *sources(value)]
    return [address for address in found if not address.lower().startswith(_OTHER_SCHEMES)]


def links_in_page(page: Entry) -> Iterator[tuple[str, LinkLocation]]:
    for field in fields_with_links(type(page)):
        location = LinkLocation(page._meta.label_lower, page.key, field.name)
        yield from ((address, location) for address in addresses_in_field(field, field.value_from_object(page)))


def all_links() -> dict[str, list[tuple[LinkLocation, Entry]]]:
    """All links of published content: for each address, where it stands and on which page."""
    found = defaultdict(list)
    for model in entry_models():
        if fields_with_links(model):
            for page in model._default_manager.order_by("pk").iterator():
                for address, location in links_in_page(page):
                    found[address].append((location, page))
    return dict(found)


def links_at(page: Entry, location: LinkLocation) -> set[str]:
    """The links in a column now; somebody may have corrected some since they were checked."""
    field = field_of(page, location)
    return set(map(truncated, addresses_in_field(field, field.value_from_object(page)))) if field else set()


def field_of(page: Entry, location: LinkLocation) -> Field | None:
    fields = fields_with_links(type(page))
    return next((each for each in fields if each.name == location.field), None)
