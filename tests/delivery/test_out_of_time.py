"""A database that gave up waiting is no fault of the site: 503, in words, with the time after which to try again."""

import sqlite3

import pytest
from django.db import OperationalError
from psycopg import errors

from core.database.faults import is_out_of_time
from delivery.errors import server_error

pytestmark = pytest.mark.check(40)


def locked() -> sqlite3.OperationalError:
    """What SQLite itself says to a writer while another one writes."""
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return error


CAUSES = [
    locked(), errors.QueryCanceled(), errors.LockNotAvailable(), errors.DeadlockDetected(), errors.SerializationFailure(),
    errors.IdleInTransactionSessionTimeout(),
]  # fmt: skip


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: type(cause).__name__)
def test_who_waited_in_vain_is_told_so(rf, cause):
    try:
        raise OperationalError("…") from cause
    except OperationalError:
        answer = server_error(rf.post("/admin/"))

    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "Das geht im Moment nicht" in answer.content.decode()


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: type(cause).__name__)
def test_the_cause_is_known(cause):
    assert is_out_of_time(cause)


def test_another_error_is_none():
    assert not is_out_of_time(OperationalError("syntax"))
    assert not is_out_of_time(None)
