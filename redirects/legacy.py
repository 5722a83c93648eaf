"""Redirects from the site that this one replaces, loaded from a CSV file."""

import csv
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from redirects.models import TakenOverAddress
from redirects.resolver import current_address
from redirects.validation import checked_replacement


class RedirectFileError(Exception):
    """The line of the file that is wrong and the reason, in one line of German."""


def normalized_path(path: str) -> str:
    """One form for all spellings of a path that a web server may treat as the same."""
    return path.strip().strip("/").lower()


def legacy_target(path: str) -> str | None:
    """The current address for a path of the former site; None if it is unknown or the database unavailable."""
    try:
        found = TakenOverAddress.objects.filter(path=normalized_path(path)[:300]).first()
        return current_address(found.target) if found else None
    except (DatabaseError, ValueError):  # ValueError: PostgreSQL refuses a text with a NUL character
        return None


def load_redirects(file: Path) -> int:
    """Replaces all loaded redirects and returns their number. Raises RedirectFileError, and then changes nothing."""
    rows = read_redirects(file)
    with transaction.atomic():
        TakenOverAddress.objects.all().delete()
        TakenOverAddress.objects.bulk_create(TakenOverAddress(path=path, target=to) for path, to in rows.items())
    return len(rows)


def read_redirects(file: Path) -> dict[str, str]:
    """Target by normalized old path. The file has a header line and two columns, separated by semicolons."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream, delimiter=";"))
    return dict(read_line(number, line) for number, line in enumerate(lines[1:], start=2) if any(line))


def read_line(number: int, line: list[str]) -> tuple[str, str]:
    if len(line) != 2 or not normalized_path(line[0]):
        raise RedirectFileError(f"Zeile {number}: «alter Pfad;Adresse hier» wird erwartet.")
    try:
        target = checked_replacement(line[1])
    except ValidationError as error:
        raise RedirectFileError(f"Zeile {number}: {error.messages[0]}") from error
    if not target.startswith("/"):
        raise RedirectFileError(f"Zeile {number}: Das Ziel ist eine Seite dieser Website.")
    return normalized_path(line[0]), target
