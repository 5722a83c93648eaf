"""A whole site from its archive: into an empty place, over another state, from an older version, from another database."""

import json
import resource
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from kip_site.backup import restoring
from kip_site.backup.archive import MANIFEST, Archive
from kip_site.backup.manifest import manifest_of
from tests import postgresql
from tests.backup.places import ROOT, Place
from tests.backup.test_archive import parts_of, resealed
from tests.site.page import FEWEST_PAGES

#: Whoever comes first waits for all places to be made.
pytestmark = [pytest.mark.check(31), pytest.mark.both_databases, pytest.mark.slow]
on_postgresql = pytest.mark.skipif(not postgresql.is_used(), reason="for the run on PostgreSQL only")
LINK = "from editorial.models import PreviewLink as P; print(P.objects.get().get_absolute_url())"
EDITION = "from core.models import Edition; print(Edition.objects.number())"
NEXT_LINK = """
from editorial.models import PreviewLink as P
old = P.objects.get()
print(P.for_days(1, revision=old.revision, created_by=old.created_by).pk)
"""
CHANGE = """
from files.models import StoredFile
from programmes.models import Document, FundingArea
from tests import sample_files as files
FundingArea.objects.all().update(summary_de="Ein späterer Satz.")
Document.objects.filter(file__isnull=False).update(file=None, url="https://example.org/")
StoredFile.objects.all().delete()
StoredFile.objects.take_in("Neu.pdf", files.pdf(title="Neu"))
"""


def contents(file: Path) -> dict[str, bytes]:
    with Archive(file) as archive:
        return {name: archive.open(name).read() for name in archive.parts}


def manifest(file: Path):
    with Archive(file) as archive:
        return manifest_of(archive)


def without_order(name: str, content: bytes) -> bytes | list:
    """PostgreSQL keeps the keys of JSON in an order of its own."""
    return [json.loads(line) for line in content.splitlines()] if name.endswith(".jsonl") else content


# -- into an empty place


def test_every_address_answers_the_same_to_the_last_byte(answers, restored):
    assert restored.answers() == answers
    assert len(answers) > 4 * FEWEST_PAGES
    assert sum(path.startswith("/dateien/") for path in answers) >= 3
    assert sum(path.startswith("/daten/") for path in answers) > 10
    assert "/entscheide/feed/" in answers


def test_every_row_and_file_is_the_same_and_the_edition_too(archive, restored):
    one, other = contents(archive), contents(restored.backup("again"))

    assert one.keys() == other.keys()
    assert [name for name in one.keys() - {MANIFEST} if one[name] != other[name]] == []
    assert manifest(archive).edition == int(restored.shell(EDITION))
    assert len(manifest(archive).files) == 4


def test_uploaded_files_have_their_names_and_rights_again(original, restored):
    assert restored.media == original.media
    assert len(restored.media) == 4
    modes = {stat.S_IMODE((restored.folder / "media" / name).stat().st_mode) for name in restored.media}
    assert modes == {settings.FILE_UPLOAD_PERMISSIONS}


def test_a_number_that_was_given_is_not_given_again(archive, spare):
    """A signed preview link carries it: of two links that the site had, the second was deleted."""
    last = manifest(archive).tables["editorial_previewlink"].last_id

    assert last >= 2  # a database may have given some away that nobody got
    assert spare.shell(NEXT_LINK) == str(last + 1)


def test_it_goes_on_as_a_site(spare):
    """Triggers are there again: a change moves the edition. And nothing is pending, nothing is loaded over it."""
    before = int(spare.shell(EDITION))

    assert spare.manage("migrate", "--check") == ""
    assert "schon da, nichts geladen" in spare.manage("load_content")
    spare.shell("from programmes.models import Measure as M; M.objects.update(summary_de='x')")
    assert int(spare.shell(EDITION)) > before


def test_sessions_and_the_secret_are_not_in_it(original, archive):
    secret = (original.folder / "secret_key").read_text().strip()
    parts = contents(archive)

    assert "tables/django_session.jsonl" not in parts
    assert "tables/auth_user.jsonl" in parts
    assert not any(secret.encode() in content for content in parts.values())


def test_the_record_is_neither_saved_nor_turned_back(spare):
    """Who restored what stands in it; and it ends by a rule of its own."""
    day = spare.folder / "record" / "2020-01-01.jsonl"
    day.parent.mkdir(mode=0o700, exist_ok=True)
    day.write_text('{"event": "publish", "address": "192.0.2.77"}\n')

    saved = spare.backup("with_record")
    spare.manage("restore", saved, "--replace")

    assert not any(b"192.0.2.77" in content for content in contents(saved).values())
    assert day.read_text().startswith('{"event"')


