"""Rules for every request.

Language from the path, limits on concurrency, error pages for refusals, no wait for the database.
"""

import re
import secrets
from threading import BoundedSemaphore

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import translation

from core.edition_clock import clock
from core.languages import language_of_path
from delivery.body_reader import Body, Seats
from delivery.errors import (
    method_not_allowed,
    read_only,
    slow_sender,
    too_large,
    too_many_forms,
    too_many_searches,
    unavailable,
)
from editorial.mementos.views import discovery
from operations.logging import given_request_id, request_id
from search.index_registry import registry

#: Paths that are served without a database.
WITHOUT_DATABASE = ("/live", "/ready")
#: Allowed methods; POST within the office only.
READ_METHODS, WRITE_METHODS = ["GET", "HEAD"], ["POST"]
#: PostgreSQL's codes for a number out of range, and for a character that its texts and its JSON cannot hold: NUL.
UNSTORABLE = {"22003", "22021", "22P05"}
#: A valid Content-Length: bytes, in at most 18 digits.
VALID_LENGTH = re.compile(r"[0-9]{0,18}")


def require_known_host(get_response):
    """Refuses unknown hosts for every path, static files and health checks included."""

    def middleware(request):
        request.get_host()  # raises DisallowedHost: 400
        return get_response(request)

    return middleware


def require_known_method(get_response):
    """Refuses TRACE, PUT and unknown methods (405) before the rest of the request is parsed."""

    def middleware(request):
        if request.method in READ_METHODS + WRITE_METHODS:
            return get_response(request)
        is_office = request.path_info.startswith("/admin/")
        return method_not_allowed(
            request, HttpResponseNotAllowed(READ_METHODS + WRITE_METHODS if is_office else READ_METHODS)
        )

    return middleware


def require_valid_length(get_response):
    """Refuses an invalid Content-Length (400): Django converts it without a check and would answer 500."""

    def middleware(request):
        if VALID_LENGTH.fullmatch(request.META.get("CONTENT_LENGTH", "")):
            return get_response(request)
        raise BadRequest("Content-Length is no number.")

    return middleware


class RefuseUnstorable:
    """Answers 400 where a value of a query or form fits no column: a number that is too large, a text with NUL.

    Django passes it to the database, which raises an error.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if is_unstorable(exception):
            raise BadRequest("The database cannot store such a value.") from exception


def is_unstorable(error: Exception) -> bool:
    """SQLite's driver raises OverflowError; PostgreSQL has codes (its documentation, appendix A); psycopg itself refuses NUL
    without a code."""
    if isinstance(error, DataError):
        return getattr(error.__cause__, "sqlstate", None) in UNSTORABLE or "NUL" in str(error)
    return isinstance(error, OverflowError)


def set_request_id(get_response):
    """Sets the request id of log records: the proxy's, where it sent one, so that both logs can be joined.

    It stays set until the next request of the thread, because Django logs refusals after all middleware.
    """

    def middleware(request):
        request_id.set(given_request_id(request.META) or secrets.token_hex(8))
        return get_response(request)

    return middleware


def language_from_path(get_response):
    """German at the root, other languages under their prefix; never from a cookie or Accept-Language."""

    def middleware(request):
        language = language_of_path(request.path_info)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def link_to_former_wordings(get_response):
    """Public pages, and those that are gone, name their TimeGate and TimeMap."""

    def middleware(request):
        response = get_response(request)
        is_public = response.status_code == 410 or "s-maxage" in response.headers.get("Cache-Control", "")
        is_page = is_public and response.headers.get("Content-Type", "").startswith("text/html")
        is_state = is_page and request.path_info.startswith(reverse("time_gate", args=[""]))
        if is_page and not is_state and (links := discovery(request.path_info, response.status_code)):
            response.headers["Link"] = links
        return response

    return middleware


def limit_searches(get_response, seats: int = 0):
    """Limits concurrent searches of a process and answers 429 above that.

    They take CPU time from readers of cached pages.
    """

    room = BoundedSemaphore(seats or max(2, settings.THREADS // 2))

    def middleware(request):
        if request.path_info != reverse("search") or not request.GET.get("q"):
            return get_response(request)
        if not room.acquire(blocking=False):
            return too_many_searches(request)
        try:
            return get_response(request)
        finally:
            room.release()

    return middleware


def limit_form_submissions(get_response, seats: int = 0):
    """Limits concurrent requests with a body, so that two threads stay free for readers; answers 503 above that.

    A client that sends slowly is not waited for: it gets 408, and its seat is free for the next one.
    """
    room = Seats(seats or max(1, settings.THREADS - 2))

    def middleware(request):
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return get_response(request)
        if not room.take():
            return too_many_forms(request)
        try:
            return refusal_of_body(request, room) or get_response(request)
        finally:
            room.give_back()

    return middleware


def refusal_of_body(request, room: Seats) -> HttpResponse | None:
    """Reads the body; the answer where it is too slow, incomplete or too large."""
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    body = Body(request.environ, length, (settings.UPLOAD_MB + 1) * 1_000_000)
    if length and not room.read(body):
        return slow_sender(request)
    if length > body.most:
        return too_large(request, length)
    request._stream = body.content  # that of the server is at its end
    return None


def method_error_page(get_response):
    """Django's 405 has no body; readers get the same error page as for other refusals."""

    def middleware(request):
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return method_not_allowed(request, response)
        return response

    return middleware


def refuse_without_database(get_response):
    """While the database does not answer, requests that need it get 503 at once instead of waiting for a timeout."""

    def middleware(request):
        if clock.is_silent and not needs_no_database(request.path_info):
            return unavailable(request)
        if clock.is_read_only and request.method in WRITE_METHODS:
            return read_only(request)
        return get_response(request)

    return middleware


def needs_no_database(path: str) -> bool:
    """Whether the path is served without a database. The search is, once its index is built."""
    return path in WITHOUT_DATABASE or (registry.is_ready and path == reverse("search"))
