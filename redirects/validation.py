"""Validates the replacement for a deleted page, and finds slugs that still redirect to another page."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError

from core.models import AddressedEntry
from core.rich_text import link_rules

from .models import MAX_ADDRESS_LENGTH, OldAddress
from .resolver import resolve_german_path

#: Each tells whether a path of this site leads readers somewhere. `links` registers one.
target_checks: list[Callable[[str], bool]] = []


def is_external(address: str) -> bool:
    return address.startswith("https:") and not link_rules.refusal(address) and len(address) <= MAX_ADDRESS_LENGTH


def checked_replacement(text: str) -> str:
    """The replacement as typed or pasted by an editor, normalized: "", a path of this site, or an https address.

    Raises ValidationError for a path that leads nowhere, and for what is not an address.
    """
    address = link_rules.normalized_address(text).removeprefix(settings.SITE_URL)
    if not address or is_external(address):
        return address
    match = resolve_german_path(address)
    if (
        match is None
        or not getattr(match.func, "is_public", False)
        or not all(check(address) for check in target_checks)
    ):
        raise ValidationError(f"«{text}» ist keine Seite dieser Website. Schreiben Sie zum Beispiel /massnahmen/.")
    return address


def page_with_former_slug(model: type[AddressedEntry], slug: str, key: str) -> AddressedEntry | None:
    """The page that a former slug redirects to; None if it has this key, because a page may take its old slug again."""
    old = OldAddress.objects.of(model).filter(slug=slug).exclude(key=key).first()
    return model.objects.filter(key=old.key).first() if old else None
