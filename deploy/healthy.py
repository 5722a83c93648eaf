#!/usr/bin/env python3
"""Ends well when the process on PORT answers. `healthy.py 280` waits for 280 seconds: a service has started when it serves.

With the standard library alone: it runs every few seconds, and Django takes half a second to load.
"""

import os
import sys
import time
from http.client import HTTPConnection, HTTPException

PATIENCE = 3.0  # seconds for one answer
PAUSE = 0.1
#: The search has read all content before it answers, and is the last to do so.
LAST = "/suche/?q=kip"
#: Seconds. Without a database the search never comes, and pages are served all the same.
LAST_WITHIN = 10.0
#: Seconds. nginx leaves a process that failed alone for `fail_timeout`, and counts whole seconds: until it asks again, the
#: other process must not be the next to stop.
SETTLED = 3.0


def status(path: str) -> int:
    """Of the answer; 503 where there is none."""
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
    """One slow answer on a busy machine ends no start: it is asked until the time is over, and settles anew each time."""
    ends = time.monotonic() + seconds
    there = serves_within(seconds)
    while there and not has_settled():
        there = time.monotonic() < ends and answers_within(ends - time.monotonic(), "/live")
    return there


if __name__ == "__main__":
    there = started_within(float(sys.argv[1])) if sys.argv[1:] else answers() and has_settled()
    sys.exit(not there)
