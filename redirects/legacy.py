"""Paths of the site that this one takes over from, from a file: which page here each of them leads to."""

import csv
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from redirects.models import TakenOverAddress
from redirects.resolver import current_address
from redirects.validation import checked_replacement


class RedirectFileError(Exception):
    """Where the file is wrong and what is wrong there, in one line."""


def normalized_path(path: str) -> str:
    """All spellings of a path that a web server may take for the same."""
    return path.strip().strip("/").lower()


def legacy_target(path: str) -> str | None:
    """Where a path leads that this site itself does not have. Without a database that is not known either."""
    try:
        found = TakenOverAddress.objects.filter(path=normalized_path(path)[:300]).first()
        return current_address(found.target) if found else None
    except (DatabaseError, ValueError):  # ValueError: PostgreSQL takes no text with a NUL
        return None


def load_redirects(file: Path) -> int:
    """Replaces what was loaded before: the number of addresses. Raises BrokenFile, and has then changed nothing."""
    rows = read_redirects(file)
    with transaction.atomic():
        TakenOverAddress.objects.all().delete()
        TakenOverAddress.objects.bulk_create(TakenOverAddress(path=path, target=to) for path, to in rows.items())
    return len(rows)


def read_redirects(file: Path) -> dict[str, str]:
    """Two columns with a heading: the old path, the path here."""
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
