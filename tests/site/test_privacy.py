"""Pages send no requests to other hosts, run no scripts, and store nothing in the browser."""

import re

import pytest
from django.contrib.staticfiles import finders

from .page import Page, faults

LOADED = [
    ("link[rel~=stylesheet], link[rel~=preload], link[rel~=icon], use, image", "href"),
    ("[src]", "src"),
    ("[srcset]", "srcset"),
    ("object", "data"),
    ("video", "poster"),
]


def loaded(page: Page) -> list[str]:
    """Addresses that a browser fetches by itself, without a click."""
    return [found for selector, name in LOADED for element in page.all(selector) if (found := element.get(name))]


def runs_nothing(page: Page) -> bool:
    scripts = [script for script in page.all("script") if script.get("type") != "application/ld+json"]
    handlers = page.document.xpath("//@*[starts-with(name(), 'on')]")
    return not scripts and not handlers and not page.document.xpath("//@href[starts-with(., 'javascript:')]")


RULES = {
    "loads from its own origin only": lambda page: (
        loaded(page) and all(re.match(r"/(?!/)", url) for url in loaded(page))
    ),
    "has no inline style": lambda page: not page.all("style, [style]"),
    "runs no script": runs_nothing,
    "sets no cookie": lambda page: not page.response.cookies and "Set-Cookie" not in page.response.headers,
    "is the same for everybody": lambda page: "cookie" not in page.response.headers.get("Vary", "").lower(),
    "lets nobody else frame it": lambda page: page.response.headers["X-Frame-Options"] == "DENY",
    "tells no other site where the reader came from": lambda page: (
        page.response.headers["Referrer-Policy"] == "same-origin"
    ),
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@pytest.mark.check(5)
@pytest.mark.check(6)
def test_every_page(pages, rule):
    assert faults(pages, rule) == []


def test_the_stylesheet_loads_from_its_own_origin_only():
    with open(finders.find("site.css")) as stream:
        addresses = re.findall(r"url\(['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", stream.read())

    assert addresses
    assert [url for pair in addresses for url in pair if re.match(r"(?:[a-z]+:)?//", url)] == []
