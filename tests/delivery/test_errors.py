"""Which database errors mean that it is down, and which that it refused a query."""

import psycopg
import pytest
from django.db import DataError, OperationalError, connection
from psycopg import errors

from core.database.faults import is_lost

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is never away"),
    pytest.mark.both_databases,
]

LOST = [psycopg.OperationalError("connection refused"), errors.AdminShutdown(), errors.CannotConnectNow()]
PRESENT = [errors.DeadlockDetected(), errors.DiskFull(), errors.QueryCanceled()]


def raised(kind: type[Exception], cause: Exception) -> Exception:
    """As Django passes on what psycopg raised."""
    error = kind("…")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize("cause", LOST, ids=lambda cause: type(cause).__name__)
def test_a_database_that_cannot_be_reached_is_lost(cause):
    assert is_lost(raised(OperationalError, cause))


@pytest.mark.parametrize("cause", PRESENT, ids=lambda cause: type(cause).__name__)
def test_a_database_that_says_why_it_refuses_is_there(cause):
    assert not is_lost(raised(OperationalError, cause))


def test_a_wrong_value_is_no_loss():
    assert not is_lost(raised(DataError, errors.NumericValueOutOfRange()))
