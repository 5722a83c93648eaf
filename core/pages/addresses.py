"""URLs of public pages and of the admin, anchors of rows on them, and pages of federal sites in another language."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models.options import Options
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils.translation import get_language, override

from core.languages import language_of_path

#: The path prefix of public files.
FILES_PATH = "dateien/"
#: More than the pages of a large site in four languages; an address takes some hundred bytes.
MAX_CACHED_ADDRESSES = 20_000
#: Anchors that list pages use themselves: a duplicate would break the skip link or the table of contents.
RESERVED_ANCHORS = {
    "inhalt",
    "auf-dieser-seite",
    "quellen",
    "in-kuerze",
    "fuss-kontakt",
    "grundsaetze",
    "recht",
    "foerdern",
    "kontakte",
    "mehr-dazu",
    "anschrift",
}
#: Prefixes of federal sites, and where their addresses name the German language.
LANGUAGE_IN_ADDRESS = {
    "https://www.fedlex.admin.ch/": re.compile(r"(?<=/)de(?=#|$)"),
    "https://www.sem.admin.ch/sem/": re.compile(r"(?<=\.ch/sem/)de(?=/)"),
}
#: Languages of the federal sites besides German. Their English is incomplete.
TRANSLATED_INTO = {"fr", "it"}


def cached_reverse(name: str, *args: str) -> str:
    """`reverse` in the active language, cached because one page calls it up to sixty times. Raises NoReverseMatch."""
    return _cached_reverse(get_language(), name, args)


@lru_cache(maxsize=MAX_CACHED_ADDRESSES)
def _cached_reverse(_language: str | None, name: str, args: tuple[str, ...]) -> str:
    return reverse(name, args=args)


def admin_address(options: Options, view: str, *args) -> str:
    """The address of a view of the admin of a model, with the names that Django gives these views."""
    return reverse(f"admin:{options.app_label}_{options.model_name}_{view}", args=args)


def validate_anchor(slug: str):
    """Raises ValidationError for a slug that a page already uses as an anchor."""
    if slug in RESERVED_ANCHORS or slug.startswith("art-") or slug.endswith("-titel"):
        raise ValidationError(f"«{slug}» ist schon die Sprungmarke eines anderen Teils der Seite.")


def federal_address_in(language: str, address: str) -> str:
    """The same page of a federal site in that language, or `address` unchanged if there is none."""
    if language not in TRANSLATED_INTO:
        return address
    for beginning, place in LANGUAGE_IN_ADDRESS.items():
        if address.startswith(beginning):
            return place.sub(language, address)
    return address


@cache
def first_path_segments() -> frozenset[str]:
    """The first path segment of every German address of the site, except those that begin with a slug."""
    return frozenset({*_first_segments(get_resolver().url_patterns), settings.STATIC_URL.strip("/")})


_FIRST_SEGMENT = re.compile(r"\^?([\w-]+)(?:/|\$|$)")


def _first_segments(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    with override(settings.LANGUAGE_CODE):
        for pattern in patterns:
            if found := _FIRST_SEGMENT.match(str(pattern.pattern)):
                yield found[1]
            elif isinstance(pattern, URLResolver):
                yield from _first_segments(pattern.url_patterns)


def is_public(path: str) -> bool:
    """Whether the path, as WSGI passes it, resolves to a view in the public URL list (`urls.py`)."""
    return _has_flag(path, "is_public")


def is_publishable(path: str) -> bool:
    """Whether it is public, or an uploaded file for everybody."""
    return _has_flag(path, "is_publishable")


def _has_flag(path: str, flag: str) -> bool:
    try:
        path = path.encode("latin-1").decode()  # WSGI passes bytes as Latin-1
        with override(language_of_path(path)):
            return getattr(resolve(path).func, flag, False)
    except (Resolver404, UnicodeError):
        return False
