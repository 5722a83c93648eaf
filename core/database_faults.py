"""What an error says of the database: it is away, it has no connection left, or the disk is full."""

import errno
import sqlite3
from typing import TypeGuard

from django.db import InterfaceError, OperationalError, connection

#: Of PostgreSQL: the connection failed; it shuts down or is not yet up.
CODES_OF_ABSENCE = ("08", "57P")

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def is_full(error: BaseException | None) -> bool:
    """Whether it is the disk that had no room: that of the site, of SQLite or of PostgreSQL."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        if (
            getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
            or getattr(error, "sqlstate", None) == "53100"
        ):
            return True
        error = error.__cause__ or error.__context__
    return False


def is_crowded(error: BaseException) -> bool:
    """Whether PostgreSQL has no connection left: others hold them all, and those that this process has go on working.

    It refuses so before it gives a code that the library would hand on.
    """
    return "too many clients" in str(error) or "remaining connection slots" in str(error)


def is_lost(error: BaseException | None) -> TypeGuard[Exception]:
    """Whether an error says that the database is away, rather than that a question to it was wrong.

    PostgreSQL gives what it refuses a code, and what it never heard has none (its documentation, appendix A).
    """
    if connection.vendor != "postgresql" or not isinstance(error, OperationalError | InterfaceError):
        return False
    code = getattr(error.__cause__, "sqlstate", None)
    return code is None or code.startswith(CODES_OF_ABSENCE)
