"""Restoring a whole site: into an empty one, over another one, from an older version; or nothing is changed."""

import hashlib
import json
import shutil
import stat
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings

from operations.backup import postgresql as tools
from operations.backup.archive import BLOCK_SIZE, BackupError, tar_header
from tests import postgresql
from tests.backup.places import BUSY, ROOT, Place
from tests.backup.test_archive import forged
from tests.backup.test_backup import manifest
from tests.site.page import FEWEST_PAGES

#: Whoever comes first waits for all places to be made.
pytestmark = [pytest.mark.check(31), pytest.mark.slow]
LINK = "from editorial.models import PreviewLink as P; from editorial.revisions import preview_links as l; print(l.address(P.objects.get()))"
EDITION = "from core.models import Edition; print(Edition.objects.number())"
LAST_LINK = "from editorial.models import PreviewLink as P; print(P.objects.get().pk)"
NEXT_LINK = """
from editorial.models import PreviewLink as P
old = P.objects.get()
from editorial.revisions import preview_links
print(preview_links.create(old.revision, 1, old.created_by).pk)
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
#: Every row of every table, as text, but of sessions and of what the next look of the clock is about.
ROWS = """
import hashlib, json
from django.apps import apps
found = {}
for model in apps.get_models(include_auto_created=True):
    names = [field.attname for field in model._meta.local_concrete_fields]
    rows = sorted(map(str, model._base_manager.values_list(*names)))
    found[model._meta.label] = [len(rows), hashlib.sha256("\\n".join(rows).encode()).hexdigest()]
found.pop("sessions.Session"), found.pop("editorial.ChangedPage")
print(json.dumps(found))
"""


# -- into an empty place


@pytest.mark.both_databases
def test_every_address_answers_the_same_to_the_last_byte(answers, restored):
    assert restored.answers() == answers
    assert len(answers) > FEWEST_PAGES
    assert sum(path.startswith("/dateien/") for path in answers) >= 3
    assert sum(path.startswith("/daten/") for path in answers) > 10
    assert "/entscheide/feed/" in answers


@pytest.mark.both_databases
def test_every_row_and_file_is_the_same_and_the_edition_too(archive, original, restored):
    assert restored.shell(ROWS) == original.shell(ROWS)
    assert restored.media == original.media
    assert len(restored.media) == len(manifest(archive).files) == 4
    assert manifest(archive).edition == int(restored.shell(EDITION))
    modes = {stat.S_IMODE((restored.folder / "media" / name).stat().st_mode) for name in restored.media}
    assert modes == {settings.FILE_UPLOAD_PERMISSIONS}


@pytest.mark.both_databases
def test_it_goes_on_as_a_site(spare):
    """Triggers are there again, numbers that were given are not given again, and nothing is pending."""
    before = int(spare.shell(EDITION))

    assert spare.manage("migrate", "--check") == ""
    assert "schon da, nichts geladen" in spare.manage("load_content")
    spare.shell("from programmes.models import Measure as M; M.objects.update(summary_de='x')")
    assert int(spare.shell(EDITION)) > before
    assert int(spare.shell(NEXT_LINK)) >= int(spare.shell(LAST_LINK.replace("get()", "first()"))) + 2


# -- where something is already


@pytest.mark.both_databases
def test_a_place_that_is_not_empty_is_refused_and_stays(original, archive, places):
    before, alone = original.shell(ROWS), places.new("files_only")
    (alone.folder / "media").mkdir()
    (alone.folder / "media" / "x.pdf").write_bytes(b"x")

    assert "--replace" in original.refused("restore", archive)
    assert "--replace" in alone.refused("restore", archive)

    assert original.shell(ROWS) == before
    assert alone.media == ["x.pdf"]
    alone.manage("restore", archive, "--replace")
    assert len(alone.media) == 5


@pytest.mark.both_databases
def test_a_running_site_shows_the_restored_state_by_itself_and_keeps_what_was_there(places, archive, original):
    place = places.new("running")
    place.manage("restore", archive)
    page = "/foerderbereiche/"
    with place.server() as server:
        good = server.get(page)
        place.shell(CHANGE)
        wait_until(server, page, lambda text: "Ein späterer Satz." in text)
        media = place.media

        said = place.manage("restore", archive, "--replace")

        wait_until(server, page, lambda text: text == good)
        wait_until(server, "/ready", lambda text: text == "ready\n")

    (saved,) = (place.folder / "backups").glob("kip-before-restore-*.tar")
    assert f"What was here before: {saved}" in said
    assert int(place.shell(EDITION)) > manifest(saved).edition
    assert content(place) == content(original)
    assert place.media == original.media
    place.manage("restore", saved, "--replace")
    assert place.media == media
    assert "Ein späterer Satz." in place.shell(
        "from programmes.models import FundingArea as F; print(F.objects.first().summary_de)"
    )


def wait_until(server, path: str, is_so):
    ends = time.monotonic() + 300
    while True:
        status, _headers, body = server.request(path)
        if status == 200 and is_so(body.decode()):
            return
        assert time.monotonic() < ends, f"{path}\n{server.printed()}"
        time.sleep(0.05)


FAILING = """
from django.core.management import call_command
from django.db import DatabaseError
from operations.backup import restoring
def fail(*_, **__):
    raise DatabaseError("half way")
