"""Client requests to the installed site: over https to nginx, and to each of its two processes."""

import re
import socket
import ssl
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

LOOPBACK = "127.0.0.1"
PROCESSES = (8001, 8002)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str


class Reader:
    def __init__(self, name: str, certificate: Path):
        self.name = name
        self.trust = ssl.create_default_context(cafile=certificate)

    def ask(self, path: str, host: str = "", form: dict | None = None, **headers: str) -> Answer:
        """A request over https to nginx; the certificate must be that of the site, for any Host header."""
        line = socket.create_connection((LOOPBACK, 443), timeout=10)
        return talk(self.trust.wrap_socket(line, server_hostname=self.name), host or self.name, path, form, headers)

    def ask_plainly(self, path: str, host: str = "", port: int = 80, **headers: str) -> Answer:
        line = socket.create_connection((LOOPBACK, port), timeout=10)
        return talk(line, host or self.name, path, None, headers)

    def ask_process(self, port: int, path: str) -> Answer:
        """A request to a process, as nginx passes it on."""
        return self.ask_plainly(path, port=port, **{"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"})

    def greets(self, name: str) -> bool:
        """Whether nginx sends a certificate for that name (SNI)."""
        try:
            with socket.create_connection((LOOPBACK, 443), timeout=10) as line:
                self.trust.wrap_socket(line, server_hostname=name).close()
        except ssl.SSLError:
            return False
        return True

    def sign_in(self, user: str, password: str) -> Answer:
        shown = self.ask("/admin/login/")
        cookie = shown.headers["set-cookie"].partition(";")[0]
        form = {"csrfmiddlewaretoken": TOKEN.search(shown.text)[1], "username": user, "password": password}
        return self.ask("/admin/login/", form=form, Cookie=cookie, Referer=f"https://{self.name}/admin/login/")

    def addresses(self) -> list[str]:
        return [path for file in self.locations("/sitemap.xml") for path in self.locations(file)]

    def locations(self, sitemap: str) -> list[str]:
        return re.findall(r"<loc>https?://[^/]+([^<]+)</loc>", self.ask(sitemap).text)

    def bodies(self, port: int, paths: list[str]) -> dict[str, tuple[int, str]]:
        answers = {path: self.ask_process(port, path) for path in paths}
        return {path: (answer.status, answer.text) for path, answer in answers.items()}

    @contextmanager
    def asking_all_the_time(self, path: str):
        """Requests the path all the time. Yields the failed responses; the first entry counts all requests."""
        seen: list = [0]
        ends = threading.Event()
        asker = threading.Thread(target=self.keep_asking, args=(path, seen, ends))
        asker.start()
        try:
            yield seen
        finally:
            ends.set()
            asker.join(timeout=30)

    def keep_asking(self, path: str, seen: list, ends: threading.Event):
        while not ends.wait(0.02):
            seen[0] += 1
            try:
                answer = self.ask(path)
            except (OSError, HTTPException) as error:
                seen.append(repr(error))
                continue
            if answer.status != 200:
                title = re.search(r"<title>(.*?)</title>", answer.text, re.DOTALL)
                seen.append((answer.status, title and title[1].strip(), f"{datetime.now(UTC):%H:%M:%S}"))


def talk(line: socket.socket, host: str, path: str, form: dict | None, headers: dict[str, str]) -> Answer:
    connection = HTTPConnection(host, timeout=10)
    connection.sock = line
    body = urlencode(form) if form else None
    headers |= {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    try:
        connection.request("POST" if form else "GET", path, body=body, headers=headers)
        answer = connection.getresponse()
        return Answer(
            answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()
        )
    finally:
        connection.close()


def seconds_until(is_so, patience: float = 30) -> float:
    """Seconds until the condition holds; infinite if it does not in time."""
    started = time.monotonic()
    while time.monotonic() - started < patience:
        if is_so():
            return time.monotonic() - started
        time.sleep(0.02)
    return float("inf")
