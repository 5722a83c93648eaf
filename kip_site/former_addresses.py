"""Addresses besides those of pages: what was just edited, and what redirects, is gone, or is an uploaded file."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import cache, partial

from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse
from django.utils import timezone

from core.models import AddressedEntry, entry_models
from files import uploads
from files.models import TextImage
from kip_site.sitemaps import in_all_languages
from programmes.models import Document
from redirects.models import OldAddress, ShortAddress, TakenOverAddress
from redirects.resolver import SLUG

JUST_NOW = timedelta(minutes=1)
ENDINGS = [uploads.extension(kind) for kind in uploads.EXTENSIONS]
NEWEST = 20  # former addresses that are read first, as something may just have been moved or deleted


def newest_paths() -> Iterator[str]:
    """Of rows that were just edited, and of what was just moved or deleted."""
    for model in entry_models():
        if issubclass(model, AddressedEntry):
            yield from in_all_languages(partial(edited_paths, model))
    yield from in_all_languages(lambda: old_paths(OldAddress.objects.order_by("-pk")[:NEWEST]))


def edited_paths(model: type[AddressedEntry]) -> Iterator[str]:
    """Also of a file that was replaced or taken away: what somebody withdraws must not go on being sent."""
    for row in model.objects.filter(changed_at__gte=timezone.now() - JUST_NOW):
        yield row.get_absolute_url().partition("#")[0]
        if isinstance(row, Document):
            yield from paths_with(Document, row.slug)


def former_paths() -> Iterator[str]:
    yield from in_all_languages(lambda: old_paths(OldAddress.objects.iterator()))
    for model in views_by_model():
        yield from in_all_languages(partial(row_paths, model))
    yield from in_all_languages(short_paths)
    yield from (reverse("text_image", args=[key]) for key in TextImage.objects.values_list("file__key", flat=True))
    for path in TakenOverAddress.objects.values_list("path", flat=True):
        yield from (f"/{path}", f"/{path}/")


def old_paths(rows: Iterable[OldAddress]) -> Iterator[str]:
    for row in rows:
        for model in views_by_model():
            if model._meta.label_lower == row.model:
                yield from paths_with(model, row.slug)


def row_paths(model: type[AddressedEntry]) -> Iterator[str]:
    """Also of rows without a page, which redirect to their place on a list, and of files."""
    for slug in model.objects.values_list(SLUG, flat=True):
        yield from paths_with(model, slug, endings=())
    if model is Document:
        for document in Document.objects.exclude(file=None).select_related("file"):
            if document.file:
                yield reverse("document_file", args=[document.slug, document.file.extension])


def short_paths() -> Iterator[str]:
    for code in ShortAddress.objects.values_list("code", flat=True):
        path = reverse("short_address", args=[code])
        yield from (path, f"{path}/")


def paths_with(model: type[AddressedEntry], slug: str, endings: Iterable[str] = ENDINGS) -> Iterator[str]:
    for view in views_by_model()[model]:
        for ending in ("", *endings):
            try:
                yield reverse(view, kwargs={"slug": slug} | ({"ending": ending} if ending else {}))
            except NoReverseMatch:  # only files have an ending
                continue


@cache
def views_by_model() -> dict[type[AddressedEntry], list[Callable]]:
    """The views that `redirect_old_slugs` has decorated."""
    found: dict[type[AddressedEntry], list[Callable]] = {}
    ahead = list(get_resolver().url_patterns)
    for pattern in ahead:
        if isinstance(pattern, URLResolver):
            ahead += pattern.url_patterns
        elif model := getattr(pattern.callback, "model", None):
            found.setdefault(model, []).append(pattern.callback)
    return found
