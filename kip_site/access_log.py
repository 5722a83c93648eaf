"""The log of requests, where `ACCESS_LOG` asks for one: a line of JSON each, with nothing that points at a reader.

No address, no browser, no query (the words of a search), and not the token of a preview. The server's own log would have
the token, and with that the draft.
"""

import json
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from .log import given_name

LONGEST = 300  # characters of a path
SECRET = re.compile(r"(/vorschau/)[^/]+")


class AccessLog:
    """Round whatever answers; `write` is given whole lines."""

    def __init__(self, application: Callable, write: Callable[[str], object] = sys.stdout.write):
        self.application, self.write = application, write

    def __call__(self, environ: dict, start_response: Callable):
        began, statuses = time.perf_counter(), []

        def noting(status: str, *others):
            statuses.append(status)
            return start_response(status, *others)

        try:
            return self.application(environ, noting)
        finally:
            status = statuses[-1][:3] if statuses else "500"
            self.write(line(environ, status, time.perf_counter() - began))


def line(environ: dict, status: str, seconds: float) -> str:
    path = environ["PATH_INFO"].encode("latin-1", "replace").decode("utf-8", "replace")
    said = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "method": environ["REQUEST_METHOD"][:20],
        "path": SECRET.sub(r"\1…", path)[:LONGEST],
        "status": int(status),
        "milliseconds": round(seconds * 1000, 1),
    }
    if name := given_name(environ):
        said["request"] = name
    return json.dumps(said).replace("\x7f", "\\u007f") + "\n"
