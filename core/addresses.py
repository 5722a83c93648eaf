"""Addresses of public pages, anchors of rows on them, and the same page of a federal site in another language."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import get_language, override

#: Below which the public addresses of files stand.
FILES_PATH = "dateien/"
#: More than all pages of a large site have in four languages; an address takes some hundred bytes.
MAX_CACHED_ADDRESSES = 20_000
#: Anchors of the pages that list rows: a second one would lead the skip link or the contents to the wrong place.
RESERVED_ANCHORS = {
    "inhalt",
    "auf-dieser-seite",
    "quellen",
    "in-kuerze",
    "fuss-kontakt",
    "grundsaetze",
    "recht",
    "foerdern",
}
#: The beginning of the addresses of a site of the Confederation, and where such an address names the German language.
LANGUAGE_IN_ADDRESS = {
    "https://www.fedlex.admin.ch/": re.compile(r"(?<=/)de(?=#|$)"),
    "https://www.sem.admin.ch/sem/": re.compile(r"(?<=\.ch/sem/)de(?=/)"),
}
#: The official languages besides German. What there is in English is not the whole.
TRANSLATED_INTO = {"fr", "it"}


def cached_reverse(name: str, *args: str) -> str:
    """As `reverse` has it, in the language of the moment, kept: a page of a phase names sixty. Raises NoReverseMatch."""
    return _cached_reverse(get_language(), name, args)


@lru_cache(maxsize=MAX_CACHED_ADDRESSES)
def _cached_reverse(_language: str | None, name: str, args: tuple[str, ...]) -> str:
    return reverse(name, args=args)


def validate_anchor(slug: str):
    """A slug that no part of a page uses as its own anchor; raises ValidationError."""
    if slug in RESERVED_ANCHORS or slug.startswith("art-") or slug.endswith("-titel"):
        raise ValidationError(f"«{slug}» ist schon die Sprungmarke eines anderen Teils der Seite.")


def federal_address_in(language: str, address: str) -> str:
    """The same page in that language where the site has it, or else the address itself."""
    if language not in TRANSLATED_INTO:
        return address
    for beginning, place in LANGUAGE_IN_ADDRESS.items():
        if address.startswith(beginning):
            return place.sub(language, address)
    return address


@cache
def first_path_segments() -> frozenset[str]:
    """The first part of every address of the site in German, but for addresses that begin with a slug."""
    return frozenset({*_first_segments(get_resolver().url_patterns), settings.STATIC_URL.strip("/")})


_FIRST_SEGMENT = re.compile(r"\^?([\w-]+)(?:/|\$|$)")


def _first_segments(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    with override(settings.LANGUAGE_CODE):
        for pattern in patterns:
            if found := _FIRST_SEGMENT.match(str(pattern.pattern)):
                yield found[1]
            elif isinstance(pattern, URLResolver):
                yield from _first_segments(pattern.url_patterns)
