"""The same start command on PostgreSQL, and several servers on one database."""

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from tests.server import Server
from tests.site.page import FEWEST_PAGES

DATABASE = "kip_started_by_a_test"

pytestmark = pytest.mark.skipif(
    "postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="for the run on PostgreSQL only"
)


@pytest.fixture
def empty_database() -> Iterator[str]:
    """The address of a database that nobody has prepared yet."""
    given = settings.DATABASES["default"]
    server = {
        "host": given["HOST"],
        "port": given["PORT"] or 5432,
        "user": given["USER"],
        "password": given["PASSWORD"],
    }
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(DATABASE))
        connection.execute(drop)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        host = server["host"].replace("/", "%2F")
        yield f"postgres://{server['user']}:{server['password']}@{host}:{server['port']}/{DATABASE}"
        connection.execute(drop)


def test_servers_that_start_together_prepare_one_database_once(empty_database, tmp_path):
    servers = [Server(tmp_path / name, DATABASE_URL=empty_database) for name in ("first", "second")]
    for server in servers:
        server.output.parent.mkdir()

    with ThreadPoolExecutor() as together:
        started = list(together.map(Server.__enter__, servers))
    try:
        assert [len(server.addresses()) for server in started] == 2 * [len(started[0].addresses())]
        assert len(started[0].addresses()) >= FEWEST_PAGES
        assert sum("    admin    " in server.printed() for server in started) == 1
    finally:
        for server in started:
            server.stop(signal.SIGTERM)
