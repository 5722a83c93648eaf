"""Where links stand: in rich texts, in whatever language, and in fields that hold one address."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from django.db.models import Field, Model, URLField

from editorial import publishing, rich_text
from editorial.rich_text import RichTextField

LONGEST = 1000  # letters
#: Addresses that open a program on the reader's device: nothing that could be asked.
_NO_PAGE = ("mailto:", "tel:")


class Spot(NamedTuple):
    """A field of a page, by the label of the page's kind, its key and the name of the column."""

    model: str
    key: str
    field: str


def kept(address: str) -> str:
    """As it is remembered; what is longer no browser can be trusted with."""
    return address[:LONGEST]


@cache
def fields_with_links(model: type[Model]) -> tuple[Field, ...]:
    """Columns, not translated fields: each language has its own."""
    names = {field.name for field in model._meta.concrete_fields if getattr(field, "translated_field", None)}
    originals = {field.translated_field.name for field in model._meta.concrete_fields if field.name in names}
    return tuple(
        field
        for field in model._meta.concrete_fields
        if field.name not in originals
        and isinstance(getattr(field, "translated_field", field), RichTextField | URLField)
    )


def addresses(field: Field, value: str | None) -> list[str]:
    """Those in one text, in their order."""
    if not value:
        return []
    is_one = isinstance(getattr(field, "translated_field", field), URLField)
    found = [value] if is_one else [address for address, _words in rich_text.links(value)]
    return [address for address in found if not address.lower().startswith(_NO_PAGE)]


def in_page(page: Model) -> Iterator[tuple[str, Spot]]:
    for field in fields_with_links(type(page)):
        spot = Spot(page._meta.label_lower, page.key, field.name)
        yield from ((address, spot) for address in addresses(field, field.value_from_object(page)))


def everywhere() -> dict[str, list[tuple[Spot, Model]]]:
    """All public links, each with the places where it stands and their pages."""
    found = defaultdict(list)
    for page_admin in publishing.page_admins():
        if fields_with_links(page_admin.model):
            for page in page_admin.model.objects.order_by("pk").iterator():
                for address, spot in in_page(page):
                    found[address].append((spot, page))
    return dict(found)


def in_spot(page: Model, spot: Spot) -> set[str]:
    """The links that a place has now; somebody may have mended some since they were checked."""
    field = next((each for each in fields_with_links(type(page)) if each.name == spot.field), None)
    return set(map(kept, addresses(field, field.value_from_object(page)))) if field else set()
