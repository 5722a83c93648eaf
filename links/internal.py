"""Links to pages of this site, checked exactly: the page is made, and the place on it is looked for."""

from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation

from core.internal_request import render_internally
from links.status import WORKS, Kind, LinkStatus
from redirects import legacy

MAX_REDIRECTS = 5


def own_path(address: str, page_path: str) -> str | None:
    """The path on this site, with its fragment; None for the address of another site.

    `page_path` is where the link stands: `#kip` alone is a place on the same page.
    """
    if address.startswith("#"):
        return page_path.partition("#")[0] + address
    origin = urlsplit(settings.SITE_URL)
    parts = urlsplit(address)
    if parts.netloc and (parts.scheme.lower(), parts.netloc.lower()) != (origin.scheme, origin.netloc):
        return None
    return "/" + address.partition(parts.netloc)[2].removeprefix("/") if parts.netloc else address


class InternalChecker:
    """Each page is made once for however many links lead to it."""

    def __init__(self):
        self.marks = lru_cache(maxsize=None)(self._marks)

    def check(self, path: str) -> LinkStatus:
        page, _, fragment = path.partition("#")
        page = page.partition("?")[0]
        marks = self.marks(page)
        if marks is None:
            return LinkStatus(Kind.GONE, f"Die Seite {page} gibt es auf dieser Website nicht.")
        mark = unquote(fragment)
        if not mark or mark in marks or leads_to_row(f"{page}{mark}/", mark):
            return WORKS
        return LinkStatus(Kind.GONE, f"Auf der Seite {page} gibt es die Stelle «{mark}» nicht.")

    def _marks(self, path: str, steps: int = MAX_REDIRECTS) -> frozenset[str] | None:
        """The ids on a page, wherever it leads; None where there is no page for readers."""
        path = unquote(path)
        response = public_response(path)
        if response is None:
            return self.elsewhere(path)
        if response.status_code in (301, 302) and steps > 1:
            return self._marks(response.headers["Location"].partition("#")[0], steps - 1)
        is_page = response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")
        return IdCollector(response.content.decode()).found if is_page else self.without_marks(response)

    def elsewhere(self, path: str) -> frozenset[str] | None:
        """A slash that is missing is added for readers; and some addresses of another site lead on here."""
        if not path.endswith("/") and (marks := self.marks(f"{path}/")) is not None:
            return marks
        return frozenset() if legacy.legacy_target(path) else None

    @staticmethod
    def without_marks(response) -> frozenset[str] | None:
        response.close()
        return frozenset() if response.status_code == 200 else None


def public_response(path: str) -> HttpResponse | None:
    """None for what readers do not get: no page, and the office's own pages."""
    try:
        with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
            if not getattr(resolve(path).func, "is_readable", False):
                return None
        return render_internally(path)
    except (Http404, Resolver404):
        return None


def leads_to_row(path: str, mark: str) -> bool:
    """A row of a list has an address, which leads to it on whatever page of the list it stands."""
    response = public_response(path)
    if response is None or response.status_code not in (301, 302):
        return False
    return unquote(response.headers["Location"].partition("#")[2]) == mark


class IdCollector(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.found: frozenset[str] = frozenset()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found |= {value for name, value in attrs if name == "id"}
