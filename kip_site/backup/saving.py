"""`manage.py backup`: one state of the site into one file, which has its name only when it is whole and on the disk."""

import datetime
import fcntl
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from . import numbers, rows, schema
from .archive import MANIFEST, Refused, Writer, digest_of
from .manifest import Manifest, Table
from .progress import Progress, silent
from .snapshot import Snapshot, taken

#: What `keep_newest` counts and deletes: nothing else in the directory.
NAME = re.compile(r"kip-\d{8}-\d{6}\.\d{3}Z\.tar")
DRAFT = ".kip-"
ABANDONED = 86_400  # seconds after which a draft is nobody's any more
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def default_directory() -> Path:
    return settings.VAR_DIR / "backups"


def name_now(prefix: str = "kip") -> str:
    moment = timezone.now().astimezone(datetime.UTC)
    return f"{prefix}-{moment:%Y%m%d-%H%M%S}.{moment.microsecond // 1000:03}Z.tar"


def save(directory: Path, name: str, progress: Progress = silent) -> tuple[Path, Manifest]:
    """Raises Refused, OSError, DatabaseError; then there is no file of this name, nor anything else."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    delete_abandoned(directory)
    with one_at_a_time() as folder, draft(directory, name) as stream:
        writer = Writer(stream)
        with taken(folder) as snapshot:
            progress.say(f"Edition {snapshot.edition} with {len(snapshot.files)} uploaded files")
            tables = save_tables(writer, snapshot, directory, progress)
        files, damaged = save_files(writer, snapshot, progress)
        manifest = Manifest(
            made_at=timezone.now().astimezone(datetime.UTC).isoformat(timespec="seconds"),
            edition=snapshot.edition,
            engine=engine(),
            migrations=snapshot.migrations,
            tables=tables,
            files=files,
            missing=snapshot.missing + damaged,
        )
        add_manifest(writer, manifest)
        writer.finish()
    return directory / name, manifest


def save_tables(writer: Writer, snapshot: Snapshot, directory: Path, progress: Progress) -> dict[str, Table]:
    saved = {}
    models = schema.models_of(snapshot.migrations)
    for done, (table, model) in enumerate(models.items()):
        progress(done, len(models), "tables")
        with tempfile.TemporaryFile(dir=directory) as stream:
            count, last, size = rows.write(model, stream), numbers.last(model), stream.tell()
            stream.seek(0)
            saved[table] = Table(count, last, size, writer.add(f"tables/{table}.jsonl", stream, size))
    return saved


def save_files(writer: Writer, snapshot: Snapshot, progress: Progress) -> tuple[dict[str, int], list[str]]:
    """Sizes by digest; and the digests of those whose bytes are not what they were when they were uploaded."""
    saved, damaged = {}, []
    for done, (digest, path) in enumerate(snapshot.files.items()):
        progress(done, len(snapshot.files), "files")
        if digest_of(path) != digest:
            damaged.append(digest)
            continue
        saved[digest] = path.stat().st_size
        with path.open("rb") as stream:
            writer.add(f"files/{digest}", stream, saved[digest])
    return saved, damaged


def add_manifest(writer: Writer, manifest: Manifest):
    with tempfile.TemporaryFile() as stream:
        size = stream.write(manifest.as_bytes())
        stream.seek(0)
        writer.add(MANIFEST, stream, size)


def engine() -> str:
    version = connection.get_database_version()
    return f"{ENGINES[connection.vendor]} {'.'.join(map(str, version))}"


@contextmanager
def one_at_a_time() -> Iterator[Path]:
    """An empty directory beside the uploaded files, for their second names; what a killed backup left there goes."""
    folder = settings.VAR_DIR / "backup-files"
    with open(settings.VAR_DIR / "backup.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused("another backup is being made; wait until it is done.") from error
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def draft(directory: Path, name: str) -> Iterator:
    """Mode 0600 from the first byte."""
    if (directory / name).exists():
        raise Refused(f"{directory / name} exists already.")
    stream = tempfile.NamedTemporaryFile(dir=directory, prefix=DRAFT, delete=False)  # noqa: SIM115  renamed below
    try:
        with stream:
            yield stream
        Path(stream.name).rename(directory / name)
        make_lasting(directory)
    except BaseException:
        Path(stream.name).unlink(missing_ok=True)
        raise


def make_lasting(directory: Path):
    """A name too is on the disk only when its directory is."""
    place = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def delete_abandoned(directory: Path):
    for file in directory.glob(f"{DRAFT}*"):
        with suppress(FileNotFoundError):  # another one may be done just now
            if time.time() - file.stat().st_mtime > ABANDONED:
                file.unlink()


def note_made():
    """For who watches: a backup that is not made any more says nothing by itself."""
    mark().touch()


def made_at() -> float:
    """When all was last saved by `manage.py backup`, in seconds since 1970; 0 where it never was."""
    try:
        return mark().stat().st_mtime
    except FileNotFoundError:
        return 0


def mark() -> Path:
    return settings.VAR_DIR / "backup.made"


def keep_newest(directory: Path, count: int) -> list[Path]:
    """What was deleted: older backups with the name that this command gives."""
    found = sorted(path for path in directory.iterdir() if NAME.fullmatch(path.name))
    surplus = found[:-count]
    for path in surplus:
        path.unlink(missing_ok=True)
    return surplus
