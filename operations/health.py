"""Health checks of this process, with reasons in German for the operators.

They make no database query, as the database may be what is down. Pages are served even when a check fails: a failure is a
reason for an alert, not for stopping the process.
"""

import shutil
import time
from collections.abc import Callable, Sized
from typing import Protocol

from django.conf import settings

from core.edition_clock import ANSWER_TIMEOUT, clock, first_line
from search.index_updater import updater

LATE_AFTER = 60.0  # seconds of delay from which a check fails
MIN_FREE_BYTES = 100_000_000  # bytes on the disk of VAR_DIR


class FilesState(Protocol):
    @property
    def is_writable(self) -> bool: ...


class PageCacheState(Protocol):
    """What the checks and metrics read of the page cache."""

    @property
    def pages(self) -> Sized: ...

    @property
    def size(self) -> int: ...

    @property
    def files(self) -> FilesState: ...

    @property
    def outdated(self) -> int: ...


#: The page cache of this process, once it serves (`wsgi.py`), and the published pages that are not what they should be.
page_cache: PageCacheState | None = None
differing_pages: Sized = ()


def database() -> str:
    if clock.is_silent:
        return f"Die Datenbank antwortet nicht ({first_line(clock.poll_error) or 'sie schweigt'})."
    return "" if clock.edition else "Die Datenbank wurde noch nicht gelesen."


def read_only() -> str:
    return (
        "Die Datenbank lässt sich nur lesen: Niemand kann sich anmelden oder etwas ändern."
        if clock.is_read_only
        else ""
    )


def edition() -> str:
    """Whether the clock thread still runs; `database` reports a database that does not answer."""
    waited = time.monotonic() - clock.answered_at
    late = clock.edition and not clock.is_silent and waited > 3 * ANSWER_TIMEOUT
    return f"Seit {waited:.0f} s hat niemand nach der Ausgabe gesehen." if late else ""


def schedule() -> str:
    waited = time.monotonic() - clock.task_failed_at
    late = clock.task_error and not clock.is_silent and waited > LATE_AFTER
    reason = first_line(clock.task_error) or type(clock.task_error).__name__
    return f"Geplantes wird seit {waited:.0f} s nicht veröffentlicht ({reason})." if late else ""


def search() -> str:
    waited = 0 if updater.current_at is None else time.monotonic() - updater.current_at
    late = not clock.is_silent and waited > LATE_AFTER
    return f"Die Suche hat seit {waited:.0f} s nicht den Stand der Seiten." if late else ""


def copies() -> str:
    works = page_cache is None or page_cache.files.is_writable
    return "" if works else "Die Kopien der Seiten auf der Platte lassen sich nicht schreiben."


def free_bytes() -> int:
    return shutil.disk_usage(settings.VAR_DIR).free


def disk() -> str:
    free = free_bytes()
    return f"Auf der Platte von VAR_DIR sind nur noch {free // 1_000_000} MB frei." if free < MIN_FREE_BYTES else ""


#: By the names that `/ready` and the metrics use.
CHECKS: dict[str, Callable[[], str]] = {
    check.__name__: check for check in (database, read_only, edition, schedule, search, copies, disk)
}


def reasons() -> dict[str, str]:
    """The reasons of failed checks, by name."""
    return {name: said for name, check in CHECKS.items() if (said := check())}
