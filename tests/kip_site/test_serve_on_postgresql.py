"""`make run` on PostgreSQL, and several servers on one database."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests import postgresql, template
from tests.editorial.test_two_publishers import clash, clash_over_one_field, one_time_for_all
from tests.server import Server
from tests.site.page import FEWEST_PAGES

#: Each test process has its own.
DATABASE = f"kip_started_by_a_test_{os.getpid()}"

pytestmark = [
    pytest.mark.skipif(not postgresql.is_used(), reason="for the run on PostgreSQL only"),
    pytest.mark.both_databases,
    pytest.mark.slow,
]


@pytest.fixture
def empty_database() -> Iterator[str]:
    """The address of a database that nobody has prepared yet."""
    postgresql.create(DATABASE)
    yield postgresql.address_of(DATABASE)
    postgresql.drop(DATABASE)


@pytest.fixture
def prepared_database() -> Iterator[str]:
    """The address of one with the content."""
    postgresql.create(DATABASE, template.template_database())
    yield postgresql.address_of(DATABASE)
    postgresql.drop(DATABASE)


def test_servers_that_start_together_prepare_one_database_once(empty_database, tmp_path):
    servers = [Server(tmp_path / name, prepared=False, DATABASE_URL=empty_database) for name in ("first", "second")]
    for server in servers:
        server.output.parent.mkdir()
        template.link_static_files(server.output.parent)

    with ThreadPoolExecutor() as together:
        started = list(together.map(Server.__enter__, servers))
    try:
        assert [server.status("/kip-3/") for server in started] == [200, 200]
        assert len(started[0].addresses()) >= FEWEST_PAGES
        assert sum("    admin    " in server.printed() for server in started) == 1
    finally:
        for server in started:
            server.stop(signal.SIGTERM)


def close(database: str, *, allowed: bool):
    """A database that takes no connections answers a site as little as one that was stopped."""
    with psycopg.connect(database.rpartition("/")[0] + "/postgres", autocommit=True) as connection:
        name = sql.Identifier(DATABASE)
        connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(name, sql.Literal(allowed)))
        if not allowed:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [DATABASE])


def wait_for(server: Server, path: str, wanted: int):
    ends = time.monotonic() + 300
    while (found := server.status(path)) != wanted:
        assert time.monotonic() < ends, f"{path}: {found}\n{server.printed()}"
        time.sleep(0.1)


def wait_for_files(folder: Path):
    """A start without the database needs the files of one whole round."""
    ends = time.monotonic() + 300
    while not folder.exists():
        assert time.monotonic() < ends
        time.sleep(0.1)


def test_pages_stay_without_the_database_over_a_restart_too(prepared_database, tmp_path):
    with Server(tmp_path, DATABASE_URL=prepared_database) as server:
        wait_for(server, "/kip-3/", 200)
        wait_for(server, "/ready", 200)
        wait_for_files(tmp_path / "published" / "current")
        close(prepared_database, allowed=False)
        wait_for(server, "/admin/", 503)
        assert [server.status(path) for path in ("/kip-3/", "/live", "/ready")] == [200, 200, 503]
        assert server.printed().count("The database does not answer") == 1
        assert "Traceback" not in server.printed()
        origin = server.origin

    with Server(tmp_path, DATABASE_URL=prepared_database, SITE_URL=origin) as server:
        wait_for(server, "/admin/", 503)
        assert [server.status(path) for path in ("/kip-3/", "/live", "/ready")] == [200, 200, 503]
        assert "Until then the last good pages are served" in server.printed()

        close(prepared_database, allowed=True)
        wait_for(server, "/ready", 200)
        assert [server.status(path) for path in ("/fr/kip-3/", "/admin/login/")] == [200, 200]
        assert server.printed().count("The database does not answer") == 1
        assert "Traceback" not in server.printed()


def test_two_who_publish_at_the_same_instant_on_two_servers(prepared_database, tmp_path):
    (tmp_path / "second").mkdir()
    with Server(tmp_path, DATABASE_URL=prepared_database) as first:
        secret = (tmp_path / "secret_key").read_text()
        with Server(tmp_path / "second", DATABASE_URL=prepared_database, SECRET_KEY=secret) as second:
            clash([first, second], first.printed())
            clash_over_one_field([first, second], first.printed())
            one_time_for_all([first, second], first.printed())
