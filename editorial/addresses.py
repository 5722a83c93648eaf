"""The address of a public page, worked out once for each language: a page of a phase names sixty of them."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import get_language, override

#: More than all pages of a large site have in four languages; an address takes some hundred bytes.
MOST = 20_000


def address_of(name: str, *args: str) -> str:
    """As `reverse` has it, in the language of the moment. Raises NoReverseMatch."""
    return _address(get_language(), name, args)


@lru_cache(maxsize=MOST)
def _address(_language: str | None, name: str, args: tuple[str, ...]) -> str:
    return reverse(name, args=args)


@cache
def first_parts() -> frozenset[str]:
    """The first part of every address of the site in German, but for addresses that begin with a slug."""
    return frozenset({*_first_parts(get_resolver().url_patterns), settings.STATIC_URL.strip("/")})


_FIRST_PART = re.compile(r"\^?([\w-]+)(?:/|\$|$)")


def _first_parts(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    with override(settings.LANGUAGE_CODE):
        for pattern in patterns:
            if found := _FIRST_PART.match(str(pattern.pattern)):
                yield found[1]
            elif isinstance(pattern, URLResolver):
                yield from _first_parts(pattern.url_patterns)
