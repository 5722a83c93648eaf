"""A database that gave up waiting is no fault of the site: 503, in words, with the time after which to try again."""

import sqlite3
from unittest.mock import patch

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from psycopg import errors

from core.database.faults import is_out_of_time
from delivery.errors import bad_request, server_error

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


def interrupted(cause: Exception) -> SessionInterrupted:
    """As Django reports a session that could not be written."""
    failed, gone, interruption = OperationalError("…"), UpdateError(), SessionInterrupted()
    failed.__cause__, gone.__context__, interruption.__context__ = cause, failed, gone
    return interruption


def test_a_session_that_cannot_be_written_now_is_no_wrong_address_and_the_form_is_not_lost(rf):
    answer = bad_request(rf.post("/admin/", {"summary": "Ein langer Satz"}), interrupted(locked()))

    assert answer.status_code == 503
    assert "Ein langer Satz" in answer.content.decode()


def test_a_session_that_was_ended_meanwhile_is_no_wrong_address(rf):
    answer = bad_request(rf.post("/admin/"), SessionInterrupted())

    assert answer.status_code == 403
    assert "Ihre Sitzung ist beendet" in answer.content.decode()


@pytest.mark.django_db
def test_what_a_reader_remarked_is_shown_again(rf):
    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    path = reverse("preview_remarks", args=["token", "de"])
    with patch("editorial.views.remarks.preview_links.find", side_effect=OperationalError("…")) as find:
        find.side_effect.__cause__ = locked()
        answer = client.post(path, {"text": "Eine lange Frage"})

    assert answer.status_code == 503
    assert "Eine lange Frage" in answer.content.decode()


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: type(cause).__name__)
def test_the_cause_is_known(cause):
    assert is_out_of_time(cause)


def test_another_error_is_none():
    assert not is_out_of_time(OperationalError("syntax"))
    assert not is_out_of_time(None)
