"""What an editor may name in the place of a page that is gone, and which slugs are still free."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError

from core.models import AddressedEntry
from core.rich_text import link_rules

from .models import MAX_ADDRESS_LENGTH, OldAddress
from .resolver import resolve_german_path

#: Each says whether a path of this site leads readers somewhere (`links`).
target_checks: list[Callable[[str], bool]] = []


def is_external(address: str) -> bool:
    return address.startswith("https:") and not link_rules.refusal(address) and len(address) <= MAX_ADDRESS_LENGTH


def checked_replacement(text: str) -> str:
    """As typed or copied by an editor. Raises ValidationError for what leads nowhere on this site, or is no address."""
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
    """The page that an address leads to because it was its own once; not the one with this key, to which it may go back."""
    old = OldAddress.objects.of(model).filter(slug=slug).exclude(key=key).first()
    return model.objects.filter(key=old.key).first() if old else None
