"""Somebody of the office at the running site: logs in, opens forms, sends them, as a browser without scripts does."""

import re
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode

from lxml import html

from tests.editorial.office import form_values
from tests.server import Server


class Visitor:
    def __init__(self, server: Server, name: str, password: str):
        self.origin = server.origin
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.post("/admin/login/", {"username": name, "password": password})

    @classmethod
    def administrator(cls, server: Server, printed: str) -> "Visitor":
        """With the password that the first start printed."""
        return cls(server, "admin", re.search(r"^\s+admin\s+(\S+)$", printed, re.MULTILINE)[1])

    def open(self, path: str, data: bytes | None = None) -> tuple[int, str, str]:
        """Status, address and text of where redirects lead."""
        try:
            with self.opener.open(self.origin + path, data, timeout=60) as response:
                return response.status, response.url.removeprefix(self.origin), response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, path, error.read().decode()

    def form(self, path: str) -> dict[str, list[str]]:
        return form_values(html.document_fromstring(self.open(path)[2]))

    def post(self, path: str, values: dict) -> tuple[int, str, str]:
        token = html.document_fromstring(self.open(path)[2]).xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]
        return self.open(path, urlencode({**values, "csrfmiddlewaretoken": token}, doseq=True).encode())
