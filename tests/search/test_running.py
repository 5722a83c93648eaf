"""On the running site a synonym takes effect in every process within moments, and no page is rendered again."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.server import Server

pytestmark = pytest.mark.slow

#: The clock looks once a second; a busy machine may need longer.
PATIENCE = 120
IN_A_ROW = 20  # answers, so that each of two processes gave some


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("two"), WORKERS="2") as server:
        yield server


def change(server: Server, sql: str, *values: str):
    database = Path(server.environment["VAR_DIR"]) / "kip.sqlite3"
    with closing(sqlite3.connect(database, timeout=300)) as connection, connection:
        connection.execute(sql, values)


def finds(server: Server) -> bool:
    return 'href="/foerderbereiche/dolmetschen/' in server.get("/suche/?q=palaver").partition('<ol class="hits"')[2]


def all_say(server: Server, expected: bool) -> bool:
    """Within PATIENCE, so many answers one after the other."""
    deadline, in_a_row = time.monotonic() + PATIENCE, 0
    while in_a_row < IN_A_ROW and time.monotonic() < deadline:
        in_a_row = in_a_row + 1 if finds(server) == expected else 0
        time.sleep(0 if in_a_row else 0.2)
    return in_a_row == IN_A_ROW


def tag_of_home(server: Server) -> str:
    return next(value for name, value in server.request("/")[1].items() if name.lower() == "etag")


def test_a_synonym_holds_in_every_process_and_leaves_pages_as_they_are(two):
    assert all_say(two, False)
    tag = tag_of_home(two)

    change(
        two, "INSERT INTO search_synonym (key, words, language, changed_at) VALUES (?, ?, ?, ?)",
        "palaver", "Palaver, Dolmetschen", "", "2026-11-25",
    )  # fmt: skip
    assert all_say(two, True)
    change(two, "DELETE FROM search_synonym WHERE key = ?", "palaver")
    assert all_say(two, False)

    assert tag_of_home(two) == tag
