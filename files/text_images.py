"""Images in texts: the small form of an uploaded image, where texts use it, and what the editor is told of it."""

from functools import reduce
from operator import or_

from django.db.models import Model, Q, QuerySet

from core.models import Entry, entry_models
from core.rich_text.field import RichTextField
from core.rich_text.images import Size, image_address
from files.models import TextImage
from links.extraction import fields_with_links, original_of


def sizes(keys: list[str]) -> dict[str, Size]:
    found = TextImage.objects.filter(file__key__in=keys).values_list("file__key", "width", "height")
    return {key: Size(width, height) for key, width, height in found}


def rows_with(key: str) -> list[QuerySet[Entry]]:
    """The published rows whose texts show an image, in a query for each model."""
    columns = {
        model: [each.name for each in fields_with_links(model) if isinstance(original_of(each), RichTextField)]
        for model in entry_models()
    }
    return [
        model._base_manager.filter(reduce(or_, (Q(**{f"{name}__contains": image_address(key)}) for name in names)))
        for model, names in columns.items()
        if names
    ]


def pages_with(key: str) -> list[Model]:
    return [page for rows in rows_with(key) for page in rows]


def is_public(key: str) -> bool:
    """Whether a published text shows the image; asked in one query."""
    first, *others = (rows.order_by().values("pk") for rows in rows_with(key))
    return bool(list(first.union(*others, all=True)[:1]))
