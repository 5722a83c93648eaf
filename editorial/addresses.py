"""The address of a public page, worked out once for each language: a page of a phase names sixty of them."""

from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language

#: More than all pages of a large site have in four languages; an address takes some hundred bytes.
MOST = 20_000


def address_of(name: str, *args: str) -> str:
    """As `reverse` has it, in the language of the moment. Raises NoReverseMatch."""
    return _address(get_language(), name, args)


@lru_cache(maxsize=MOST)
def _address(_language: str | None, name: str, args: tuple[str, ...]) -> str:
    return reverse(name, args=args)
