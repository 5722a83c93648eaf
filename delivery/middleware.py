"""Rules for every request: the language stands in the address, a refusal is in words, nobody waits for a silent database."""

import re
import secrets
from threading import BoundedSemaphore

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpResponseNotAllowed
from django.urls import reverse
from django.utils import translation

from core.edition_clock import clock
from delivery.errors import busy, method_not_allowed, unavailable
from operations.logging import given_name, request_name
from search.index_registry import registry

#: Addresses that answer without a database.
WITHOUT_DATABASE = ("/live", "/ready")


#: What anything here answers to; forms are sent within the office only.
READING, SENDING = ["GET", "HEAD"], ["POST"]
#: Of PostgreSQL: numeric_value_out_of_range.
OUT_OF_RANGE = "22003"
#: Of a body, in bytes, in as many digits as any limit needs.
LENGTH = re.compile(r"[0-9]{0,18}")


def known_host(get_response):
    """Whatever is asked for: a style sheet and a sign of life are not handed out under a foreign name either."""

    def middleware(request):
        request.get_host()  # raises DisallowedHost: 400
        return get_response(request)

    return middleware


def known_method(get_response):
    """TRACE, PUT and what somebody may invent are refused before anything looks at the rest of the request."""

    def middleware(request):
        if request.method in READING + SENDING:
            return get_response(request)
        is_office = request.path_info.startswith("/admin/")
        return method_not_allowed(request, HttpResponseNotAllowed(READING + SENDING if is_office else READING))

    return middleware


def known_length(get_response):
    """Django reads the length of a form as a number without asking whether it is one, and meets a fault where it is none."""

    def middleware(request):
        if LENGTH.fullmatch(request.META.get("CONTENT_LENGTH", "")):
            return get_response(request)
        raise BadRequest("Content-Length is no number.")

    return middleware


class KnownRange:
    """A number that no column holds, in a filter of a list or a choice of a form: Django asks the database, which refuses it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if is_out_of_range(exception):
            raise BadRequest("A number is out of range.") from exception


def is_out_of_range(error: Exception) -> bool:
    """SQLite's driver raises OverflowError; PostgreSQL has a code for it (its documentation, appendix A)."""
    return isinstance(error, OverflowError) or getattr(error.__cause__, "sqlstate", None) == OUT_OF_RANGE


def named_request(get_response):
    """The log names the request, by the name that the proxy gave it, so that its lines and those of the proxy find each other.

    The name stays until the next request of this thread: Django writes of a refusal after all middleware.
    """

    def middleware(request):
        request_name.set(given_name(request.META) or secrets.token_hex(8))
        return get_response(request)

    return middleware


def language_from_path(get_response):
    """German at the root, other languages under their prefix; never from a cookie or the browser's wishes."""

    def middleware(request):
        language = translation.get_language_from_path(request.path_info) or "de"
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def seats_for_searches(get_response, seats: int = 0):
    """A search costs processor time, which readers of finished pages would lack: of those that come at the same time, a process answers
    a few, and tells the others when to try again."""
    room = BoundedSemaphore(seats or max(2, settings.THREADS // 2))

    def middleware(request):
        if request.path_info != reverse("search") or not request.GET.get("q"):
            return get_response(request)
        if not room.acquire(blocking=False):
            from delivery.errors import too_many_searches

            return too_many_searches(request)
        try:
            return get_response(request)
        finally:
            room.release()

    return middleware


def seats_for_senders(get_response, seats: int = 0):
    """Whoever sends slowly keeps a thread of the server, and two must be left to readers.

    Django is called when the head of a request has come, and waits for the rest: five who sent a byte a second had all threads
    of a process. A proxy that waits for the whole request, as nginx does, spares the site that.
    """
    room = BoundedSemaphore(seats or max(1, settings.THREADS - 2))

    def middleware(request):
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return get_response(request)
        if not room.acquire(blocking=False):
            return busy(request)
        try:
            return get_response(request)
        finally:
            room.release()

    return middleware


def german_method_refusal(get_response):
    """Django answers 405 without a word; readers get the error page that all other refusals have."""

    def middleware(request):
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return method_not_allowed(request, response)
        return response

    return middleware


def refusal_without_database(get_response):
    """While the database is silent, what needs it is refused at once, and in words, instead of being kept waiting."""

    def middleware(request):
        if clock.is_silent and not stands_alone(request.path_info):
            return unavailable(request)
        return get_response(request)

    return middleware


def stands_alone(path: str) -> bool:
    """The search answers from memory, once it has read the content."""
    return path in WITHOUT_DATABASE or (registry.is_ready and path == reverse("search"))
