"""The log: one line for each event, without line breaks from user input or a repeated record for each request.

Two formats: text, and JSON (python-json-logger). `Redact` removes query strings and preview tokens from every record,
whatever library wrote it.
"""

import logging
import re
from collections.abc import Sequence
from contextvars import ContextVar

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str] = ContextVar("request_id", default="")

#: In the environment of a request that the site sends to itself.
OWN_REQUEST = "kip.own_request"
#: Line breaks and control characters, which terminals may interpret.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
#: A valid request id from a proxy.
REQUEST_ID = re.compile(r"[0-9a-f-]{8,40}")
PREVIEW_TOKEN = re.compile(r"(/vorschau/+)[^/\s]+", re.IGNORECASE)
QUERY_STRING = re.compile(r"\?[\w.%+-]{1,100}=[^\s'\"<>]*")
#: JSON keys by the attribute names of LogRecord.
JSON_KEYS = {"levelname": "level", "name": "logger", "request_id": "request", "exc_info": "error"}
#: Attributes that Django adds to records and JSON leaves out: the request contains the query.
ADDED_BY_DJANGO = ["request", "status_code", "server_time"]


def redacted(text: str) -> str:
    """The text in one line, without preview tokens and query strings."""
    text = QUERY_STRING.sub("?…", PREVIEW_TOKEN.sub(r"\1…", text))
    return CONTROL_CHARACTERS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class Redact(logging.Filter):
    """Formats message and traceback itself, redacted.

    Tracebacks are indented, so that no line looks like a new event.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redacted(record.getMessage()), ()
        if record.exc_info:
            lines = logging.Formatter().formatException(record.exc_info).splitlines()
            record.exc_info, record.exc_text = None, "\n".join(f"    {redacted(line)}" for line in lines)
        if not hasattr(record, "request_id"):
            record.request_id = request_id.get()
        return True


def text_lines() -> logging.Formatter:
    return logging.Formatter("{asctime} {levelname} {name}: {message}", style="{")


def json_lines(keys: Sequence[str] = ("levelname", "name", "message", "request_id")) -> logging.Formatter:
    """One JSON object a line, in ASCII, with the time in UTC."""
    return JsonFormatter(
        keys, timestamp="time", rename_fields=JSON_KEYS, reserved_attrs=[*RESERVED_ATTRS, *ADDED_BY_DJANGO]
    )


def given_request_id(environ: dict) -> str:
    """The request id that the proxy sent (X-Request-ID), for both logs; empty where it is missing or invalid."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    return given if REQUEST_ID.fullmatch(given) else ""


class DropKnownErrors(logging.Filter):
    """Drops 503 responses of `/ready`, and errors of requests while the database is down: the clock logs that once.

    Also warnings about addresses that the site asks itself for, with each edition, to learn that they are gone.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.ERROR and OWN_REQUEST in getattr(getattr(record, "request", None), "META", {}):
            return False
        error = record.exc_info[1] if record.exc_info else None
        if error is None and getattr(record, "status_code", None) != 503:
            return True
        return not (is_known(error) or is_readiness_response(record))


def is_readiness_response(record: logging.LogRecord) -> bool:
    """Whether the record is a response of the health check, which is requested every few seconds."""
    return getattr(getattr(record, "request", None), "path_info", "") == "/ready"


def is_known(error: BaseException | None) -> bool:
    """Imports late: Django configures logging before the apps are loaded."""
    from core.database.faults import is_lost  # noqa: PLC0415
    from core.edition_clock import clock  # noqa: PLC0415

    return clock.is_silent and (error is None or is_lost(error))


FORMATTERS = {"text": "operations.logging.text_lines", "json": "operations.logging.json_lines"}


def configuration(form: str) -> dict:
    """Django's LOGGING for the format `text` or `json`. The access log is JSON in either case (`access_log`)."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"known": {"()": "operations.logging.DropKnownErrors"}, "redact": {"()": "operations.logging.Redact"}},
        "formatters": {"line": {"()": FORMATTERS[form]}, "access": {"()": "operations.logging.json_lines", "keys": []}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["known", "redact"]},
            "access": {
                "class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "access", "filters": ["redact"],
            },
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {"operations.access_log": {"handlers": ["access"], "level": "INFO", "propagate": False}},
    }  # fmt: skip
