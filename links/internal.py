"""Checks links to pages of this site: the page is rendered, and its HTML must contain the anchor."""

from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation

from core.languages import language_of_path
from core.pages.internal_request import discard, render_internally
from links.status import WORKS, Kind, LinkStatus
from redirects import legacy

MAX_REDIRECTS = 5


def own_path(address: str, page_path: str) -> str | None:
    """The path on this site, with its fragment; None for the address of another site, and for what is none.

    `page_path` is the page on which the link stands: `#kip` alone is an anchor on the same page.
    """
    if address.startswith("#"):
        return page_path.partition("#")[0] + address
    origin = urlsplit(settings.SITE_URL)
    try:
        parts = urlsplit(address)
    except ValueError:  # a draft may hold any text
        return None
    if parts.netloc and (parts.scheme.lower(), parts.netloc.lower()) != (origin.scheme, origin.netloc):
        return None
    return "/" + address.partition(parts.netloc)[2].removeprefix("/") if parts.netloc else address


class InternalChecker:
    """Renders each page once, however many links lead to it."""

    def __init__(self):
        self.anchors = lru_cache(maxsize=None)(self._anchors)

    def check(self, path: str) -> LinkStatus:
        page, _, fragment = path.partition("#")
        page = page.partition("?")[0]
        anchors = self.anchors(page)
        if anchors is None:
            return LinkStatus(Kind.GONE, f"Die Seite {page} gibt es auf dieser Website nicht.")
        anchor = unquote(fragment)
        if not anchor or anchor in anchors or leads_to_row(f"{page}{anchor}/", anchor):
            return WORKS
        return LinkStatus(Kind.GONE, f"Auf der Seite {page} gibt es die Stelle «{anchor}» nicht.")

    def _anchors(self, path: str, steps: int = MAX_REDIRECTS) -> frozenset[str] | None:
        """The anchors of a page, after redirects; None if readers get no page."""
        path = unquote(path)
        response = public_response(path)
        if response is None:
            return self.elsewhere(path)
        if response.status_code in (301, 302) and steps > 1:
            return self._anchors(response.headers["Location"].partition("#")[0], steps - 1)
        is_page = response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")
        return frozenset(IdCollector(response.content.decode()).found) if is_page else self.without_anchors(response)

    def elsewhere(self, path: str) -> frozenset[str] | None:
        """Readers are redirected when a trailing slash is missing, and from paths of the replaced site."""
        if not path.endswith("/") and (anchors := self.anchors(f"{path}/")) is not None:
            return anchors
        return frozenset() if legacy.legacy_target(path) else None

    @staticmethod
    def without_anchors(response) -> frozenset[str] | None:
        discard(response)
        return frozenset() if response.status_code == 200 else None


def public_response(path: str) -> HttpResponse | None:
    """The response that readers get; None for a missing page and for pages of the admin."""
    try:
        with translation.override(language_of_path(path)):
            if not getattr(resolve(path).func, "is_readable", False):
                return None
        return render_internally(path)
    except (Http404, Resolver404):
        return None


def leads_to_row(path: str, anchor: str) -> bool:
    """Whether a row has an address of its own that redirects to its anchor, on whatever page of the list it is."""
    response = public_response(path)
    if response is None or response.status_code not in (301, 302):
        return False
    return unquote(response.headers["Location"].partition("#")[2]) == anchor


class IdCollector(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.update(value for name, value in attrs if name == "id")
