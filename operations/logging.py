"""The log: one line for each event, of which nothing that somebody sent can make two; and nothing said with every request.

Two forms: text for people, JSON for machines (python-json-logger). No address of a reader, no words of a search and no token of a
preview stands in either: `Redact` sees to that, whoever wrote the record.
"""

import logging
import re
from collections.abc import Sequence
from contextvars import ContextVar

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

request_name: ContextVar[str] = ContextVar("request_name", default="")

#: What ends a line, or does worse to a terminal.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
#: What a proxy may call a request: long enough to be found again, and nothing that could be mistaken for something else.
REQUEST_NAME = re.compile(r"[0-9a-f-]{8,40}")
TOKEN = re.compile(r"(/vorschau/)[^/\s]+")
QUERY = re.compile(r"\?[\w.%+-]{1,100}=[^\s'\"<>]*")
#: Keys of a line of JSON, by the names that Python has for them.
KEYS = {"levelname": "level", "name": "logger", "request_name": "request", "exc_info": "error"}
#: What Django adds to a record, for others to read: the request itself has the query.
ADDED_BY_DJANGO = ["request", "status_code", "server_time"]


def safe(text: str) -> str:
    """In one line, without the token of a preview and the query of an address."""
    text = QUERY.sub("?…", TOKEN.sub(r"\1…", text))
    return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class Redact(logging.Filter):
    """Writes message and stack before a formatter does. A stack is indented, so that no line of it can look like an event."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = safe(record.getMessage()), ()
        if record.exc_info:
            lines = logging.Formatter().formatException(record.exc_info).splitlines()
            record.exc_info, record.exc_text = None, "\n".join(f"    {safe(line)}" for line in lines)
        if not hasattr(record, "request_name"):
            record.request_name = request_name.get()
        return True


def text_lines() -> logging.Formatter:
    return logging.Formatter("{asctime} {levelname} {name}: {message}", style="{")


def json_lines(keys: Sequence[str] = ("levelname", "name", "message", "request_name")) -> logging.Formatter:
    """One object a line, in ASCII, the time in UTC."""
    return JsonFormatter(keys, timestamp="time", rename_fields=KEYS, reserved_attrs=[*RESERVED_ATTRS, *ADDED_BY_DJANGO])


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
    from core.database_faults import is_lost
    from core.edition_clock import clock

    return clock.is_silent and (error is None or is_lost(error))


FORMS = {"text": "operations.logging.text_lines", "json": "operations.logging.json_lines"}


def configuration(form: str) -> dict:
    """For Django, in the form `text` or `json`. The log of requests is JSON in either (`access_log`)."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"known": {"()": "operations.logging.UnlessKnown"}, "redact": {"()": "operations.logging.Redact"}},
        "formatters": {"line": {"()": FORMS[form]}, "access": {"()": "operations.logging.json_lines", "keys": []}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["known", "redact"]},
            "access": {
                "class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "access", "filters": ["redact"],
            },
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {"operations.access_log": {"handlers": ["access"], "level": "INFO", "propagate": False}},
    }  # fmt: skip
