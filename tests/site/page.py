"""A public page for tests, and the list of all public pages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override
from lxml import etree, html

#: Fewer addresses than this, and a test that walks them proves nothing.
FEWEST_PAGES = 45
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@dataclass
class Page:
    path: str
    response: HttpResponse = field(repr=False)

    @property
    def language(self) -> str:
        """As the address says it."""
        code = self.path[1:3]
        return code if self.path[3:4] == "/" and code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    @cached_property
    def document(self) -> html.HtmlElement:
        return html.document_fromstring(self.response.content.decode())

    @cached_property
    def ids(self) -> list[str]:
        return self.document.xpath("//@id")

    @cached_property
    def spoken(self) -> list[tuple[str, str]]:
        """Each text and each attribute that is read aloud, with its nearest language."""
        return list(spoken_in(self.document, ""))

    def all(self, selector: str) -> list[html.HtmlElement]:
        return self.document.cssselect(selector)

    def texts(self, selector: str) -> list[str]:
        return [" ".join(element.text_content().split()) for element in self.all(selector)]

    def attribute(self, selector: str, name: str) -> str | None:
        found = self.all(selector)
        return found[0].get(name) if len(found) == 1 else None


READ_ALOUD = ("alt", "title", "aria-label", "content", "placeholder")


def spoken_in(element: html.HtmlElement, language: str) -> Iterator[tuple[str, str]]:
    if not isinstance(element.tag, str) or element.tag in ("script", "style"):
        return
    language = element.get("lang", language).partition("-")[0]
    yield from ((element.get(name), language) for name in READ_ALOUD if element.get(name))
    if element.text and element.text.strip():
        yield element.text, language
    for child in element:
        yield from spoken_in(child, language)
        if child.tail and child.tail.strip():
            yield child.tail, language


def visitor(**options) -> Client:
    """A reader's browser: an error is a page, not an exception."""
    return Client(raise_request_exception=False, headers={"host": "localhost"}, **options)


def fetch(path: str) -> Page:
    return Page(path, visitor().get(path))


def public_addresses() -> list[str]:
    paths = [path for file in locations("/sitemap.xml") for path in locations(file)]
    assert len(paths) >= FEWEST_PAGES
    return paths


def one_of_each_kind(paths: list[str]) -> list[str]:
    """The first address that each view answers in each language."""
    return list({kind_of(path): path for path in reversed(paths)}.values())


def kind_of(path: str) -> tuple[str, str]:
    language = get_language_from_path(path) or settings.LANGUAGE_CODE
    try:
        with override(language):
            return language, resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return language, path


def locations(path: str) -> list[str]:
    """The paths that a sitemap or its index names."""
    found = entries(path).xpath("//s:loc/text()", namespaces=SITEMAP)
    assert all(location.startswith(f"{settings.SITE_URL}/") for location in found)
    return [urlsplit(location).path for location in found]


def entries(path: str) -> etree._Element:
    return etree.fromstring(visitor().get(path).content)


def faults(pages: list[Page], is_right: Callable[[Page], object]) -> list[str]:
    """The paths of the pages that break a rule; with the error, where a page has not even what the rule looks at."""
    assert len(pages) >= FEWEST_PAGES
    return [fault for page in pages if (fault := fault_of(page, is_right))]


def fault_of(page: Page, is_right: Callable[[Page], object]) -> str:
    try:
        return "" if is_right(page) else page.path
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        return f"{page.path}: {error!r}"
