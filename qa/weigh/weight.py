"""The weight of a page: bytes, requests and database queries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

import brotli
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kip_site import sitemaps
from tests.site.budgets import BUDGETS

#: Resources that a browser loads by itself with the page.
FETCHED = re.compile(rb'<(?:link|img|use|script|source)\b[^>]*?\s(?:href|src)="(/[^"#]+)', re.IGNORECASE)
IN_STYLESHEET = re.compile(rb"url\(['\"]?([^'\")]+)['\"]?\)")


@dataclass(frozen=True)
class Weight:
    """Bytes are those of the brotli encoding unless stated otherwise."""

    path: str
    raw: int
    html: int
    with_styles: int
    first_view: int
    requests: int
    queries: int


@cache
def browser() -> Client:
    return Client(headers={"host": settings.ALLOWED_HOSTS[0].lstrip(".")})


def public_paths() -> list[str]:
    """Every page in every language, also the untranslated ones that the sitemaps leave out."""
    return [path for path in sitemaps.public_paths() if path.endswith("/")]


def weigh(path: str) -> Weight:
    with CaptureQueriesContext(connection) as queries:
        page = browser().get(path).content
    fetched = {address: size(address) for address in first_view(page)}
    html = compressed(page)
    styles = sum(bytes_ for address, bytes_ in fetched.items() if address.endswith(".css"))
    return Weight(path, len(page), html, html + styles, html + sum(fetched.values()), 1 + len(fetched), len(queries))


def first_view(page: bytes) -> set[str]:
    """Style sheets, fonts, icon and images of the page and of its style sheets."""
    direct = {found.decode() for found in FETCHED.findall(page) if found.startswith(settings.STATIC_URL.encode())}
    styles = [address for address in direct if address.endswith(".css")]
    return direct | {asset for address in styles for asset in assets(address)}


def assets(stylesheet: str) -> Iterator[str]:
    for found in IN_STYLESHEET.findall(stored(stylesheet).read_bytes()):
        if not found.startswith(b"data:"):
            yield urljoin(stylesheet, found.decode())


def stored(address: str) -> Path:
    return settings.STATIC_ROOT / address.removeprefix(settings.STATIC_URL)


@cache
def size(address: str) -> int:
    content = stored(address).read_bytes()
    return min(len(content), compressed(content))


def compressed(content: bytes) -> int:
    return len(brotli.compress(content))


def over_budget(weights: list[Weight]) -> list[str]:
    """One sentence for each exceeded budget."""
    return [
        f"{weight.path}: {name} {getattr(weight, name)}, allowed {most}"
        for weight in weights
        for name, most in BUDGETS.items()
        if getattr(weight, name) > most
    ]
