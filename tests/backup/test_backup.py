"""A backup is a consistent snapshot of a site in use: a complete file, or none."""

import contextlib
import json
import os
import resource
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.core.files.storage import default_storage
from django.db import connection

from core.models import Edition
from files.models import StoredFile
from operations.backup import postgresql, saving, sqlite
from operations.backup.archive import Archive, BackupError, Manifest
from tests import sample_files as files
from tests.backup.places import ROOT

pytestmark = pytest.mark.check(31)
#: Says when it has begun; every file is shown as soon as it is there, and each is deleted while others come.
EDITOR = """
import itertools
from django.db import OperationalError
from files.models import StoredFile
from programmes.models import FundingArea
from tests import sample_files as files
print("begun", flush=True)
for number in itertools.count():
    try:
        StoredFile.objects.take_in(f"{number}.png", files.image(size=(20 + number, 30)))
        FundingArea.objects.update(summary_de=f"Satz {number}")
        if number % 3:
            StoredFile.objects.order_by("pk").last().delete()
    except OperationalError:
        pass
"""
STATE = """
import hashlib, json
from files.models import StoredFile
print(json.dumps({f.sha256: hashlib.sha256(f.open().read()).hexdigest() for f in StoredFile.objects.all()}))
"""


def manifest(file: Path) -> Manifest:
    with Archive(file) as archive:
        return archive.manifest


