"""`manage.py restore`: verifies the whole archive, then restores files and database, or leaves everything as it was."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from core.models import Edition

from .archive import DATABASE, FILES, FOREIGN, Archive, BackupError, Manifest, Part
from .saving import (
    applied_migrations,
    default_directory,
    draft_file,
    engine,
    exclusive_folder,
    name_now,
    save,
    stored_files,
)

NOT_EMPTY = "there is a site here already; with --replace it is saved first and then replaced."


def restore(archive: Archive, *, replace: bool) -> tuple[int, Path | None]:
    """The edition, and the backup of the former site.

    Raises BackupError, OSError, DatabaseError; nothing is changed then.
    """
    manifest = archive.manifest
    refuse_other_database(manifest)
    refuse_newer(manifest)
    places = dict(checked_places(manifest))
    with exclusive_folder("restore-files") as folder:
        database = extracted(archive, folder)
        engine().check(database, manifest.server)
        if not replace and not is_empty():
            raise BackupError(NOT_EMPTY)
        saved, numbers, old = former_site()
        with files_in_place(archive, places), former_database_on_failure(saved, folder):
            replace_database(database, manifest)
            call_command("migrate", interactive=False, verbosity=0)
            edition = raise_above(numbers)
    delete_files(old - set(places.values()))
    return edition, saved


# -- checks, before anything is changed


def refuse_other_database(manifest: Manifest):
    if manifest.engine != (own := engine().NAME):
        raise BackupError(
            f"it holds a {manifest.engine} database and this is {own}; restore it there, "
            "and from SQLite to PostgreSQL go on with: manage.py copy_from_sqlite (docs/sicherung.md)."
        )


def refuse_newer(manifest: Manifest):
    known = {".".join(node) for node in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        raise BackupError(
            f"this version does not know the migration {unknown[0]}; use the one that the data comes from."
        )


def checked_places(manifest: Manifest) -> Iterator[tuple[str, Path]]:
    """Digest and target path of each uploaded file. Raises BackupError for a path outside the storage."""
    for part in manifest.files:
        try:
            yield part.sha256, Path(default_storage.path(part.path))
        except (SuspiciousFileOperation, ValueError, TypeError) as error:
            raise BackupError(FOREIGN) from error


def is_empty() -> bool:
    """Whether there is neither a table nor an uploaded file."""
    return not connection.introspection.table_names() and not any(
        path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*")
    )


# -- replacing


def former_site() -> tuple[Path | None, dict[int, int], set[Path]]:
    """A backup of it, the numbers of its editions by primary key, and its uploaded files."""
    if not connection.introspection.table_names():
        return None, {}, set()
    saved, _ = save(default_directory(), name_now("kip-before-restore"))
    files = {Path(default_storage.path(file.path)) for file in stored_files()}
    return saved, Edition.objects.numbers(), files


def extracted(archive: Archive, folder: Path) -> Path:
    with (folder / DATABASE).open("wb") as stream:
        archive.extract(DATABASE, stream)
    return folder / DATABASE


def replace_database(database: Path, manifest: Manifest):
    engine().restore(database, has_later_tables=bool(applied_migrations() - set(manifest.migrations)))


@contextmanager
def former_database_on_failure(saved: Path | None, folder: Path) -> Iterator[None]:
    try:
        yield
    except BaseException as failure:
        try:
            put_back(saved, folder)
        except (BackupError, DatabaseError, OSError) as error:
            reason = str(failure).partition("\n")[0]
            raise BackupError(f"{reason} What was here before is not back; it is in {saved or 'no file'}.") from error
        raise


def put_back(saved: Path | None, folder: Path):
    connection.close()
    if saved is None:
        return engine().clear()
    with Archive(saved) as former:
        replace_database(extracted(former, folder), former.manifest)


def raise_above(numbers: dict[int, int]) -> int:
    """Sets the edition numbers above those of the former site, so that processes and caches notice the change."""
    for pk, number in numbers.items():
        restored, _ = Edition.objects.get_or_create(pk=pk)
        Edition.objects.filter(pk=pk).update(number=max(restored.number, number + 1))
    return Edition.objects.number()


@contextmanager
def files_in_place(archive: Archive, places: dict[str, Path]) -> Iterator[None]:
    """Writes the files before the rows that refer to them; deletes the new ones if the restore fails."""
    new = []
    try:
        for digest, path in places.items():
            if not (path.is_file() and Part.of(path).sha256 == digest):
                new.append(path)
                extract_file(archive, FILES + digest, path)
        yield
    except BaseException:
        delete_files(new)
        raise


def extract_file(archive: Archive, name: str, path: Path):
    path.parent.mkdir(parents=True, exist_ok=True)
    with draft_file(path) as stream:
        archive.extract(name, stream)
        os.fchmod(stream.fileno(), settings.FILE_UPLOAD_PERMISSIONS or 0o600)


def delete_files(paths):
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)
