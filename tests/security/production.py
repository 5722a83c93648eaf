"""The site as in production: https, behind one proxy, which these tests simulate."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import html

from tests.server import Server

from .observatory import Answer

HOST = "kip.example.org"
SETTINGS = {"SITE_URL": f"https://{HOST}", "TRUSTED_PROXIES": "127.0.0.1"}
UNDER_HTTPS = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}


@contextmanager
def in_production(site: Server) -> Iterator[Server]:
    """A second server on the data of the first."""
    with Server(site.output.parent, **SETTINGS) as server:
        yield server


def ask(server: Server, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> http.client.HTTPResponse:
    """One answer, with its body read; redirects are not followed. Underscores in names of headers stand for hyphens."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
    try:
        sent = UNDER_HTTPS | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(
            method, path, body or None, {name: value for name, value in sent.items() if value is not None}
        )
        response = connection.getresponse()
        response.text = response.read().decode(errors="replace")
        return response
    finally:
        connection.close()


def answer(server: Server, path: str) -> Answer:
    """As the Observatory sees a page: its headers, its cookies, its scripts, and where http leads."""
    page = ask(server, path)
    plain = ask(server, path, X_Forwarded_Proto="http")
    scripts = html.document_fromstring(page.text).xpath("//script[@src]")
    return Answer(
        headers={name.lower(): value for name, value in page.getheaders()},
        cookies=[value for name, value in page.getheaders() if name.lower() == "set-cookie"],
        scripts=[(script.get("src"), script.get("integrity", "")) for script in scripts],
        redirects_to_https=plain.status == 301 and plain.getheader("Location") == f"https://{HOST}{path}",
    )