# -- where something is already


def test_a_place_that_is_not_empty_is_refused_and_stays(original, archive):
    before = contents(original.backup("before"))

    assert "--replace" in original.refused("restore", archive)

    after = contents(original.backup("after"))
    assert [name for name in before.keys() - {MANIFEST} if before[name] != after[name]] == []


def test_uploaded_files_alone_are_something_too(places, archive):
    place = places.new("files_only")
    (place.folder / "media").mkdir()
    (place.folder / "media" / "x.pdf").write_bytes(b"x")

    assert "--replace" in place.refused("restore", archive)
    assert place.media == ["x.pdf"]
    place.manage("restore", archive, "--replace")
    assert len(place.media) == 5


def test_a_running_site_shows_the_restored_state_by_itself_and_keeps_what_was_there(places, archive, original, answers):
    place = places.new("running")
    place.manage("restore", archive)
    page = "/foerderbereiche/"
    with place.server() as server:
        good = server.get(page)
        place.shell(CHANGE)
        wait_until(server, page, lambda text: "Ein späterer Satz." in text)
        between, media = int(place.shell(EDITION)), place.media

        said = place.manage("restore", archive, "--replace")

        wait_until(server, page, lambda text: text == good)
        wait_until(server, "/ready", lambda text: text == "ready\n")
        assert "Traceback" not in server.printed()

    (saved,) = (place.folder / "backups").glob("kip-before-restore-*.tar")
    assert f"What was here before: {saved}" in said
    assert manifest(saved).edition == between
    assert "Ein späterer Satz.".encode() in contents(saved)["tables/programmes_fundingarea.jsonl"]
    assert int(place.shell(EDITION)) > between
    assert place.answers() == answers
    assert place.media == original.media
    assert len(media) == 1 and media[0] not in place.media  # noqa: PT018


#: What others do in one transaction while a restore begins: SQL, and for how many seconds they leave it at that.
READER = [("SELECT count(*) FROM programmes_programme", 0.1), ("SELECT count(*) FROM auth_group", 0)]
WRITER = [("SELECT number FROM core_edition", 1.2), ("SELECT number FROM core_edition FOR UPDATE", 0.1)]


@contextmanager
def somebody_else() -> Iterator[psycopg.Connection]:
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        yield other


@on_postgresql
@pytest.mark.parametrize("statements", [READER, WRITER], ids=["reader", "writer"])
def test_somebody_s_transaction_and_a_restore_that_cross_are_both_carried_out(db, statements):
    """Each has a table that the other wants: PostgreSQL would end one of them."""
    begun = threading.Event()

    def carry_out():
        with somebody_else() as other:
            for statement, seconds in statements:
                other.execute(statement)
                begun.set()
                time.sleep(seconds)

    with ThreadPoolExecutor() as beside, transaction.atomic():
        asked = beside.submit(carry_out)
        assert begun.wait(300)
        restoring.keep_others_waiting()

        asked.result(timeout=300)
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("0",)


