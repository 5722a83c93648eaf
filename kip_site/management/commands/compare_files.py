"""Compares what the static server says with what the application says: status, headers and bytes of every published address."""

import ssl
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPSConnection
from itertools import product
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from delivery.published_files import PublishedFiles, site_files

#: Of the connection, not of the page.
IGNORED = {"date", "server", "connection", "keep-alive", "transfer-encoding", "accept-ranges"}
#: nginx writes a body of its own into a redirect.
OF_REDIRECT_BODY = {"content-length", "content-type"}
ENCODINGS = {"br": "br, gzip", "gzip": "gzip", "identity": "identity"}
Answer = tuple[int, dict[str, str], bytes]


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser):
        parser.add_argument("files", help="the static server, for instance https://127.0.0.1")
        parser.add_argument("application", help="a process of the site, for instance http://127.0.0.1:8001")
        parser.add_argument("--pause", type=float, default=0.05, help="seconds between two addresses")
        parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth address, for a quick look")
        parser.add_argument(
            "--wait", type=float, default=30, help="seconds for an edit that is being published meanwhile"
        )
        parser.add_argument("--encodings", nargs="+", choices=ENCODINGS, default=list(ENCODINGS))

    def handle(
        self, files: str, application: str, pause: float, every: int, wait: float, encodings: list[str], **options
    ):
        sides = Origin(files), Origin(application)
        paths = published_paths(site_files())[:: max(every, 1)]
        differing = {}
        for path in paths:
            for question in product((path,), ("GET", "HEAD", "If-None-Match"), encodings):
                if said := asked_of_both(sides, question):
                    differing[question] = said
            time.sleep(pause)
        ends = time.monotonic() + wait
        while differing and time.monotonic() < ends:
            time.sleep(1)
            differing = {question: said for question in differing if (said := asked_of_both(sides, question))}

        for (path, method, encoding), said in differing.items():
            self.stderr.write(f"{method} {path} ({encoding}): {said}")
        self.stdout.write(
            f"{len(paths)} addresses, {len(paths) * 3 * len(encodings)} answers compared, {len(differing)} differ."
        )
        if differing:
            raise CommandError("File and application differ.")


def published_paths(files: PublishedFiles) -> list[str]:
    """Also the form without a slash of each page, which redirects."""
    paths = list(files.published_paths())
    return sorted({*paths, *(path[:-1] for path in files.page_paths() if path.endswith("/") and path != "/")})


class Origin:
    def __init__(self, origin: str):
        parts = urlsplit(origin)
        kind = OwnNameConnection if parts.scheme == "https" else HTTPConnection
        self.connection = kind(parts.netloc, timeout=60)
        self.headers = {
            "Host": urlsplit(settings.SITE_URL).netloc,
            "X-Forwarded-Proto": urlsplit(settings.SITE_URL).scheme,
        }

    def ask(self, path: str, method: str, accepted: str) -> Answer:
        if method in ("GET", "HEAD"):
            return self.answer(path, method, {"Accept-Encoding": accepted})
        tag = self.answer(path, "HEAD", {"Accept-Encoding": accepted})[1].get("etag", '"none"')
        return self.answer(path, "GET", {"Accept-Encoding": accepted, "If-None-Match": tag})

    def answer(self, path: str, method: str, headers: dict[str, str]) -> Answer:
        """The other side may close a connection that was kept at any time; then a new one is opened, once."""
        try:
            return self.exchange(path, method, headers)
        except ConnectionError:
            self.connection.close()
            return self.exchange(path, method, headers)

    def exchange(self, path: str, method: str, headers: dict[str, str]) -> Answer:
        self.connection.request(method, path, headers=self.headers | headers)
        response = self.connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()


def asked_of_both(sides: tuple[Origin, Origin], question: tuple[str, str, str]) -> str:
    path, method, encoding = question
    return difference(*(side.ask(path, method, ENCODINGS[encoding]) for side in sides))


class OwnNameConnection(HTTPSConnection):
    """To an address of this machine, under the name of the site; whose certificate it is does not matter here."""

    def connect(self):
        HTTPConnection.connect(self)
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.sock = context.wrap_socket(self.sock, server_hostname=urlsplit(settings.SITE_URL).hostname)


def difference(file: Answer, page: Answer) -> str:
    """In words; nothing where they are the same."""
    if file[0] != page[0]:
        return f"status {file[0]}, not {page[0]}"
    is_redirect = file[0] in (301, 302)
    said = [f"{name}: {one!r}, not {other!r}" for name, one, other in differing_headers(file[1], page[1], is_redirect)]
    if not is_redirect and file[2] != page[2]:
        said.append("other bytes")
    return "; ".join(said)


def differing_headers(file: dict[str, str], page: dict[str, str], is_redirect: bool) -> Iterator[tuple]:
    for name in sorted(file.keys() | page.keys()):
        if name not in IGNORED | (OF_REDIRECT_BODY if is_redirect else set()) and file.get(name) != page.get(name):
            yield name, file.get(name), page.get(name)
