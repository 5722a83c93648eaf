"""The site works behind PgBouncer in transaction mode: preparation, start and use."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from kip_site.management.commands import serve
from tests import postgresql, template
from tests.environment import ROOT, clean_environment
from tests.server import Server, free_port
from tests.tools import absent

DATABASE = f"kip_pooled_by_a_test_{os.getpid()}"
CONFIGURATION = """
[databases]
{database} = host={host} port={port} user={user} password={password} dbname={database}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
ignore_startup_parameters = extra_float_digits
logfile = {folder}/pgbouncer.log
"""

pytestmark = [
    pytest.mark.skipif(not postgresql.is_used(), reason="for the run on PostgreSQL only"),
    pytest.mark.both_databases,
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def pooled(tmp_path_factory) -> Iterator[str]:
    """The address of a database with the content, as DATABASE_URL has it behind the pooler."""
    program = shutil.which("pgbouncer") or absent("PgBouncer", "apt install pgbouncer")
    folder, listen = tmp_path_factory.mktemp("pgbouncer"), free_port()
    postgresql.create(DATABASE, template.template_database())
    (folder / "pgbouncer.ini").write_text(
        CONFIGURATION.format(database=DATABASE, listen=listen, folder=folder, **postgresql.server())
    )
    process = subprocess.Popen([*as_nobody(folder), program, "-q", folder / "pgbouncer.ini"])  # noqa: S603
    try:
        until_it_listens(listen, process)
        yield f"postgres://anybody@127.0.0.1:{listen}/{DATABASE}"
    finally:
        process.terminate()
        process.wait(timeout=60)
        postgresql.drop(DATABASE)


def as_nobody(folder: Path) -> list[str]:
    """It refuses to run as root."""
    if os.getuid():
        return []
    folder.chmod(0o777)
    for parent in folder.parents:
        if parent.is_relative_to(tempfile.gettempdir()) and parent != Path(tempfile.gettempdir()):
            parent.chmod(0o755)
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


def until_it_listens(port: int, process: subprocess.Popen):
    ends = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="anybody", dbname=DATABASE).close()
            return
        except psycopg.OperationalError:
            assert process.poll() is None
            assert time.monotonic() < ends
            time.sleep(0.1)


def test_it_is_prepared_time_and_again(pooled, tmp_path):
    template.link_static_files(tmp_path)
    environment = clean_environment() | {"VAR_DIR": str(tmp_path), "DATABASE_URL": f"{pooled}?pool=transaction"}

    for _time in range(3):
        done = subprocess.run(
            [sys.executable, "manage.py", "prepare"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr


def test_what_is_asked_often_is_answered_by_any_connection(pooled, tmp_path):
    with Server(tmp_path, DATABASE_URL=f"{pooled}?pool=transaction") as server, ThreadPoolExecutor(6) as together:
        paths = ["/suche/?q=kurs", "/admin/login/", "/daten/entscheide.csv", "/kip-3/?x", "/dateien/x.pdf"] * 40
        answers = list(together.map(server.status, paths))

        assert {status for status in answers if status >= 500} == set()
        assert "prepared statement" not in server.printed()


@pytest.mark.django_db
def test_who_waits_for_another_preparation_says_so_and_gives_up(monkeypatch, capsys):
    monkeypatch.setattr(serve, "LOCK_TIMEOUT", 1.0)
    with serve.one_preparation_on_this_database():
        with pytest.raises(serve.CommandError, match="has not ended"), serve.one_preparation_on_this_database():
            pass
        assert "another server prepares this database; waiting" in capsys.readouterr().err

    with serve.one_preparation_on_this_database(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
