"""Classifies database errors: unavailable, no connection left, or disk full."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from typing import TypeGuard

from django.db import InterfaceError, OperationalError, connection

#: SQLSTATE prefixes of PostgreSQL: connection failure; shutting down or not yet started.
UNAVAILABLE_SQLSTATES = ("08", "57P")

#: Of a disk that is full, or was remounted read-only after an error.
DISK_FULL_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}


#: SQLSTATE of PostgreSQL: a standby that is not promoted yet, or `default_transaction_read_only`.
READ_ONLY = "25006"
#: SQLSTATE values of PostgreSQL: statement timeout, lock not available, deadlock, serialization failure, idle timeout.
OUT_OF_TIME_SQLSTATES = {"57014", "55P03", "40P01", "40001", "25P03"}
#: Parameters whose changes PostgreSQL 14 or newer reports to each connection.
READ_ONLY_STATES = (b"in_hot_standby", b"default_transaction_read_only")


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and its chain of causes."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def is_full(error: BaseException | None) -> bool:
    """Whether a disk was full: the site's own, SQLite's or PostgreSQL's."""
    return any(
        (isinstance(each, OSError) and each.errno in DISK_FULL_ERRNOS)
        or getattr(each, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        or getattr(each, "sqlstate", None) == "53100"
        for each in causes(error)
    )


def is_read_only(error: BaseException | None) -> bool:
    """Whether the database refused to write because it is read-only."""
    return any(
        getattr(each, "sqlstate", None) == READ_ONLY
        # The last byte is SQLite's primary error code, the rest extends it.
        or (getattr(each, "sqlite_errorcode", None) or 0) & 0xFF == sqlite3.SQLITE_READONLY
        for each in causes(error)
    )


def says_read_only() -> bool:
    """Whether this thread's connection is reported to be read-only, without a query."""
    driver = connection.connection
    if connection.vendor == "postgresql":
        return driver is not None and any(driver.pgconn.parameter_status(state) == b"on" for state in READ_ONLY_STATES)
    name = str(connection.settings_dict["NAME"])
    return os.path.exists(name) and not os.access(name, os.W_OK)


def is_out_of_time(error: BaseException | None) -> bool:
    """Whether the database stopped waiting: for a lock, for another writer, or after a statement timeout."""
    return any(
        getattr(each, "sqlstate", None) in OUT_OF_TIME_SQLSTATES
        or (getattr(each, "sqlite_errorcode", None) or 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        for each in causes(error)
    )


def is_crowded(error: BaseException) -> bool:
    """Whether PostgreSQL has no connection left. The connections that this process holds still work.

    PostgreSQL refuses before it sends an SQLSTATE that psycopg could expose, so the message is compared.
    """
    return "too many clients" in str(error) or "remaining connection slots" in str(error)


def is_lost(error: BaseException | None) -> TypeGuard[Exception]:
    """Whether an error means that the database is unavailable, rather than that a query was wrong.

    Errors that PostgreSQL reports have an SQLSTATE; those of a lost connection have none (its manual, appendix A).
    """
    if connection.vendor != "postgresql" or not isinstance(error, OperationalError | InterfaceError):
        return False
    code = getattr(error.__cause__, "sqlstate", None)
    return code is None or code.startswith(UNAVAILABLE_SQLSTATES)
