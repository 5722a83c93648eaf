"""The access log contains request, status and duration, and neither client nor search words."""

import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
from django.test import RequestFactory

from operations.access_log import AccessLog

pytestmark = [pytest.mark.check(29), pytest.mark.slow]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the handler of the settings writes."""
    handler = logging.getLogger("operations.access_log").handlers[0]
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


@pytest.fixture
def logged(lines) -> Callable:
    def answer(path: str, status: str = "200 OK", **environ: str) -> str:
        def application(environ, start_response):
            start_response(status, [])
            return [b""]

        lines.truncate(lines.seek(0))
        list(AccessLog(application)(RequestFactory().get(path).environ | environ, lambda *_: None))
        return lines.getvalue()

    return answer


def test_a_line_names_method_path_status_and_time(logged):
    line = logged("/kip-3/", "404 Not Found")
    said = json.loads(line)

    assert (said["method"], said["path"], said["status"]) == ("GET", "/kip-3/", 404)
    assert said["time"].endswith("+00:00")
    assert said["milliseconds"] >= 0


def test_a_line_has_the_name_that_the_proxy_gave_its_request_and_no_other(logged):
    line = logged("/kip-3/", HTTP_X_REQUEST_ID="abcdef0123456789")
    forged = logged("/kip-3/", HTTP_X_REQUEST_ID="192.0.2.9 Scheidung")

    assert json.loads(line)["request"] == "abcdef0123456789"
    assert json.loads(forged)["request"] == ""


def test_neither_words_nor_addresses_nor_tokens_stand_in_it(logged):
    line = logged("/suche/?q=Scheidung", REMOTE_ADDR="192.0.2.9", HTTP_USER_AGENT="Chromium", HTTP_REFERER="/x")
    shared = logged("/vorschau/geheim:abc/fr/")

    assert not any(word in line for word in ("Scheidung", "192.0.2.9", "Chromium", "/x"))
    assert json.loads(shared)["path"] == "/vorschau/…/fr/"


@pytest.mark.parametrize("path", ["/a\n{}", "/a\x1b[2J", "/a\u2028b".encode().decode("latin-1"), "/a\x7f\x85"])
def test_a_path_makes_no_second_line(logged, path):
    line = logged("/", PATH_INFO=path)

    assert line.count("\n") == 1
    assert line.isascii()
    assert line[:-1].isprintable()


def test_an_error_is_told_as_such(lines):
    def broken(environ, start_response):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        AccessLog(broken)(RequestFactory().get("/").environ, lambda *_: None)
    assert json.loads(lines.getvalue())["status"] == 500