@on_postgresql
def test_while_it_restores_nobody_reads_and_nobody_writes(db):
    with transaction.atomic(), somebody_else() as other:
        restoring.keep_others_waiting()
        other.execute("SET lock_timeout = '100ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            other.execute("SELECT number FROM core_edition")


@on_postgresql
def test_somebody_who_never_ends_keeps_no_restore_waiting_for_ever(db, monkeypatch):
    monkeypatch.setattr(restoring, "PATIENCE", 0.5)

    with somebody_else() as other:
        other.execute("SELECT number FROM core_edition")
        with pytest.raises(restoring.Refused, match="too long"):
            restoring.keep_others_waiting()


def wait_until(server, path: str, is_so):
    ends = time.monotonic() + 300
    while True:
        status, _headers, body = server.request(path)
        if status == 200 and is_so(body.decode()):
            return
        assert time.monotonic() < ends, f"{path}\n{server.printed()}"
        time.sleep(0.05)


def test_what_the_database_refuses_half_way_leaves_all_as_it_was(original, archive, tmp_path):
    """A row that breaks a rule which only the database knows, in an archive that is whole."""
    parts = parts_of(archive.read_bytes(), tmp_path)
    lines = parts["tables/programmes_programme.jsonl"].splitlines(keepends=True)
    broken = tmp_path / "broken.tar"
    broken.write_bytes(
        resealed(
            parts | {"tables/programmes_programme.jsonl": b"".join([*lines, lines[1].replace(b"[1,", b"[77,", 1)])}
        )
    )
    before, media = contents(original.backup("before")), original.media

    line = original.refused("restore", broken, "--replace")

    assert "Nothing was restored." in line
    assert "the database says: " in line
    after = contents(original.backup("after"))
    assert [name for name in before.keys() - {MANIFEST} if before[name] != after[name]] == []
    assert original.media == media


def test_markup_that_nobody_may_write_does_not_come_in_by_an_archive(places, archive, tmp_path):
    parts = parts_of(archive.read_bytes(), tmp_path)
    name = "tables/principles_principle.jsonl"
    assert b"<p>" in parts[name]
    hostile = tmp_path / "hostile.tar"
    hostile.write_bytes(resealed(parts | {name: parts[name].replace(b"<p>", b"<script>alert(1)</script><p>", 1)}))
    place = places.new("hostile", sqlite=True)

    place.manage("restore", hostile)

    assert b"<script>" not in contents(place.backup())[name]


# -- other versions, other databases


def test_an_archive_of_an_older_version_is_restored_and_brought_up_to_date(places, archive, answers):
    """The older version: the database as it was one migration ago, saved by today's code before it migrates."""
    older = places.new("older")
    older.manage("restore", archive)
    older.manage("migrate", "programmes", "0003")
    old_archive = older.backup()
    assert ("programmes", "0004_rows_in_order") not in manifest(old_archive).migrations
    place = places.new("newer")

    place.manage("restore", old_archive)

    assert place.manage("migrate", "--check") == ""
    assert place.answers() == answers


@on_postgresql
def test_a_site_moves_from_one_database_to_another_and_back(places, archive, answers):
    sqlite, again = places.new("to_sqlite", sqlite=True), places.new("and_back")

    sqlite.manage("restore", archive)
    between = sqlite.backup()
    again.manage("restore", between)

    assert sqlite.answers() == answers == again.answers()
    one, other = contents(archive), contents(again.backup())
    for name in one.keys() - {MANIFEST}:
        assert without_order(name, one[name]) == without_order(name, other[name]), name


# -- making one


def test_an_archive_is_for_its_owner_alone_and_nothing_else_is_left(archive):
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert [path for path in archive.parent.iterdir() if not path.name.startswith("kip-")] == []


def test_when_all_was_last_saved_is_told_to_who_watches(original, archive):
    told = "from operations.metrics import tally; from prometheus_client import generate_latest as g; print(g(tally.registry).decode().split('kip_backup_timestamp_seconds ')[-1].split()[0])"

    assert archive.stat().st_mtime - 5 < float(original.shell(told)) <= time.time()


def test_a_full_disk_is_said_in_one_line_and_leaves_nothing(original, tmp_path):
    """The disk that says no is a limit of the process: the same refusal of the same call."""
    limit = f"import resource as r; r.setrlimit(r.RLIMIT_FSIZE, (600_000, {resource.RLIM_INFINITY}))"
    code = f"{limit}; import sys; sys.argv = ['manage.py', 'backup', '--to', {str(tmp_path)!r}]; import manage; manage.main()"

    done = original.run("-c", code)

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "CommandError: No backup was made: File too large."
    assert list(tmp_path.iterdir()) == []
    assert not (original.folder / "backup-files").exists()


def test_a_directory_that_cannot_be_written_is_said_in_one_line(original):
    assert "No backup was made: /proc/kip" in original.refused("backup", "--to", "/proc/kip")


def test_a_database_that_does_not_answer_is_said_in_one_line(original, tmp_path):
    address = "postgres://nobody@127.0.0.1:1/nothing"

    line = original.refused("backup", "--to", tmp_path, DATABASE_URL=address)

    assert "No backup was made: the database says: " in line
    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_is_no_site(places):
    assert "there is nothing to save" in places.new("nothing").refused("backup")


def test_bytes_that_are_lost_or_changed_are_named_and_all_else_is_saved(places, archive, original):
    place = places.new("lossy", sqlite=True)
    place.manage("restore", archive)
    lost, changed, *_rest = place.media
    (place.folder / "media" / lost).unlink()
    (place.folder / "media" / changed).write_bytes(b"rotten")

    line = place.refused("backup", "--to", place.folder / "archives")

    (saved,) = (place.folder / "archives").iterdir()
    assert "2 uploaded files, whose bytes the site has lost" in line
    assert not (place.folder / "backup.made").exists()
    assert len(manifest(saved).files) == 2
    assert sorted(manifest(saved).missing) == sorted(Path(name).name.partition("-")[0] for name in (lost, changed))
    after = places.new("after_loss", sqlite=True)
    after.manage("restore", saved)
    assert len(after.media) == 2
    found_again = after.folder / "media" / lost
    found_again.parent.mkdir(exist_ok=True)
    found_again.write_bytes(b"found again")
    after.manage("restore", saved, "--replace")
    assert len(after.media) == 3


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


def test_of_none_that_are_kept_nothing_is_made(original, tmp_path):
    assert "--keep: give a number from 1" in original.refused("backup", "--to", tmp_path, "--keep", "0")
    assert list(tmp_path.iterdir()) == []


def test_two_at_the_same_time_do_not_meet(original, tmp_path):
    with ThreadPoolExecutor() as together:
        done = list(together.map(lambda _: original.run("manage.py", "backup", "--to", str(tmp_path)), range(3)))

    refused = [each.stderr.splitlines()[-1] for each in done if each.returncode]
    assert all("another backup is being made" in line for line in refused)
    assert len(list(tmp_path.iterdir())) == 3 - len(refused) >= 1


# -- the secret


def test_the_secret_goes_its_own_way(original, places, archive, tmp_path):
    """With it a preview link still leads to its draft; without it the signature is that of a stranger."""
    link = original.shell(LINK)
    kept = tmp_path / "secret"
    original.manage("backup", "--to", tmp_path / "archives", "--secret", kept)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    original.manage("backup", "--to", tmp_path / "archives", "--secret", kept)
    find = f"from editorial.models import PreviewLink as P; print(P.objects.find({link.rstrip('/').split('/')[-1]!r}))"

    with_secret, without = (places.new(name, sqlite=True) for name in ("with_secret", "without_secret"))
    with_secret.manage("restore", archive, "--secret", kept)
    without.manage("restore", archive)

    assert original.shell(find) == with_secret.shell(find) != "None"
    assert without.shell(find) == "None"
    assert stat.S_IMODE((with_secret.folder / "secret_key").stat().st_mode) == 0o600


def test_a_secret_beside_the_backups_or_over_another_one_is_refused(original, tmp_path):
    (tmp_path / "other").write_bytes(b"another \xff")

    assert "elsewhere" in original.refused("backup", "--to", tmp_path / "x", "--secret", tmp_path / "x" / "secret")
    assert "elsewhere" in original.refused("backup", "--to", tmp_path, "--secret", tmp_path / "x" / "secret")
    assert "another secret" in original.refused("backup", "--to", tmp_path / "x", "--secret", tmp_path / "other")
    assert (tmp_path / "other").read_bytes() == b"another \xff"
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("text", ["", "short", "two words " * 10])
def test_what_is_no_secret_is_refused_before_anything_is_touched(places, archive, tmp_path, text):
    (tmp_path / "secret").write_text(text)
    place = Place(tmp_path / "place")
    place.folder.mkdir()

    assert "holds no secret" in place.refused("restore", archive, "--secret", tmp_path / "secret")
    assert not (place.folder / "kip.sqlite3").exists()


@pytest.mark.parametrize("name", ["SECRET_KEY", "SECRET_KEY_FILE"])
def test_a_secret_is_not_put_where_nobody_would_look_for_it(archive, tmp_path, name):
    """A server that is told its secret would start with that one, and the old links would stay dead without a word."""
    place, secret = Place(tmp_path / "place"), tmp_path / "secret"
    place.folder.mkdir()
    secret.write_text("o" * 40)
    told = str(secret) if name.endswith("_FILE") else "n" * 40

    line = place.refused("restore", archive, "--secret", secret, **{name: told})

    assert f"{name} is set in the environment" in line
    assert not (place.folder / "kip.sqlite3").exists()


def make_in(place: Place, *arguments: str) -> str:
    venv = Path(sys.executable).parents[1]
    command = ["make", "--no-print-directory", f"VENV={venv}", *arguments]
    done = subprocess.run(command, env=place.environment, cwd=ROOT, capture_output=True, text=True, timeout=300)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_both_as_people_type_them(original, places, tmp_path):
    make = partial(make_in, original)
    assert "1 older backups deleted" not in make("backup", f"TO={tmp_path}", "KEEP=1")
    (saved,) = tmp_path.glob("kip-*.tar")
    place = places.new("typed", sqlite=True)
    make = partial(make_in, place)

    assert "Restored: edition" in make("restore", f"FROM={saved}")
    assert "What was here before" in make("restore", f"FROM={saved}", "REPLACE=1")