restoring.call_command = fail
call_command("restore", {file!r}, replace={replace})
"""


@pytest.mark.both_databases
def test_what_fails_half_way_leaves_all_as_it_was(places, spare, archive):
    """After the database was replaced and files were written, in a place with a site and in an empty one."""
    empty = places.new("stays_empty")
    spare.shell(CHANGE)
    before, media = spare.shell(ROWS), spare.media

    for place in (spare, empty):
        code = FAILING.format(file=str(archive), replace=place is spare)
        done = place.run("manage.py", "shell", "-v", "0", "-c", code)
        assert done.stderr.splitlines()[-1].endswith(f"{archive}: the database says: half way")

    assert (spare.shell(ROWS), spare.media) == (before, media)
    assert empty.media == []
    assert "Restored" in empty.manage("restore", archive)


@pytest.mark.both_databases
def test_a_database_that_does_not_open_is_refused_before_anything_is_touched(original, archive, tmp_path):
    """Made by somebody who knows the checksums."""
    size = manifest(archive).parts["database"].size
    rotten, digest = bytes(size), hashlib.sha256(bytes(size)).hexdigest()
    whole = forged(archive.read_bytes(), tmp_path, lambda given: given["parts"]["database"].update(sha256=digest))
    start = whole.index(tar_header("database", size)) + BLOCK_SIZE
    (tmp_path / "bad.tar").write_bytes(whole[:start] + rotten + whole[start + size :])
    before = original.shell(ROWS)

    line = original.refused("restore", tmp_path / "bad.tar", "--replace")

    assert "pg_restore" in line if postgresql.is_used() else "damaged" in line
    assert original.shell(ROWS) == before
    assert not (original.folder / "backups").exists()


def test_a_backup_of_a_newer_server_is_refused(monkeypatch):
    monkeypatch.setattr(tools, "version", lambda: "15.2")

    with pytest.raises(BackupError, match=r"comes from PostgreSQL 17.1, this server is older: 15.2"):
        tools.check(Path("x"), "17.1")


# -- other versions, other databases


def test_an_archive_of_an_older_version_is_restored_and_brought_up_to_date(places, archive, original):
    """The older version: a database without the tables of an app, and before the last migration of another."""
    older, newer = places.new("older"), places.new("newer", shipped=True)
    older.manage("restore", archive)
    older.manage("migrate", "otp_totp", "zero")
    older.manage("migrate", "admin", "0002")
    saved = older.backup()
    assert not {"otp_totp.0001_initial", "admin.0003_logentry_add_action_flag_choices"} & {*manifest(saved).migrations}

    newer.manage("restore", saved, "--replace")

    assert newer.manage("migrate", "--check") == ""
    assert content(newer) == content(original)
    assert newer.media == original.media


def content(place: Place) -> dict[str, list]:
    """Of every table but the edition, which goes on at each place: number and digest of its rows."""
    return {label: rows for label, rows in json.loads(place.shell(ROWS)).items() if label != "core.Edition"}


def counts(place: Place) -> dict[str, int]:
    return {label: count for label, (count, _digest) in json.loads(place.shell(ROWS)).items()}


@pytest.mark.both_databases
@pytest.mark.skipif(not postgresql.is_used(), reason="needs both databases")
def test_from_sqlite_to_postgresql_every_address_answers_the_same(places):
    """By `dumpdata` and `loaddata`; an archive says where to look for that."""
    sqlite, target = places.new("on_sqlite", sqlite=True, shipped=True), places.new("on_postgresql")
    sqlite.shell(BUSY)
    assert "copy_from_sqlite" in target.refused("restore", sqlite.backup())

    target.manage("copy_from_sqlite", sqlite.folder / "kip.sqlite3")
    shutil.copytree(sqlite.folder / "media", target.folder / "media")

    assert target.answers() == sqlite.answers()
    assert counts(target) == counts(sqlite)
    assert target.shell(LAST_LINK) == sqlite.shell(LAST_LINK)
    assert target.shell(NEXT_LINK) == sqlite.shell(NEXT_LINK)
    assert "empty PostgreSQL database" in target.refused("copy_from_sqlite", sqlite.folder / "kip.sqlite3")


# -- the secret


def test_the_secret_goes_its_own_way(original, places, archive, tmp_path):
    """With it a preview link still leads to its draft; without it the signature is that of a stranger."""
    link = original.shell(LINK)
    kept = tmp_path / "secret"
    for _twice in range(2):
        original.manage("backup", "--to", tmp_path / "archives", "--secret", kept)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    find = f"from editorial.revisions import preview_links as l; print(l.find({link.rstrip('/').split('/')[-1]!r}))"

    with_secret, without = (places.new(name) for name in ("with_secret", "without_secret"))
    with_secret.manage("restore", archive, "--secret", kept)
    without.manage("restore", archive)

    assert original.shell(find) == with_secret.shell(find) != "None"
    assert without.shell(find) == "None"
    assert stat.S_IMODE((with_secret.folder / "secret_key").stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "short", "two words " * 10])
def test_what_is_no_secret_is_refused_before_anything_is_touched(archive, tmp_path, text):
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
    make = partial(make_in, places.new("typed"))

    assert "Restored: edition" in make("restore", f"FROM={saved}")
    assert "What was here before" in make("restore", f"FROM={saved}", "REPLACE=1")
