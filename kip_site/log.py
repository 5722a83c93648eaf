"""The log: one line for each event, of which nothing that somebody sent can make two; and nothing said with every request.

No address of a reader and no words of a search stand in it: Django names paths without their query, and what opens a
preview is left out.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

request_name: ContextVar[str] = ContextVar("request_name", default="")

#: What ends a line, or does worse to a terminal.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
#: What a proxy may call a request: long enough to be found again, and nothing that could be mistaken for something else.
REQUEST_NAME = re.compile(r"[0-9a-f-]{8,40}")
SECRET = re.compile(r"(/vorschau/)[^/\s]+")


def safe(text: str) -> str:
    """In one line, and without the token of a preview."""
    text = SECRET.sub(r"\1…", text)
    return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class Line(logging.Formatter):
    """For people. A stack is indented, so that no line of it can look like an event."""

    def __init__(self):
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:
        return safe(super().formatMessage(record))

    def formatException(self, exc_info) -> str:
        return "\n".join(f"    {safe(line)}" for line in super().formatException(exc_info).splitlines())


class JsonLine(logging.Formatter):
    """For machines: one object a line, in ASCII, the time in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": safe(record.getMessage()),
            "request": request_name.get(),
            "error": SECRET.sub(r"\1…", self.formatException(record.exc_info)) if record.exc_info else "",
        }
        return json.dumps({name: value for name, value in entry.items() if value}).replace("\x7f", "\\u007f")


def given_name(environ: dict) -> str:
    """What the proxy calls a request, for both logs; empty where it says nothing that will do."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    return given if REQUEST_NAME.fullmatch(given) else ""


class UnlessKnown(logging.Filter):
    """Drops what a request says of a silent database: the clock has said so already; and that somebody heard «not ready»."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is None and getattr(record, "status_code", None) != 503:
            return True
        return not (is_known(error) or is_answer(record))


def is_answer(record: logging.LogRecord) -> bool:
    """Who asks every few seconds whether all is well would fill the log with the answer."""
    return getattr(getattr(record, "request", None), "path_info", "") == "/ready"


def is_known(error: BaseException | None) -> bool:
    """Imported when asked: Django sets the log up before there are models."""
    from editorial.clock import clock
    from kip_site.errors import is_lost

    return clock.is_silent and (error is None or is_lost(error))


FORMS = {"text": "kip_site.log.Line", "json": "kip_site.log.JsonLine"}


def configuration(form: str) -> dict:
    """For Django, in the form `text` or `json`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"known": {"()": "kip_site.log.UnlessKnown"}},
        "formatters": {"line": {"()": FORMS[form]}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["known"]}},
        "root": {"handlers": ["console"], "level": "WARNING"},
    }