@pytest.mark.both_databases
@pytest.mark.slow
def test_while_people_upload_and_delete_each_backup_is_one_state(places):
    place, other = places.new("edited", shipped=True), places.new("of_a_moment")
    editor = subprocess.Popen(  # noqa: S603
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", EDITOR],
        env=place.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert editor.stdout.readline() == "begun\n"
        saved = [place.backup() for _ in range(2)]
    finally:
        editor.kill()
        editor.wait()

    assert len({manifest(file).edition for file in saved}) == 2
    for file in saved:
        other.manage("restore", file, "--replace")
        state = json.loads(other.shell(STATE))
        assert list(state) == list(state.values())
        assert sorted(state) == sorted(part.sha256 for part in manifest(file).files)
        assert manifest(file).missing == []


# -- one state, piece by piece


@pytest.fixture
def uploaded(db, settings, tmp_path, monkeypatch) -> list[StoredFile]:
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(saving, "reading_transaction", contextlib.nullcontext)  # a test is in one
    (tmp_path / "names").mkdir()
    return [StoredFile.objects.take_in(f"{size}.png", files.image(size=(size, size))) for size in (8, 9, 10)]


def bytes_of(file: StoredFile) -> Path:
    return Path(default_storage.path(file.path))


@pytest.mark.both_databases
def test_bytes_stay_although_their_row_goes_while_they_are_saved(uploaded, tmp_path):
    with saving.snapshot(tmp_path / "names") as (found, missing):
        content = bytes_of(uploaded[0]).read_bytes()
        bytes_of(uploaded[0]).unlink()

    assert (tmp_path / "names" / uploaded[0].sha256).read_bytes() == content
    assert (len(found), missing) == (3, [])


@pytest.mark.both_databases
def test_where_a_file_goes_just_before_it_is_kept_a_later_state_is_taken(uploaded, tmp_path, monkeypatch):
    look, looks = saving.stored_files, []

    def look_and_somebody_deletes():
        found = look()
        looks.append(len(found))
        if len(looks) < 3:
            bytes_of(found[-1]).unlink()
            StoredFile.objects.filter(pk=found[-1].pk).delete()
        return found

    monkeypatch.setattr(saving, "stored_files", look_and_somebody_deletes)

    with saving.snapshot(tmp_path / "names") as (found, missing):
        assert looks == [3, 2, 1]
        assert (list(found), missing) == ([uploaded[0].sha256], [])


def test_where_a_directory_knows_no_second_names_bytes_are_copied(uploaded):
    with tempfile.TemporaryDirectory(dir="/dev/shm") as elsewhere:
        kept = Path(elsewhere) / "x"

        assert saving.link_file(uploaded[0].path, kept)
        assert kept.read_bytes() == bytes_of(uploaded[0]).read_bytes()
        assert kept.stat().st_dev != bytes_of(uploaded[0]).stat().st_dev


# -- a whole file, or none


@pytest.mark.slow
def test_an_archive_is_for_its_owner_alone_and_nothing_else_is_left(original, archive):
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert [path for path in archive.parent.iterdir() if not path.name.startswith("kip-")] == []
    assert not (original.folder / "backup-files").exists()


@pytest.mark.slow
def test_when_all_was_last_saved_is_told_to_who_watches(original, archive):
    told = (
        "from operations.metrics import counters; from prometheus_client import generate_latest as latest;"
        "print(latest(counters.registry).decode().split('kip_backup_timestamp_seconds ')[-1].split()[0])"
    )

    assert archive.stat().st_mtime - 5 < float(original.shell(told)) <= time.time()


@pytest.mark.slow
def test_a_full_disk_is_said_in_one_line_and_leaves_nothing(original, tmp_path):
    """The disk that says no is a limit of the process: the same refusal of the same call."""
    limit = f"import resource as r; r.setrlimit(r.RLIMIT_FSIZE, (100_000, {resource.RLIM_INFINITY}))"
    code = f"{limit}; import sys; sys.argv = ['manage.py', 'backup', '--to', {str(tmp_path)!r}]; import manage; manage.main()"

    done = original.run("-c", code)

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("CommandError: No backup was made: ")
    assert list(tmp_path.iterdir()) == []
    assert not (original.folder / "backup-files").exists()


@pytest.mark.slow
def test_what_cannot_be_written_or_asked_is_said_in_one_line(original, places, tmp_path):
    nobody = "postgres://nobody@127.0.0.1:1/nothing"

    assert "No backup was made: /proc/kip" in original.refused("backup", "--to", "/proc/kip")
    assert "the database says: " in original.refused("backup", "--to", tmp_path, DATABASE_URL=nobody)
    assert "there is nothing to save" in places.new("nothing").refused("backup", "--to", tmp_path)
    assert "--keep: give a number from 1" in original.refused("backup", "--to", tmp_path, "--keep", "0")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_bytes_that_are_lost_or_changed_are_named_and_all_else_is_saved(places, archive):
    place, after = places.new("lossy", sqlite=True, shipped=True), places.new("after_loss", sqlite=True)
    place.shell(
        "from tests import sample_files as files; from files.models import StoredFile as S;"
        "[S.objects.take_in(f'{n}.png', files.image(size=(n, n))) for n in (8, 9, 10)]"
    )
    lost, changed, whole = place.media
    (place.folder / "media" / lost).unlink()
    (place.folder / "media" / changed).write_bytes(b"rotten")

    line = place.refused("backup", "--to", place.folder / "archives")

    (saved,) = (place.folder / "archives").iterdir()
    assert "2 uploaded files, whose bytes the site has lost" in line
    assert not (place.folder / "backup.made").exists()
    assert sorted(manifest(saved).missing) == sorted(Path(name).name.partition("-")[0] for name in (lost, changed))
    after.manage("restore", saved)
    assert after.media == [whole]


@pytest.mark.slow
def test_the_newest_are_kept_and_nothing_else_is_deleted(original, tmp_path):
    old = [f"kip-2020010{day}-000000.000Z.tar" for day in range(1, 5)]
    others = ["kip-before-restore-20200101-000000.000Z.tar", "kip-holiday.tar", "other.tar"]
    for name in old + others:
        (tmp_path / name).write_bytes(b"")

    original.manage("backup", "--to", tmp_path, "--keep", "3")

    left = sorted(path.name for path in tmp_path.iterdir())
    assert [name for name in left if name in old] == old[2:]
    assert set(others) <= set(left)
    assert len(left) == 3 + len(others)


def test_a_draft_that_a_killed_backup_left_goes_after_a_day(tmp_path):
    old, young = tmp_path / f"{saving.DRAFT_PREFIX}old", tmp_path / f"{saving.DRAFT_PREFIX}young"
    for file in (old, young):
        file.write_bytes(b"x")
    os.utime(old, (time.time() - 2 * saving.DRAFT_MAX_AGE,) * 2)

    saving.delete_abandoned(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == [young.name]


@pytest.mark.slow
def test_two_at_the_same_time_do_not_meet(original, tmp_path):
    with ThreadPoolExecutor() as together:
        done = list(together.map(lambda _: original.run("manage.py", "backup", "--to", str(tmp_path)), range(3)))

    refused = [each.stderr.splitlines()[-1] for each in done if each.returncode]
    assert all("another backup is being made" in line for line in refused)
    assert len(list(tmp_path.iterdir())) == 3 - len(refused) >= 1


# -- what is not in it


@pytest.mark.both_databases
@pytest.mark.slow
def test_neither_sessions_nor_the_secret_nor_the_record_are_in_it(places, tmp_path):
    """A stolen backup lets nobody in, and the record ends by a rule of its own."""
    place, other = places.new("with_sessions", shipped=True), places.new("without_sessions")
    place.shell("from django.contrib.sessions.backends.db import SessionStore as S; S(session_key=None).create()")
    (place.folder / "record").mkdir()
    (place.folder / "record" / "2020-01-01.jsonl").write_text('{"address": "192.0.2.77"}\n')
    saved = place.backup()

    other.manage("restore", saved)

    count = "from django.contrib.sessions.models import Session; print(Session.objects.count())"
    assert (place.shell(count), other.shell(count)) == ("1", "0")
    content = saved.read_bytes()
    assert (place.folder / "secret_key").read_bytes().strip() not in content
    assert b"192.0.2.77" not in content


@pytest.mark.slow
def test_a_secret_beside_the_backups_or_over_another_one_is_refused(original, tmp_path):
    (tmp_path / "other").write_bytes(b"another \xff")

    assert "elsewhere" in original.refused("backup", "--to", tmp_path / "x", "--secret", tmp_path / "x" / "secret")
    assert "elsewhere" in original.refused("backup", "--to", tmp_path, "--secret", tmp_path / "x" / "secret")
    assert "another secret" in original.refused("backup", "--to", tmp_path / "x", "--secret", tmp_path / "other")
    assert (tmp_path / "other").read_bytes() == b"another \xff"
    assert not (tmp_path / "x").exists()


# -- the programs of PostgreSQL


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """Puts a `pg_dump` of some version before all others."""
    monkeypatch.setattr(postgresql, "PROGRAM_FOLDER", str(tmp_path / "none-{}"))
    monkeypatch.setenv("PATH", str(tmp_path))

    def put(version: str):
        (tmp_path / "pg_dump").write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version} (Debian {version}-1)'\n")
        (tmp_path / "pg_dump").chmod(0o755)

    return put


def test_a_program_that_is_missing_or_older_than_the_server_is_said_with_both_versions(programs):
    with pytest.raises(BackupError, match=r"pg_dump is missing: .*apt install postgresql-client-17\)"):
        postgresql.program("pg_dump", 17)
    programs("15.8")
    with pytest.raises(BackupError, match=r"pg_dump 15 is older than the server, PostgreSQL 17: .*client-17\)"):
        postgresql.program("pg_dump", 17)
    programs("17.2")
    assert postgresql.program("pg_dump", 17).endswith("/pg_dump")


@pytest.mark.both_databases
@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks the server of this run")
def test_the_password_is_in_no_argument(db, monkeypatch):
    """Anybody on the machine can list processes."""
    calls = []
    monkeypatch.setattr(postgresql, "output_of", lambda command, **how: calls.append((command, how)) or "pg_dump 99")
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "geheim-7")

    postgresql.run_client("pg_dump", "--file=x")

    command, how = calls[-1]
    assert "geheim-7" not in " ".join(command)
    assert how["env"]["PGPASSWORD"] == "geheim-7"
    assert f"dbname={connection.settings_dict['NAME']}" in " ".join(command)


