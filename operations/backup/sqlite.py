"""Dump and restore with SQLite's online backup API.

It copies a database in use, and replaces one in one transaction.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import OperationalError, connection

from .archive import DAMAGED, BackupError

NAME = "SQLite"
BEGIN = "BEGIN"


def version() -> str:
    return sqlite3.sqlite_version


def dump(path: Path):
    """Dumps the open transaction, without sessions: a stolen backup must contain no valid login.

    One file, without a WAL.
    """
    with connection.wrap_database_errors, closing(sqlite3.connect(path, isolation_level=None)) as copy:
        connection.connection.backup(copy, progress=refuse_to_wait)
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute("PRAGMA secure_delete = ON")
        copy.execute("DELETE FROM django_session")


def check(path: Path, server: str):
    """Raises BackupError before anything is changed."""
    try:
        with closing(sqlite3.connect(path)) as database:
            faults = [*database.execute("PRAGMA integrity_check(1)"), *database.execute("PRAGMA foreign_key_check")]
    except sqlite3.DatabaseError as error:
        raise BackupError(DAMAGED) from error
    if faults != [("ok",)]:
        raise BackupError(DAMAGED)


def restore(path: Path | str, *, has_later_tables: bool = False):
    """Replaces the whole database, in one transaction."""
    connection.ensure_connection()
    with connection.wrap_database_errors, closing(sqlite3.connect(path)) as source:
        source.backup(connection.connection, progress=refuse_to_wait)
    connection.close()


def clear():
    restore(":memory:")


def refuse_to_wait(status: int, *_):
    """Raises OperationalError: the connection has waited for its lock timeout; Python would retry without end."""
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise OperationalError("database is locked")
