"""The audit log: one line of JSON for each event, appended to one file for each day (UTC).

Files, not tables: refused actions stay on record although their transaction is rolled back, and write access to
the database does not suffice to change the log. Publications are recorded when they are committed. Input cannot
forge a line: everything that is not printable ASCII is escaped, and each line is written by one call, so that the
lines of several processes do not mix.
"""

import json
import logging
import os
import stat
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

MAX_VALUE_LENGTH = 300  # characters
MAX_BYTES_READ = 400_000  # that `latest_entries` reads at most at the end of each file

logger = logging.getLogger(__name__)
current_request: ContextVar[HttpRequest | None] = ContextVar("current", default=None)


def folder() -> Path:
    return settings.VAR_DIR / "record"


def begin(request: HttpRequest):
    current_request.set(request)


def end(request: HttpRequest, response: HttpResponse):
    """Refusals are recorded for logged-in people only: others could fill the disk."""
    is_refused = response.status_code == 403 and request.path_info.startswith(reverse("admin:index"))
    if is_refused and request.user.is_authenticated:
        record("denied", method=request.method, path=request.path_info)
    current_request.set(None)


def record(event: str, person: AbstractBaseUser | None = None, **what):
    """Writes an event at once, even if the transaction is rolled back. Person and address default to the request's."""
    write(json_line(event, person or current_person(), **what))


def record_on_commit(event: str, person: AbstractBaseUser | None = None, **what):
    """Writes an event when the transaction is committed."""
    transaction.on_commit(partial(write, json_line(event, person or current_person(), **what)))


def current_person() -> AbstractBaseUser | None:
    request = current_request.get()
    person = getattr(request, "user", None)
    return person if person is not None and person.is_authenticated else None


def json_line(event: str, person: AbstractBaseUser | None, **what) -> str:
    request = current_request.get()
    said = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "event": event,
        "person": {"id": person.pk, "name": truncated(person.get_username())} if person else None,
        "address": truncated(request.META.get("REMOTE_ADDR", "")) if request else None,
    }
    return json.dumps(said | {name: truncated(value) for name, value in what.items()}).replace("\x7f", "\\u007f")


def truncated(value):
    return value[:MAX_VALUE_LENGTH] if isinstance(value, str) else value


def write(text: str):
    """A full disk must not stop people's work; the line then goes to the log."""
    try:
        append(folder() / f"{datetime.now(UTC):%Y-%m-%d}.jsonl", f"{text}\n".encode())
    except OSError as error:
        logger.error("The record cannot be written (%s): %s", error.strerror, text)


def append(file: Path, content: bytes):
    """Appends and syncs. Raises OSError, also for anything but a regular file: a symbolic link would lead elsewhere."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(None, "not a plain file")
        if os.write(descriptor, content) != len(content):
            raise OSError(None, "the disk is full")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def latest_entries(number: int) -> list[dict]:
    """The last `number` entries, newest first."""
    found = []
    for each in entries():
        found.append(each)
        if len(found) == number:
            break
    return found


def entries() -> Iterator[dict]:
    for file in sorted(folder().glob("*.jsonl"), reverse=True):
        with file.open("rb") as stream:
            stream.seek(max(0, file.stat().st_size - MAX_BYTES_READ))
            lines = stream.read().splitlines()
        for each in reversed(lines):
            try:
                entry = json.loads(each)
            except ValueError:
                continue  # an incomplete line, where reading began or the disk was full
            if isinstance(entry, dict):
                yield entry
