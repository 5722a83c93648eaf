"""One state of a site that people edit meanwhile: a transaction that sees no later change, and every file that it names.

Files never change, but they go when their row goes. So each one that the transaction names gets a second name at once, which
keeps its bytes; where one has gone in between, its row has gone too, and a later state is taken.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection

from core.models import Edition
from files.models import StoredFile

from . import schema
from .archive import Refused
from .manifest import Node

#: How often a file may go between the look at its row and its second name: some thousandths of a second each time.
ATTEMPTS = 8
BEGIN = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}


@dataclass(frozen=True)
class Snapshot:
    """`files` are kept bytes by their digest, `missing` the digests of those that are not there."""

    edition: int
    migrations: list[Node]
    files: dict[str, Path]
    missing: list[str]


@contextmanager
def taken(folder: Path) -> Iterator[Snapshot]:
    """`folder` is empty, and stands where the uploaded files stand."""
    for attempt in range(1, ATTEMPTS + 1):
        with transaction_that_reads():
            if not (nodes := schema.applied()):
                raise Refused("the database holds no site: there is nothing to save.")
            edition = Edition.objects.number()
            files, missing = keep(stored_files(), folder)
            if not missing or attempt == ATTEMPTS:
                yield Snapshot(edition, nodes, files, missing)
                return


@contextmanager
def transaction_that_reads() -> Iterator[None]:
    """Without a lock: people go on editing. Where there is a transaction already, it has the database to itself."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def stored_files() -> list[StoredFile]:
    """By what their path is made of, which every version of the table has."""
    return list(StoredFile.objects.only("sha256", "key", "kind").order_by("pk"))


def keep(files: list[StoredFile], folder: Path) -> tuple[dict[str, Path], list[str]]:
    kept, missing = {}, []
    for file in files:
        try:
            kept[file.sha256] = second_name(Path(default_storage.path(file.path)), folder / file.sha256)
        except FileNotFoundError:
            missing.append(file.sha256)
    return kept, missing


def second_name(file: Path, name: Path) -> Path:
    """A copy where the directory knows no second names, or lies elsewhere."""
    try:
        os.link(file, name)
    except FileExistsError:
        pass  # from the attempt before
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(file, name)
    return name
