"""Links to pages of this site, checked exactly: the page is made, and the place on it is looked for."""

from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import Http404
from django.urls import Resolver404

from editorial import rich_text
from editorial.differences import Labels
from editorial.links.answer import WORKS, Answer, Kind
from editorial.merge import Content
from editorial.reader import read
from editorial.rich_text import RichTextFormField
from editorial.submission import PAGE

MOST_REDIRECTS = 5


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
    return address.partition(parts.netloc)[2] or "/" if parts.netloc else address


class OwnPages:
    """Each page is made once for however many links lead to it."""

    def __init__(self):
        self.marks = lru_cache(maxsize=None)(self._marks)

    def check(self, path: str) -> Answer:
        page, _, fragment = path.partition("#")
        page = page.partition("?")[0]
        marks = self.marks(page)
        if marks is None:
            return Answer(Kind.GONE, f"Die Seite {page} gibt es auf dieser Website nicht.")
        mark = unquote(fragment)
        if not mark or mark in marks or self.marks(f"{page}{mark}/") is not None:  # a row of a long list has an address
            return WORKS
        return Answer(Kind.GONE, f"Auf der Seite {page} gibt es die Stelle «{mark}» nicht.")

    def _marks(self, path: str) -> frozenset[str] | None:
        """The ids on a page, wherever it leads; None where there is no page."""
        for _step in range(MOST_REDIRECTS):
            try:
                response = read(path)
            except (Http404, Resolver404):
                return None
            if response.status_code not in (301, 302):
                break
            path = response.headers["Location"].partition("#")[0]
        is_page = response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")
        return Ids(response.content.decode()).found if is_page else self.without_marks(response)

    @staticmethod
    def without_marks(response) -> frozenset[str] | None:
        response.close()
        return frozenset() if response.status_code == 200 else None


class Ids(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.found = frozenset()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found |= {value for name, value in attrs if name == "id"}


@dataclass(frozen=True)
class DeadLink:
    """A link in a draft that leads nowhere on this site; `label` is the field in which it stands."""

    label: str
    address: str
    text: str


def dead_links(page_admin, content: Content, before: Content, page_path: str) -> list[DeadLink]:
    """In the rich texts of a page, those that `before` has not had; rows beside a page have no rich texts."""
    labels, own = Labels(page_admin), OwnPages()
    return [
        DeadLink(labels.of(PAGE, name), address, answer.text)
        for name, value in content.get(PAGE, {}).items()
        if isinstance(labels.field(PAGE, name), RichTextFormField)
        for address, _words in rich_text.links(value)
        if address not in dict(rich_text.links(before.get(PAGE, {}).get(name, "")))
        and (path := own_path(address, page_path))
        and path.startswith("/")
        and (answer := own.check(path)).kind is not Kind.WORKS
    ]
