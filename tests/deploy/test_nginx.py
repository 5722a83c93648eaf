"""The shipped nginx configuration in operation: caching, logging, rate limits, forwarded requests.

Uses the files of deploy/nginx with other ports and folders, without TLS, in front of a site that records requests.
"""

import http.client
import json
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests import shipped_nginx
from tests.server import free_port
from tests.tools import absent

pytestmark = pytest.mark.slow

#: As the site sends it with a public page.
SHARED = "max-age=0, public, s-maxage=1, stale-if-error=604800"


class Site(BaseHTTPRequestHandler):
    """Answers with what it was asked, and counts."""

    protocol_version = "HTTP/1.1"
    asked: list[str] = []
    version = "first"

    def do_GET(self):
        Site.asked.append(self.requestline.split()[1])  # the library takes double slashes out of the path
        public = not self.path.startswith(("/suche/", "/admin/", "/vorschau/"))
        body = json.dumps({"path": self.path, "version": Site.version, "headers": dict(self.headers)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", SHARED if public else "no-store")
        self.send_header("Vary", "Accept-Encoding")
        self.send_header("Content-Encoding", self.headers.get("Accept-Encoding", "identity"))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def log_message(self, *_):
        pass


class Nginx:
    def __init__(self, folder: Path, port: int):
        self.folder, self.port = folder, port

    def ask(self, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        """Underscores in names of headers stand for hyphens, two of them for one."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        names = {name: name.replace("__", "\0").replace("_", "-").replace("\0", "_") for name in headers}
        sent = {names[name]: value for name, value in headers.items()}
        connection.request(method, path, headers={"Host": "kip.example.org"} | sent)
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        connection.close()
        return answer

    def told(self, path: str, **headers: str) -> dict:
        return json.loads(self.ask(path, **headers).text)

    def line_of(self, path: str) -> str:
        """What nginx writes down of a request; it does so after it has answered."""
        log = self.folder / "access.log"
        before, ends = len(log.read_text()), time.monotonic() + 60
        self.ask(path)
        while not (line := log.read_text()[before:]).endswith("\n"):
            assert time.monotonic() < ends
            time.sleep(0.01)
        return line


@pytest.fixture(scope="module")
def nginx(tmp_path_factory) -> Iterator[Nginx]:
    program = shutil.which("nginx") or absent("nginx", "apt install nginx")
    folder = tmp_path_factory.mktemp("nginx")
    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    port = free_port()
    command = shipped_nginx.command(program, folder, port, free_port(), [site.server_port])
    process = subprocess.Popen(command, stderr=subprocess.PIPE)  # noqa: S603
    try:
        yield started(Nginx(folder, port), process)
    finally:
        process.terminate()
        process.wait(timeout=60)
        site.shutdown()


def started(nginx: Nginx, process: subprocess.Popen) -> Nginx:
    ends = time.monotonic() + 60
    while True:
        try:
            nginx.ask("/live")
            return nginx
        except OSError:
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < ends
            time.sleep(0.05)


@pytest.fixture(autouse=True)
def forgotten():
    Site.asked.clear()
    Site.version = "first"


# -- what is kept


def test_a_page_is_kept_whatever_stands_behind_the_question_mark(nginx):
    answers = [nginx.told(f"/kip-1/?utm_source={number}")["version"] for number in range(20)]

    assert answers == ["first"] * 20
    assert len(Site.asked) <= 3  # a second is over now and then


@pytest.mark.parametrize(
    ("accepted", "given"),
    [
        ("gzip, deflate, br", "br"), ("br", "br"), ("br;q=0.5 , gzip", "br"), ("BR", "br"), ("br;q=0, gzip;q=1.0", "gzip"), ("gzip", "gzip"),
        ("br;q=0.000", None), ("brotli", None), ("deflate", None), ("", None), ("*", None), ("x" * 3000, None),
    ],
)  # fmt: skip
def test_an_encoding_is_one_of_three_however_it_is_asked_for(nginx, accepted, given):
    assert nginx.told("/kip-2/", Accept_Encoding=accepted)["headers"].get("Accept-Encoding") == given


def test_no_spelling_of_the_encoding_makes_a_copy_of_its_own(nginx):
    for number in range(20):
        nginx.ask("/kip-2bis/", Accept_Encoding=f"gzip, x-{number}")

    assert len(Site.asked) <= 3


@pytest.mark.parametrize(
    "path", ["/%6bip-3/", "//kip-3/", "/x/../kip-3/", "/./kip-3/", "/KIP-3/", "/kip-3/%00", "/kip-3//", "/kip%2D3/"]
)
def test_another_spelling_goes_to_the_site_as_it_is_and_is_not_kept(nginx, path):
    answers = [nginx.ask(path).status for _time in range(2)]

    if answers[0] == 200:
        assert Site.asked == [path, path]
    else:  # nginx itself refuses it
        assert answers == [400, 400]
    assert nginx.told("/kip-3/")["path"].partition("?")[0] == "/kip-3/"


def test_the_first_look_after_an_edit_shows_the_new_page(nginx):
    nginx.ask("/massnahmen/")
    time.sleep(2.1)
    Site.version = "second"

    assert nginx.told("/massnahmen/")["version"] == "second"


def test_who_edits_sees_the_page_as_it_is_and_renews_it_for_all(nginx):
    nginx.ask("/partner/")
    Site.version = "second"

    assert nginx.told("/partner/", Cookie="a=b; __Host-sessionid=abc")["version"] == "second"
    assert nginx.told("/partner/")["version"] == "second"


# -- what is written down

SECRET = "GeheimesZeichen"  # noqa: S105


@pytest.mark.parametrize(
    "path",
    [
        "/vorschau/{}/", "/%76orschau/{}/", "//vorschau/{}/", "/x/../vorschau/{}/", "/./vorschau/{}/", "/VORSCHAU/{}/", "/vorschau%2F{}/",
        "/%2576orschau/{}/", "/suche/?q={}", "/suche/%3Fq={}", "/kip-3/?{}", "/kip-3/#{}", "/fr/vorschau/{}/", "/;/vorschau/{}",
    ],
)  # fmt: skip
@pytest.mark.check(29)
def test_no_spelling_brings_a_secret_into_the_log(nginx, path):
    line = nginx.line_of(path.format(SECRET))

    assert " GET " in line
    assert SECRET not in line


def test_a_page_is_written_down_by_its_path(nginx):
    assert " GET /entscheide/ 200 " in nginx.line_of("/entscheide/?von=2014")


# -- what is handed on


@pytest.mark.check(9)
def test_nobody_says_who_asks_but_nginx_in_any_spelling(nginx):
    claimed = {
        "X_Forwarded_For": "6.6.6.6",
        "X__Forwarded__For": "6.6.6.6",
        "X_Forwarded_Host": "evil.example",
        "Forwarded": "for=6.6.6.6",
    }

    headers = nginx.told("/daten/", **claimed)["headers"]

    assert headers["X-Forwarded-For"] == "127.0.0.1"
    assert "6.6.6.6" not in str(headers)
    assert "evil.example" not in str(headers)


# -- what nginx itself refuses


@pytest.mark.parametrize(
    ("request_line", "header", "status"),
    [
        ("GET /\0 HTTP/1.1", "", 400),
        ("NONSENSE", "", 400),
        ("GET / HTTP/1.1", f"A: {'a' * 40_000}", 400),
        (f"GET /{'a' * 40_000} HTTP/1.1", "", 414),
    ],
)
@pytest.mark.check(42)
def test_a_request_that_cannot_be_read_is_refused_with_the_headers_of_the_site(nginx, request_line, header, status):
    """granian's own refusals have none (docs/adr/0021)."""
    with socket.create_connection(("127.0.0.1", nginx.port), 60) as line:
        line.sendall(f"{request_line}\r\nHost: kip.example.org\r\n{header}\r\n\r\n".encode())
        answer = http.client.HTTPResponse(line)
        answer.begin()

        assert (answer.status, answer.headers["Server"]) == (status, "nginx")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Strict-Transport-Security"]


def test_a_page_has_the_headers_of_the_site_alone(nginx):
    assert nginx.ask("/kip-3/").headers["Content-Security-Policy"] is None


# -- who is slowed down


@pytest.mark.check(61)
def test_a_flood_of_searches_from_one_address_is_refused_in_words(nginx):
    answers = [nginx.ask(path) for _time in range(30) for path in ("/suche/?q=x", "/fr/%73uche/?q=y")]

    refused = [answer for answer in answers if answer.status == 429]
    assert 20 <= len(refused) <= 40
    assert refused[0].headers["Retry-After"] == "60"
    assert "Trop de demandes" in refused[0].text
    assert nginx.ask("/kip-3/").status == 200


@pytest.mark.check(61)
def test_so_are_remarks(nginx):
    answers = [nginx.ask("/vorschau/x/de/anmerkungen/", "POST").status for _time in range(20)]

    assert answers.count(429) >= 5
    assert nginx.ask("/vorschau/x/de/anmerkungen/").status == 200


@pytest.mark.check(61)
def test_so_are_logins(nginx):
    paths = ["/admin/login/", "/admin//login/", "/%61dmin/login/", "/admin/./login/code/"]
    answers = [nginx.ask(paths[number % 4], "POST").status for number in range(12)]

    assert answers.count(429) >= 5
    assert nginx.ask("/admin/login/").status == 200
