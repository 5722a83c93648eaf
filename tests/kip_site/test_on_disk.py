"""Files on disk: closed to other users whatever the umask, and durable once acknowledged."""

import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from kip_site import environment
from tests import template
from tests.environment import ROOT, clean_environment
from tests.sample_files import pdf
from tests.tools import absent

pytestmark = pytest.mark.slow

#: Opens the database, writes, and tells the modes while its side files are there.
WRITE = """
from pathlib import Path
from django.conf import settings
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE IF NOT EXISTS probe (id integer)")
    cursor.execute("INSERT INTO probe VALUES (1)")
for path in [settings.VAR_DIR, *settings.VAR_DIR.glob("kip.sqlite3*")]:
    print(path.name, oct(path.stat().st_mode & 0o777))
"""
COMMIT = """
import os, sys
from core.models import Edition
from files.models import StoredFile
for number in range(5):
    Edition.objects.update_or_create(id=90 + number, defaults={"number": number})
    os.write(1, b"acknowledged\\n")
StoredFile.objects.take_in("probe.pdf", open(os.environ["PROBE"], "rb").read())
os.write(1, b"acknowledged\\n")
"""


def shell(var_dir: Path, code: str, *before: str, umask: int = 0, **environment: str) -> list[str]:
    command = [*before, sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code]
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=clean_environment() | {"VAR_DIR": str(var_dir), **environment}, umask=umask,
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.check(60)
@pytest.mark.parametrize("umask", [0, 0o022])
def test_a_new_database_is_closed_to_others(tmp_path, umask):
    told = shell(tmp_path / "var", WRITE, umask=umask)

    assert sorted(told) == ["kip.sqlite3 0o600", "kip.sqlite3-shm 0o600", "kip.sqlite3-wal 0o600", "var 0o700"]


@pytest.mark.check(60)
def test_one_that_was_open_to_others_is_closed(tmp_path):
    shell(tmp_path, WRITE)
    for path in [tmp_path, *tmp_path.glob("kip.sqlite3*")]:
        path.chmod(0o777)

    told = shell(tmp_path, WRITE)

    assert {line.split()[1] for line in told if line.startswith("kip")} == {"0o600"}
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


@pytest.mark.check(60)
def test_a_database_elsewhere_is_closed_as_well(tmp_path):
    shell(tmp_path / "var", WRITE, DATABASE_URL=f"sqlite:///{tmp_path}/elsewhere.sqlite3")

    assert stat.S_IMODE((tmp_path / "elsewhere.sqlite3").stat().st_mode) == 0o600


def test_a_directory_that_all_users_share_is_refused(tmp_path, monkeypatch):
    tmp_path.chmod(0o1777)
    monkeypatch.setenv("VAR_DIR", str(tmp_path))

    with pytest.raises(ImproperlyConfigured, match="a directory of its own"):
        environment.directory("VAR_DIR", Path("var"), tmp_path)

    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL decides this itself")
@pytest.mark.django_db
def test_sqlite_syncs_at_each_commit():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,)  # FULL


@pytest.mark.check(60)
def test_what_was_acknowledged_was_synced_before(tmp_path):
    """The system calls of five commits and an upload, in their order."""
    strace = shutil.which("strace") or absent("strace", "apt install strace")
    template.put_into(tmp_path)
    (tmp_path / "probe.pdf").write_bytes(pdf())
    trace = tmp_path / "trace"
    watched = ("-f", "-y", "-o", str(trace), "-e", "trace=write,fsync,fdatasync")

    shell(tmp_path, COMMIT, strace, *watched, PROBE=str(tmp_path / "probe.pdf"))

    *pieces, _after = re.split(r'write\(1<.*"acknowledged', trace.read_text())
    synced = [set(re.findall(r"f(?:data)?sync\(\d+<([^>]+)>", piece)) for piece in pieces]
    assert len(pieces) == 6
    assert all(f"{tmp_path}/kip.sqlite3-wal" in files for files in synced), synced
    (stored,) = (tmp_path / "media").rglob("*.pdf")
    assert {str(stored), str(stored.parent), f"{tmp_path}/media"} <= synced[-1]
