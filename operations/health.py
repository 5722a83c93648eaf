"""Does this process do all that it is there for, and if not, why: in German, for who looks after it.

Asked without the database, which may be what is missing. Pages go on being served whatever is said here: it is a reason
to raise an alarm, not to take the process away from its readers.
"""

import shutil
import time
from collections.abc import Callable, Sized
from typing import Protocol

from django.conf import settings

from core.edition_clock import PATIENCE, clock, first_line
from search.index_updater import updater

LATE = 60.0  # seconds
LEAST_FREE = 100_000_000  # bytes on the disk of VAR_DIR


class Copies(Protocol):
    @property
    def is_writable(self) -> bool: ...


class Pages(Protocol):
    """What the page cache tells of itself."""

    @property
    def pages(self) -> Sized: ...

    @property
    def size(self) -> int: ...

    @property
    def copies(self) -> Copies: ...

    @property
    def outdated(self) -> int: ...


#: What this process serves, once it does (`wsgi.py`).
store: Pages | None = None


def database() -> str:
    if clock.is_silent:
        return f"Die Datenbank antwortet nicht ({first_line(clock.refusal) or 'sie schweigt'})."
    return "" if clock.edition else "Die Datenbank wurde noch nicht gelesen."


def edition() -> str:
    """The thread that looks may have ended; that the database is silent is said by another one."""
    waited = time.monotonic() - clock.answered_at
    late = clock.edition and not clock.is_silent and waited > 3 * PATIENCE
    return f"Seit {waited:.0f} s hat niemand nach der Ausgabe gesehen." if late else ""


def schedule() -> str:
    waited = time.monotonic() - clock.hindered_at
    late = clock.hindrance and not clock.is_silent and waited > LATE
    reason = first_line(clock.hindrance) or type(clock.hindrance).__name__
    return f"Geplantes wird seit {waited:.0f} s nicht veröffentlicht ({reason})." if late else ""


def search() -> str:
    waited = 0 if updater.current_at is None else time.monotonic() - updater.current_at
    late = not clock.is_silent and waited > LATE
    return f"Die Suche hat seit {waited:.0f} s nicht den Stand der Seiten." if late else ""


def copies() -> str:
    works = store is None or store.copies.is_writable
    return "" if works else "Die Kopien der Seiten auf der Platte lassen sich nicht schreiben."


def free_bytes() -> int:
    return shutil.disk_usage(settings.VAR_DIR).free


def disk() -> str:
    free = free_bytes()
    return f"Auf der Platte von VAR_DIR sind nur noch {free // 1_000_000} MB frei." if free < LEAST_FREE else ""


#: By the names that the metrics have for them.
CHECKS: dict[str, Callable[[], str]] = {
    check.__name__: check for check in (database, edition, schedule, search, copies, disk)
}


def reasons() -> dict[str, str]:
    """What is wrong, by name; empty where all is well."""
    return {name: said for name, check in CHECKS.items() if (said := check())}