@pytest.mark.both_databases
@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks the server of this run")
def test_a_migration_that_waits_for_the_backup_does_not_hold_it_for_ever(db, monkeypatch, tmp_path):
    """The backup has read a table, a migration waits to change it, and `pg_dump` waits behind the migration."""
    monkeypatch.setattr(postgresql, "LOCK_TIMEOUT", "500ms")
    Edition.objects.number()
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as migration:
        waiting = threading.Thread(target=waits_for_the_edition, args=[migration])
        waiting.start()
        with connection.cursor() as cursor:
            while not cursor.execute(
                "SELECT 1 FROM pg_locks WHERE NOT granted AND pid = %s", [migration.info.backend_pid]
            ).fetchone():
                time.sleep(0.01)
        with pytest.raises(BackupError, match=r"pg_dump: error: .*timeout"):
            postgresql.dump(tmp_path / "dump")
        migration.cancel()
        waiting.join()


def waits_for_the_edition(migration: psycopg.Connection):
    with contextlib.suppress(psycopg.errors.QueryCanceled):
        migration.execute("LOCK TABLE core_edition IN ACCESS EXCLUSIVE MODE")


def test_a_copy_of_sqlite_is_one_file_without_a_log(tmp_path, monkeypatch):
    """On its own level, so that it is shown on PostgreSQL too."""
    with contextlib.closing(sqlite3.connect(tmp_path / "site")) as site:
        site.execute("PRAGMA journal_mode = WAL")
        site.execute("CREATE TABLE django_session (session_key)")
        used = SimpleNamespace(connection=site, wrap_database_errors=contextlib.nullcontext())
        monkeypatch.setattr(sqlite, "connection", used)

        sqlite.dump(tmp_path / "copy")

    with contextlib.closing(sqlite3.connect(tmp_path / "copy")) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_names_stand_in_the_order_of_time():
    assert saving.BACKUP_NAME.fullmatch(first := saving.name_now())
    assert first <= saving.name_now()
    assert not saving.BACKUP_NAME.fullmatch(saving.name_now("kip-before-restore"))
