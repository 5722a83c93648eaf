"""The site as a process: the command of `make run` on a separate port."""

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests import template
from tests.environment import ROOT, clean_environment

#: Seconds; the first start gathers and compresses the static files, and other work may keep the machine busy.
STARTS_WITHIN = 600
#: Every edition renders in advance what fits into the page cache: seconds of processor time for all pages of the site.
FEW_PAGES = {"PAGE_CACHE_MB": "1"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    #: Where the code is: the server looks for it in the folder that it is started in.
    folder: Path = ROOT
    has_few_pages = True

    def __init__(self, var_dir: Path, *, prepared: bool = True, **environment: str):
        """`prepared`: a database of its own is there, with the content; without it, the first start has that to do."""
        self.prepared = prepared
        self.port = free_port()
        self.origin = f"http://localhost:{self.port}"
        self.environment = clean_environment() | {
            "VAR_DIR": str(var_dir), "PORT": str(self.port), "WORKERS": "1",
            **(FEW_PAGES if self.has_few_pages else {}), **environment,
        }  # fmt: skip
        self.output = var_dir / f"output-{self.port}"
        #: Where a proxy is trusted, this is one: it says that its readers come under https.
        self.sent = {"X-Forwarded-Proto": "https"} if environment.get("TRUSTED_PROXIES") else {}

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_):
        self.stop(signal.SIGTERM)

    def start(self):
        if self.prepared:
            self.prepare()
        started = time.monotonic()
        with self.output.open("w") as stream:
            self.process = subprocess.Popen(  # noqa: S603
                self.command(), env=self.environment, stdout=stream, stderr=stream, cwd=self.folder
            )
        self.wait()
        self.seconds = time.monotonic() - started

    def prepare(self):
        folder = self.output.parent
        if "DATABASE_URL" in self.environment:
            template.link_static_files(folder)
        else:
            template.put_into(folder)

    @staticmethod
    def command() -> list[str]:
        return [sys.executable, str(ROOT / "manage.py"), "serve"]

    def wait(self):
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                return self.get("/robots.txt")
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
        self.stop(signal.SIGKILL)
        raise AssertionError(f"The site did not start:\n{self.printed()}")

    def request(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict, bytes]:
        """Status, headers and body of any answer; redirects are followed, refusals are answers too."""
        asked = urllib.request.Request(self.origin + path, method=method, headers=self.sent | headers)  # noqa: S310
        try:
            with urllib.request.urlopen(asked, timeout=300) as response:  # noqa: S310
                return response.status, dict(response.headers), response.read()
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read()

    def status(self, path: str) -> int:
        return self.request(path)[0]

    def get(self, path: str) -> str:
        asked = urllib.request.Request(self.origin + path, headers=self.sent)  # noqa: S310
        with urllib.request.urlopen(asked, timeout=300) as response:  # noqa: S310
            return response.read().decode()

    def stop(self, how: signal.Signals) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(timeout=300)

    def printed(self) -> str:
        return self.output.read_text()

    def addresses(self) -> list[str]:
        return [path for file in self.locations("/sitemap.xml") for path in self.locations(file)]

    def locations(self, sitemap: str) -> list[str]:
        return re.findall(r"<loc>https?://[^/]+([^<]+)</loc>", self.get(sitemap))


def refusal(**environment: str) -> subprocess.CompletedProcess:
    """What the start command says when it cannot start."""
    return subprocess.run(  # noqa: S603
        Server.command(), env=clean_environment() | environment, capture_output=True, text=True, timeout=300
    )
