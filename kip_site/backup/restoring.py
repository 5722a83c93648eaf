"""`manage.py restore`: looks at all of an archive, then puts it in place in one transaction, or leaves everything as it was.

The same on SQLite and on PostgreSQL, from either: tables are made by the migrations that the archive names, filled, read
back and compared, and then brought up to date. Processes that serve the site meanwhile see the edition move, as with any change.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import OperationalError, connection, transaction

from core.models import Edition
from delivery import disk_cache
from files import uploads
from files.models import StoredFile

from . import numbers, rows, saving, schema
from .archive import FOREIGN, Archive, Refused, digest_of, pieces
from .manifest import Manifest, manifest_of
from .progress import Progress, silent
from .snapshot import stored_files

#: Seconds. How long others may go on with what they have begun.
PATIENCE = 30.0
#: Less than the second after which PostgreSQL looks for a deadlock; and what others have to go on in between.
ONE_TRY, PAUSE = 0.3, 0.02
STORED_FILES = StoredFile._meta.db_table
NOT_EMPTY = "there is a site here already; with --replace it is saved first and then replaced."


@dataclass(frozen=True)
class Restored:
    manifest: Manifest
    edition: int
    saved_before: Path | None


class Restoring:
    """One archive that was found whole, and its way into the place that the settings name. Raises Refused."""

    def __init__(self, archive: Archive, progress: Progress = silent):
        self.archive, self.progress = archive, progress
        self.manifest = manifest_of(archive)
        self.models = schema.models_of(self.manifest.migrations)
        self.refuse_other_tables()
        self.places = dict(self.checked_places())
        self.files = {digest: self.places[digest] for digest in self.manifest.files}

    # -- looking, before anything is touched

    def refuse_other_tables(self):
        if STORED_FILES not in self.models or self.models.keys() != self.manifest.tables.keys():
            raise Refused("the backup has other tables than its migrations make.")
        for done, (table, model) in enumerate(self.models.items()):
            self.progress(done, len(self.models), "tables checked")
            if sum(1 for _row in self.rows(model)) != self.manifest.tables[table].rows:
                raise Refused(f"{table} has another number of rows than the backup says.")

    def rows(self, model) -> Iterator[rows.Row]:
        with self.archive.open(f"tables/{model._meta.db_table}.jsonl") as stream:
            yield from rows.read(model, stream)

    def checked_places(self) -> Iterator[tuple[str, Path]]:
        """Each file by its digest, and where it goes: what a row says of itself may lead nowhere else."""
        model = self.models[STORED_FILES]
        names = [field.attname for field in rows.columns(model)]
        named = [dict(zip(names, row, strict=True)) for row in self.rows(model)]
        if sorted(str(each["sha256"]) for each in named) != sorted([*self.manifest.files, *self.manifest.missing]):
            raise Refused("the backup does not hold the files that its rows name.")
        for each in named:
            if each["kind"] not in uploads.ENDINGS or not set(str(each["key"])) <= KEY_LETTERS:
                raise Refused(FOREIGN)
            file = StoredFile(sha256=each["sha256"], key=each["key"], kind=each["kind"])
            yield file.sha256, safe_place(file)

    # -- putting in place

    def carry_out(self, *, replace: bool) -> Restored:
        """Raises Refused, OSError, DatabaseError; then the place is as it was."""
        if not replace and not is_empty():
            raise Refused(NOT_EMPTY)
        with database_to_itself():
            before, saved, old = self.make_room() if schema.tables_there() else (0, None, set())
            edition = self.fill(before)
            with files_in_place(self.archive, self.files, self.progress):
                transaction.on_commit(lambda: forget(old - set(self.places.values())))
        disk_cache.of_this_site().forget_all()
        return Restored(self.manifest, edition, saved)

    def make_room(self) -> tuple[int, Path, set[Path]]:
        """What is there is saved in the same transaction that removes it: nobody writes in between."""
        saved, manifest = saving.save(
            saving.default_directory(), saving.name_now("kip-before-restore"), progress=self.progress
        )
        old = {Path(default_storage.path(file.path)) for file in stored_files()}
        drop_tables()
        return manifest.edition + 1, saved, old

    def fill(self, least: int) -> int:
        """`least` is what the edition must reach, so that whoever knows the former state sees that it is another."""
        schema.make_tables(self.manifest.migrations)
        with connection.cursor() as cursor:
            for table in self.models:  # a migration may have written rows of its own
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608  names of our own
        for done, model in enumerate(self.models.values()):
            self.progress(done, len(self.models), "tables restored")
            rows.insert(model, self.rows(model))
            numbers.go_on_from(model, self.manifest.tables[model._meta.db_table].last_id)
        connection.check_constraints()
        self.compare()
        call_command("migrate", interactive=False, verbosity=0)
        return reach(least)

    def compare(self):
        for table, model in self.models.items():
            for there, wanted in zip_longest(rows.rows_there(model), self.rows(model)):
                if there != wanted:
                    raise Refused(f"this database does not give back what was written to {table}.")


KEY_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


def safe_place(file: StoredFile) -> Path:
    try:
        return Path(default_storage.path(file.path))
    except (SuspiciousFileOperation, ValueError) as error:
        raise Refused(FOREIGN) from error


def is_empty() -> bool:
    """No table and no file, whoever made them."""
    return not schema.tables_there() and not any(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*"))


@contextmanager
def database_to_itself() -> Iterator[None]:
    """One transaction in which nobody else reads or writes. SQLite's own check of references would not let tables go."""
    connection.disable_constraint_checking()
    try:
        with transaction.atomic():
            keep_others_waiting()
            yield
    finally:
        connection.enable_constraint_checking()


