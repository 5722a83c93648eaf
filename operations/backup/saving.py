"""`manage.py backup`: a consistent snapshot of a site in use, in one file that is renamed only when it is complete.

The snapshot is a transaction, and every uploaded file that its rows refer to. Files never change, but are deleted with
their row. So each gets a hard link first, which keeps its bytes; if one is deleted before that, a new snapshot is taken.
"""

import datetime
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from core.filesystem.file_lock import try_lock
from core.models import Edition
from files.models import StoredFile
from files.storage import sync

from . import archive, postgresql, sqlite
from .archive import DATABASE, FILES, BackupError, Manifest, Part

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}
#: File names that `keep_newest` counts and deletes; it touches nothing else in the directory.
BACKUP_NAME = re.compile(r"kip-\d{8}-\d{6}\.\d{3}Z\.tar")
DRAFT_PREFIX, MADE = ".kip-", "backup.made"
DRAFT_MAX_AGE = 86_400  # seconds after which a draft counts as left over from a killed process
#: Attempts to take a snapshot in which no file is deleted between reading its row and linking it (some milliseconds
#: each).
SNAPSHOT_ATTEMPTS = 8


def default_directory() -> Path:
    return settings.VAR_DIR / "backups"


def name_now(prefix: str = "kip") -> str:
    moment = timezone.now().astimezone(datetime.UTC)
    return f"{prefix}-{moment:%Y%m%d-%H%M%S}.{moment.microsecond // 1000:03}Z.tar"


def save(directory: Path, name: str, say: Callable[[str], None] = lambda line: None) -> tuple[Path, Manifest]:
    """Path and manifest of the new backup.

    Raises BackupError, OSError, DatabaseError, and then leaves no file behind.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    delete_abandoned(directory)
    with exclusive_folder("backup-files") as folder, draft_file(directory / name) as stream:
        manifest = dumped(folder, say)
        archive.write(stream, manifest, folder)
    return directory / name, manifest


def dumped(folder: Path, say: Callable[[str], None]) -> Manifest:
    """One state of the site: the dump, and each uploaded file under its digest."""
    with snapshot(folder) as (files, missing):
        edition, migrations = Edition.objects.number(), sorted(applied_migrations())
        say(f"Edition {edition} with {len(files)} uploaded files")
        engine().dump(folder / DATABASE)
    parts = {digest: Part.of(folder / digest, path) for digest, path in files.items()}
    whole = {FILES + digest: part for digest, part in parts.items() if part.sha256 == digest}
    return Manifest(
        made_at=timezone.now().astimezone(datetime.UTC).isoformat(timespec="seconds"),
        edition=edition,
        engine=engine().NAME,
        server=engine().version(),
        migrations=migrations,
        parts={DATABASE: Part.of(folder / DATABASE)} | whole,
        missing=missing + [digest for digest, part in parts.items() if part.sha256 != digest],
    )


def engine():
    return ENGINES[connection.vendor]


def applied_migrations() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}


# -- snapshot


@contextmanager
def snapshot(folder: Path) -> Iterator[tuple[dict[str, str], list[str]]]:
    """Storage paths of the uploaded files by digest, and the digests of lost files; `folder` gets a link for each."""
    for attempt in range(1, SNAPSHOT_ATTEMPTS + 1):
        with reading_transaction():
            if not applied_migrations():
                raise BackupError("the database holds no site: there is nothing to save.")
            files = {file.sha256: file.path for file in stored_files()}
            missing = [digest for digest, path in files.items() if not link_file(path, folder / digest)]
            if not missing or attempt == SNAPSHOT_ATTEMPTS:
                yield {digest: path for digest, path in files.items() if digest not in missing}, missing
                return


@contextmanager
def reading_transaction() -> Iterator[None]:
    """A snapshot without locks: editing goes on."""
    with connection.cursor() as cursor:
        cursor.execute(engine().BEGIN)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def stored_files() -> list[StoredFile]:
    """Only the columns that make up the path, which every version of the table has."""
    return list(StoredFile.objects.only("sha256", "key", "kind").order_by("pk"))


def link_file(path: str, name: Path) -> bool:
    """Makes a hard link, or a copy where the file system has no links; False where the file does not exist."""
    try:
        os.link(default_storage.path(path), name)
    except FileExistsError:
        return True  # linked in the attempt before
    except FileNotFoundError:
        return False
    except OSError:
        shutil.copyfile(default_storage.path(path), name)
    return True


# -- files


@contextmanager
def exclusive_folder(name: str) -> Iterator[Path]:
    """An empty directory on the disk of the uploaded files, for one process at a time.

    Raises BackupError if it is in use.
    """
    folder = settings.VAR_DIR / name
    with open(settings.VAR_DIR / f"{name}.lock", "w") as lock:
        if not try_lock(lock):
            raise BackupError("another backup is being made; wait until it is done.")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def draft_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that is renamed to `path` only when it is complete and synced. Mode 0600 from the start."""
    stream = tempfile.NamedTemporaryFile(dir=path.parent, prefix=DRAFT_PREFIX, delete=False)  # noqa: SIM115  renamed below
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(stream.name).rename(path)
    except BaseException:
        Path(stream.name).unlink(missing_ok=True)
        raise
    sync(path.parent)


def delete_abandoned(directory: Path):
    for file in directory.glob(f"{DRAFT_PREFIX}*"):
        with suppress(FileNotFoundError):  # another process may just have renamed its own
            if time.time() - file.stat().st_mtime > DRAFT_MAX_AGE:
                file.unlink()


# -- backups


def keep_newest(directory: Path, count: int) -> int:
    """Deletes all but the newest `count` backups (by name) and returns how many."""
    surplus = sorted(path for path in directory.iterdir() if BACKUP_NAME.fullmatch(path.name))[:-count]
    for path in surplus:
        path.unlink(missing_ok=True)
    return len(surplus)


def record_success():
    """Records the time for the metrics, so that missing backups raise an alert."""
    (settings.VAR_DIR / MADE).touch()


def last_success_at() -> float:
    """When `manage.py backup` last saved everything, in seconds since 1970; 0 for never."""
    with suppress(FileNotFoundError):
        return (settings.VAR_DIR / MADE).stat().st_mtime
    return 0
