"""A client for the running site: logs in, opens and sends forms, like a browser without scripts."""

import re
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode

from lxml import html

from tests.editorial.office import form_values
from tests.second_factor import code_for
from tests.server import Server


class Visitor:
    #: By the password that was given to them: what they have chosen since.
    chosen: dict[str, str] = {}
    #: Codes on paper, by the password of whose they are: printed at the first login, used at the next ones.
    sheets: dict[str, list[str]] = {}

    def __init__(self, server: Server):
        self.origin = server.origin
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def come_in(self, name: str, password: str):
        password = self.chosen.get(password, password)
        _status, address, text = self.post("/admin/login/", {"username": name, "password": password})
        if address == "/admin/login/neues-passwort/":
            self.chosen[password] = password = f"{password}, selbst gewählt"
            _status, address, text = self.post(address, {"new_password1": password, "new_password2": password})
        if address == "/admin/login/einrichten/":
            (key,) = html.document_fromstring(text).cssselect(".key")
            _status, address, text = self.post(address, {"code": code_for(key.text_content())})
            self.sheets[password] = [
                code.text_content() for code in html.document_fromstring(text).cssselect(".codes code")
            ]
        else:
            self.post(address, {"backup_code": self.sheets[password].pop()})

    @classmethod
    def administrator(cls, server: Server, printed: str) -> "Visitor":
        """With the password that the first start printed."""
        visitor = cls(server)
        visitor.come_in("admin", re.search(r"^\s+admin\s+(\S+)$", printed, re.MULTILINE)[1])
        return visitor

    def open(self, path: str, data: bytes | None = None) -> tuple[int, str, str]:
        """Status, address and text of where redirects lead."""
        try:
            with self.opener.open(self.origin + path, data, timeout=300) as response:
                return response.status, response.url.removeprefix(self.origin), response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, path, error.read().decode()

    def form(self, path: str) -> dict[str, list[str]]:
        return form_values(html.document_fromstring(self.open(path)[2]))

    def post(self, path: str, values: dict) -> tuple[int, str, str]:
        token = html.document_fromstring(self.open(path)[2]).xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]
        return self.open(path, urlencode({**values, "csrfmiddlewaretoken": token}, doseq=True).encode())