def keep_others_waiting():
    """All tables, or for now none: people have theirs in an order of their own, and whoever waits for us may hold what we want
    next. So what a try got is given back before PostgreSQL looks for a deadlock, which would end somebody's page, somebody's
    draft or the restore. On SQLite the transaction has the only lock that there is.
    """
    own = own_tables()
    if connection.vendor != "postgresql" or not own:
        return
    names, ends = ", ".join(map(connection.ops.quote_name, sorted(own))), time.monotonic() + PATIENCE
    while True:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = '{ONE_TRY}s'")
                cursor.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
                cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
            return
        except OperationalError as error:
            if not isinstance(error.__cause__, psycopg.errors.QueryCanceled):
                raise
            if time.monotonic() > ends:
                raise Refused(
                    "somebody has kept a table of the database for too long; try again, or end it there."
                ) from error
            time.sleep(PAUSE)


def own_tables() -> set[str]:
    return (schema.all_models_of(schema.applied()).keys() | {schema.RECORD}) & schema.tables_there()


def drop_tables():
    cascade = " CASCADE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for table in sorted(own_tables()):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)}{cascade}")


def reach(least: int) -> int:
    edition = Edition.objects.number()
    if edition >= least:
        return edition
    Edition.objects.update_or_create(pk=1, defaults={"number": least})
    return least


@contextmanager
def files_in_place(archive: Archive, files: dict[str, Path], progress: Progress) -> Iterator[None]:
    """Before the rows that name them can be seen; what was new goes again if these never are."""
    new = []
    try:
        for done, (digest, path) in enumerate(files.items()):
            progress(done, len(files), "files restored")
            if not (path.is_file() and digest_of(path) == digest):
                new.append(path)
                write_file(archive, digest, path)
        yield
    except BaseException:
        forget(new)
        raise


def write_file(archive: Archive, digest: str, path: Path):
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = tempfile.NamedTemporaryFile(dir=path.parent, delete=False)  # noqa: SIM115  renamed below
    try:
        with draft, archive.open(f"files/{digest}") as stream:
            for piece in pieces(stream, archive.parts[f"files/{digest}"].size):
                draft.write(piece)
            draft.flush()
            os.fsync(draft.fileno())
            os.fchmod(draft.fileno(), settings.FILE_UPLOAD_PERMISSIONS or 0o600)
        Path(draft.name).rename(path)
    except BaseException:
        Path(draft.name).unlink(missing_ok=True)
        raise


def forget(paths):
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)
