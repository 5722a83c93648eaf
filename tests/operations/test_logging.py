"""The log: one line for each event, whatever the input, without personal data."""

import json
import logging
import sys

import pytest
from django.test import RequestFactory

from operations.logging import DropKnownErrors, Redact, configuration, json_lines, request_id, text_lines
from tests.server import Server
from tests.site.page import visitor

pytestmark = pytest.mark.slow

#: What would forge a line, or a second one, or colour a terminal.
HOSTILE = 'a\n2026-11-25 00:00:00,000 INFO root: forged\r{"level":"INFO"}\x1b[31m\u2028b\x85c\x7f'
BOTH = pytest.mark.parametrize("form", [text_lines, json_lines])


def record(message: str, *arguments, error: bool = False) -> logging.LogRecord:
    try:
        raise ValueError(HOSTILE)
    except ValueError:
        stack = sys.exc_info() if error else None
    return logging.LogRecord("kip", logging.ERROR, __file__, 1, message, arguments, stack)


def written(form, event: logging.LogRecord) -> str:
    """As the handler of the configuration writes it."""
    Redact().filter(event)
    return form().format(event)


@pytest.mark.check(24)
@BOTH
def test_what_was_sent_makes_one_line(form):
    (line,) = written(form, record("Name: %s", HOSTILE)).splitlines()

    assert "\x1b" not in line


@pytest.mark.check(24)
def test_a_stack_is_part_of_its_object_or_indented_below_its_line():
    (line,) = written(json_lines, record("broken", error=True)).splitlines()
    first, *stack = written(text_lines, record("broken", error=True)).splitlines()

    assert "ValueError" in json.loads(line)["error"]
    assert line.isprintable()
    assert first.endswith("ERROR kip: broken")
    assert len(stack) > 3
    assert all(each.startswith("    ") for each in stack)


def test_an_object_has_the_time_in_utc_and_what_it_is_about():
    token = request_id.set("0123456789abcdef")
    event = record("Grüezi %s", "Welt")
    event.created = 1_795_566_600.5

    told = json.loads(written(json_lines, event))
    request_id.reset(token)

    assert told == {
        "time": "2026-11-25T00:30:00.500000+00:00", "level": "ERROR", "logger": "kip", "message": "Grüezi Welt",
        "request": "0123456789abcdef",
    }  # fmt: skip


@pytest.mark.check(29)
@BOTH
def test_the_token_of_a_preview_is_left_out(form):
    said = written(form, record("Not Found: /vorschau/eyJhbGciOi:1vNs:Zm9v/fr/ /Vorschau//eyJhbGciOi:1vNs:Zm9v/"))

    assert "eyJ" not in said
    assert "/vorschau/" in said


@pytest.mark.check(29)
@pytest.mark.django_db
def test_a_refusal_is_written_down_without_address_and_question(caplog):
    visitor().get("/gibt-es-nicht/?q=geheim", REMOTE_ADDR="203.0.113.7", headers={"X-Request-ID": "abcdef0123456789"})

    (event,) = [each for each in caplog.records if each.name == "django.request"]
    told = json.loads(written(json_lines, event))
    assert told["message"] == "Not Found: /gibt-es-nicht/"
    assert told["request"] == "abcdef0123456789"
    assert "203.0.113.7" not in str(told)


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "x" * 5_000, "kurz", 'a"}\n{"forged', "ABCDEF0123456789"])
def test_a_request_without_a_name_that_will_do_gets_one(given):
    visitor().get("/live", headers={"X-Request-ID": given})

    assert given != request_id.get()
    assert len(request_id.get()) == 16


@pytest.mark.parametrize(("path", "is_written"), [("/ready", False), ("/admin/", True)])
def test_who_asks_whether_all_is_well_does_not_fill_the_log(path, is_written):
    refusal = record("Service Unavailable: %s", path)
    refusal.status_code, refusal.request = 503, RequestFactory().get(path)

    assert DropKnownErrors().filter(refusal) is is_written


def test_the_form_is_a_setting():
    assert [configuration(form)["formatters"]["line"]["()"] for form in ("text", "json")] == [
        "operations.logging.text_lines", "operations.logging.json_lines",
    ]  # fmt: skip


@pytest.mark.check(29)
def test_a_running_site_writes_objects_and_its_server_as_well(tmp_path):
    with Server(tmp_path, LOG_FORMAT="json", ACCESS_LOG="on") as server:
        started = len(server.printed())
        server.request("/gibt-es-nicht/?q=geheim")
        server.request("/suche/?q=geheim")
        server.request("/live", Host="forged.example")

        told = [json.loads(line) for line in server.printed()[started:].splitlines()]

    events = [each for each in told if "logger" in each]
    assert {each["logger"] for each in events} == {"django.request", "django.security.DisallowedHost"}
    assert all({"time", "level", "message", "request"} <= each.keys() for each in events)
    assert [each["path"] for each in told if each not in events] == ["/gibt-es-nicht/", "/suche/", "/live"]
    assert "geheim" not in str(told)
