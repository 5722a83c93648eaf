#!/usr/bin/env python3
"""Exits with 0 when the process on PORT responds. `healthy.py 280` waits up to 280 seconds, until the service serves.

With the standard library alone: it runs every few seconds, and Django takes half a second to load.
"""

import os
import sys
import time
from http.client import HTTPConnection, HTTPException

PATIENCE = 3.0  # timeout of a request in seconds
PAUSE = 0.1
#: The last page to become available: the search first reads all content.
LAST = "/suche/?q=kip"
#: Seconds. Without a database the search is not available, but pages are served.
LAST_WITHIN = 10.0
#: Seconds. nginx does not use a failed process for `fail_timeout`, in whole seconds. The other process must not be
#: stopped before that.
SETTLED = 3.0


def status(path: str) -> int:
    """The status of the response; 503 without one."""
    host = os.environ.get("SITE_URL", "").partition("://")[2] or "localhost"
    connection = HTTPConnection("127.0.0.1", int(os.environ.get("PORT") or "8000"), timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Host": host, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status
    except (OSError, HTTPException):
        return 503
    finally:
        connection.close()


def answers(path: str = "/live") -> bool:
    return status(path) < 500


def answers_within(seconds: float, path: str) -> bool:
    ends = time.monotonic() + seconds
    while not (there := answers(path)) and time.monotonic() < ends:
        time.sleep(PAUSE)
    return there


def serves_within(seconds: float) -> bool:
    there = answers_within(seconds, "/live")
    if there:
        answers_within(LAST_WITHIN, LAST)
    return there


def has_settled() -> bool:
    time.sleep(SETTLED)
    return answers()


def started_within(seconds: float) -> bool:
    """Whether the service starts in time. A slow response is retried, with a new settling time."""
    ends = time.monotonic() + seconds
    there = serves_within(seconds)
    while there and not has_settled():
        there = time.monotonic() < ends and answers_within(ends - time.monotonic(), "/live")
    return there


if __name__ == "__main__":
    there = started_within(float(sys.argv[1])) if sys.argv[1:] else answers() and has_settled()
    sys.exit(not there)
