"""A full disk is reported as such, in German, wherever it is noticed; other errors are not."""

import errno
import sqlite3

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from psycopg import errors

from delivery import errors as pages
from delivery.errors import is_crowded, is_full, server_error

pytestmark = pytest.mark.both_databases


def caused(cause: BaseException) -> OperationalError:
    """As Django passes on what a driver raised."""
    error = OperationalError("…")
    error.__cause__ = cause
    return error


def of_sqlite() -> sqlite3.OperationalError:
    """What SQLite itself says when a database may not grow any more."""
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(sqlite3.OperationalError) as refused:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    return refused.value


FULL = [
    OSError(errno.ENOSPC, "…"),
    OSError(errno.EDQUOT, "…"),
    OSError(errno.EROFS, "…"),
    caused(of_sqlite()),
    caused(errors.DiskFull()),
]
OTHERS = [None, OSError(errno.EACCES, "…"), ValueError(), caused(errors.DeadlockDetected()), ImproperlyConfigured()]


def answered(error: Exception | None) -> HttpResponse:
    try:
        raise error
    except Exception:
        return server_error(RequestFactory().post("/admin/"))


@pytest.mark.parametrize("error", FULL, ids=repr)
def test_no_room_is_noticed_and_said(error):
    response = answered(error)

    assert is_full(error)
    assert response.status_code == 507
    assert "Der Speicher des Servers ist voll" in response.content.decode()
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("error", OTHERS, ids=repr)
def test_what_is_something_else_is_not_said_to_be_that(error):
    assert not is_full(error)


@pytest.mark.parametrize(
    ("said", "crowded"),
    [
        ("FATAL: sorry, too many clients already", True),
        ("FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute", True),
        ("connection refused", False),
    ],
)
def test_a_database_whose_connections_others_have_is_not_away(monkeypatch, said, crowded):
    error, reported = OperationalError(said), []
    monkeypatch.setattr(pages, "is_lost", lambda error: True)
    monkeypatch.setattr(pages.clock, "report_loss", reported.append)

    response = answered(error)

    assert is_crowded(error) is crowded
    assert response.status_code == 503
    assert bool(reported) is not crowded
