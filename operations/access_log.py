"""The access log (`ACCESS_LOG`): one line of JSON for each request, without personal data.

No client address, no user agent, no query string (search words) and no preview token. The server's own access log would
contain the token, which opens the draft.
"""

import logging
import time
from collections.abc import Callable

from .logging import given_request_id, redacted

MAX_PATH_LENGTH = 300  # characters of a path

logger = logging.getLogger(__name__)


class AccessLog:
    """The outermost WSGI layer."""

    def __init__(self, application: Callable):
        self.application = application

    def __call__(self, environ: dict, start_response: Callable):
        began, statuses = time.perf_counter(), []

        def noting(status: str, *others):
            statuses.append(status)
            return start_response(status, *others)

        try:
            return self.application(environ, noting)
        finally:
            status = statuses[-1][:3] if statuses else "500"
            logger.info("", extra=log_fields(environ, int(status), time.perf_counter() - began))


def log_fields(environ: dict, status: int, seconds: float) -> dict:
    path = environ["PATH_INFO"].encode("latin-1", "replace").decode("utf-8", "replace")
    return {
        "method": redacted(environ["REQUEST_METHOD"][:20]),
        "path": redacted(path)[:MAX_PATH_LENGTH],
        "status": status,
        "milliseconds": round(seconds * 1000, 1),
        "request_id": given_request_id(environ),
    }
