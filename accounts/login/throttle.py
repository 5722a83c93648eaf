"""Rate limits of the login, by name and network together, so that nobody can lock somebody else out.

Three limits, each over a sliding window: attempts for a name from one network; codes for a name from all networks that
are not familiar to that person; attempts from a network for all names that are not familiar there. Passwords of a name
have no limit over all networks: four of them would lock a person out of every new place. Codes are asked for after the
correct password only. Only the first limit applies to a network from which the person has logged in within 90 days.

An attempt is stored before it is checked: of any number of parallel attempts, in any number of processes, no more
than the limit are checked.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import ATTEMPT_LIFETIME, FAMILIAR_FOR, Attempt, FamiliarPlace

PASSWORD, CODE = "password", "code"
MAX_NAME = 200  # letters


@dataclass(frozen=True)
class Limit:
    tries: int
    window: timedelta

    def lifted_at(self, attempts: QuerySet) -> datetime | None:
        """When the next attempt is possible; None if it is possible now."""
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
    """Keyed digests of the name, which need not exist, and of the network of an attempt."""

    name: str
    address: str

    @classmethod
    def of(cls, request: HttpRequest, name: str) -> "LoginOrigin":
        address = network_of(request.META.get("REMOTE_ADDR", ""))
        return cls(digest_of_name(name), keyed_digest("address", address))


def digest_of_name(name: str) -> str:
    """The same one for names that the login takes for the same. Longer names do not exist, and take long to normalize."""
    return keyed_digest("name", unicodedata.normalize("NFKC", name[:MAX_NAME]).casefold())


def keyed_digest(kind: str, text: str) -> str:
    return salted_hmac(f"access.{kind}", text, algorithm="sha256").hexdigest()


def network_of(address: str) -> str:
    """The network of an address: for IPv6 the /64 prefix, which one household or office shares."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def begin_attempt(step: str, origin: LoginOrigin) -> Attempt:
    """Stores an attempt. Raises LockedOutError; then nothing may be checked, and the lock is not prolonged."""
    Attempt.objects.filter(at__lt=timezone.now() - ATTEMPT_LIFETIME).delete()
    attempt = Attempt.objects.create(step=step, name=origin.name, address=origin.address)
    if until := locked_until(step, origin, Attempt.objects.exclude(pk=attempt.pk)):
        attempt.delete()
        raise LockedOutError(until)
    return attempt


def is_locked(step: str, origin: LoginOrigin) -> bool:
    return locked_until(step, origin, Attempt.objects.all()) is not None


def locked_until(step: str, origin: LoginOrigin, attempts: QuerySet) -> datetime | None:
    attempts = attempts.filter(step=step)
    familiar = FamiliarPlace.objects.filter(last_at__gt=timezone.now() - FAMILIAR_FOR)
    of_name, of_address = attempts.filter(name=origin.name), attempts.filter(address=origin.address)
    found = [LIMIT_OF_NAME_AT_ADDRESS.lifted_at(of_name.filter(address=origin.address))]
    if not familiar.filter(name=origin.name, address=origin.address).exists():
        known_addresses = familiar.filter(name=origin.name).values("address")
        known_names = familiar.filter(address=origin.address).values("name")
        if step == CODE:
            found.append(LIMIT_OF_CODES.lifted_at(of_name.exclude(address__in=known_addresses)))
        found.append(LIMIT_OF_ADDRESS.lifted_at(of_address.exclude(name__in=known_names)))
    return max(filter(None, found), default=None)


def clear_attempts(step: str, origin: LoginOrigin):
    """Deletes the earlier failures after a correct attempt, for this network."""
    Attempt.objects.filter(step=step, name=origin.name, address=origin.address).delete()


def remember_familiar_place(origin: LoginOrigin):
    """Called after both factors were correct."""
    FamiliarPlace.objects.filter(last_at__lt=timezone.now() - FAMILIAR_FOR).delete()
    FamiliarPlace.objects.update_or_create(
        name=origin.name, address=origin.address, defaults={"last_at": timezone.now()}
    )


def unlock(name: str):
    """Lifts every lock of this name, in all networks."""
    Attempt.objects.filter(name=digest_of_name(name)).delete()
