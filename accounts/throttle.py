"""Wrong tries are counted by name and address together, so that nobody can lock somebody else out from another address.

Three limits, each over a window that slides: of a name at an address; of the codes of a name at all addresses where that person has
not been lately; of an address for all names that have not come in from there. Passwords of a name have no limit over all
addresses: four of them would lock a person out of every new place. Codes are asked for after the right password only. Whoever came in from a place within 90 days
meets the first limit only. A try is written down before it is looked at: of any number at the same time, on however many
processes, no more than the limit are answered.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import (
    ATTEMPT_LIFETIME,
    FAMILIAR_FOR,
    Attempt,
    FamiliarPlace,
)

PASSWORD, CODE = "password", "code"


@dataclass(frozen=True)
class Limit:
    tries: int
    window: timedelta

    def lifted_at(self, attempts: QuerySet) -> datetime | None:
        """When the next try is free again; None if it is free now."""
        recent = attempts.filter(at__gt=timezone.now() - self.window).order_by("-at").values_list("at", flat=True)
        decisive = recent[self.tries - 1 : self.tries]
        return decisive[0] + self.window if decisive else None


LIMIT_OF_NAME_AT_ADDRESS = Limit(5, timedelta(minutes=15))
LIMIT_OF_CODES = Limit(20, ATTEMPT_LIFETIME)
LIMIT_OF_ADDRESS = Limit(30, timedelta(minutes=15))


class LockedOutError(Exception):
    def __init__(self, until: datetime):
        super().__init__(until)
        self.until = until


@dataclass(frozen=True)
class LoginOrigin:
    """Somebody, or nobody, at an address."""

    name: str
    address: str

    @classmethod
    def of(cls, request: HttpRequest, name: str) -> "LoginOrigin":
        known_as = unicodedata.normalize("NFKC", name).casefold()
        return cls(
            keyed_digest("name", known_as), keyed_digest("address", network_of(request.META.get("REMOTE_ADDR", "")))
        )


def keyed_digest(kind: str, text: str) -> str:
    return salted_hmac(f"access.{kind}", text, algorithm="sha256").hexdigest()


def network_of(address: str) -> str:
    """Of IPv6 the part that one household or office has for itself."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def begin_attempt(step: str, place: LoginOrigin) -> Attempt:
    """Raises Locked; then nothing may be looked at, and the lock lasts no longer for it."""
    Attempt.objects.filter(at__lt=timezone.now() - ATTEMPT_LIFETIME).delete()
    attempt = Attempt.objects.create(step=step, name=place.name, address=place.address)
    if until := locked_until(step, place, Attempt.objects.exclude(pk=attempt.pk)):
        attempt.delete()
        raise LockedOutError(until)
    return attempt


def is_locked(step: str, place: LoginOrigin) -> bool:
    return locked_until(step, place, Attempt.objects.all()) is not None


def locked_until(step: str, place: LoginOrigin, attempts: QuerySet) -> datetime | None:
    attempts = attempts.filter(step=step)
    familiar = FamiliarPlace.objects.filter(last_at__gt=timezone.now() - FAMILIAR_FOR)
    of_name, of_address = attempts.filter(name=place.name), attempts.filter(address=place.address)
    found = [LIMIT_OF_NAME_AT_ADDRESS.lifted_at(of_name.filter(address=place.address))]
    if not familiar.filter(name=place.name, address=place.address).exists():
        known_addresses = familiar.filter(name=place.name).values("address")
        known_names = familiar.filter(address=place.address).values("name")
        if step == CODE:
            found.append(LIMIT_OF_CODES.lifted_at(of_name.exclude(address__in=known_addresses)))
        found.append(LIMIT_OF_ADDRESS.lifted_at(of_address.exclude(name__in=known_names)))
    return max(filter(None, found), default=None)


def clear_attempts(step: str, place: LoginOrigin):
    """It was right: what was wrong before counts no longer, here."""
    Attempt.objects.filter(step=step, name=place.name, address=place.address).delete()


def remember_familiar_place(place: LoginOrigin):
    """Both factors were right."""
    FamiliarPlace.objects.filter(last_at__lt=timezone.now() - FAMILIAR_FOR).delete()
    FamiliarPlace.objects.update_or_create(name=place.name, address=place.address, defaults={"last_at": timezone.now()})


def unlock(name: str):
    """Every lock of this name, wherever it was tried."""
    Attempt.objects.filter(name=keyed_digest("name", unicodedata.normalize("NFKC", name).casefold())).delete()
