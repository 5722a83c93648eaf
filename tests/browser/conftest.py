"""Chromium over the running site, as readers meet it: real server, real style sheet, real font.

These tests run once, on SQLite: what a browser sees does not depend on the database behind the page. The browser lives
for one module only, because Playwright keeps an event loop in the thread, under which Django refuses its database.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.server import Server
from tests.site.page import FEWEST_PAGES
from tests.tools import chromium

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
REFUSAL = re.compile("Content.Security.Policy|Permissions.Policy|Cross-Origin-(Opener|Embedder|Resource)-Policy")
OPEN_ALL = "document.querySelectorAll('details').forEach(details => details.open = true)"

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


def is_refusal(message: ConsoleMessage) -> bool:
    """What Chromium says where a page does what its policy forbids, or where it cannot read the policy."""
    return message.type in ("error", "warning") and REFUSAL.search(message.text) is not None


def told(message: ConsoleMessage) -> str:
    return f"{message.page.url if message.page else ''}: {message.text[:200]}"


@pytest.fixture
def window(browser: Browser, site: Server) -> Iterator[Opener]:
    """Opens a window of a width in CSS pixels, with nothing remembered from another. No page that a test visits may do what
    its policy forbids."""
    contexts, refused = [], []

    def open_window(width: int, height: int = 800, **options) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, base_url=site.origin, **options)
        context.on("console", lambda message: refused.append(told(message)) if is_refusal(message) else None)
        contexts.append(context)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()
    assert refused == []


@pytest.fixture(scope="module")
def paths(site: Server) -> list[str]:
    paths = site.addresses()
    assert len(paths) >= FEWEST_PAGES
    return paths


@pytest.fixture(scope="module")
def one_of_each_kind(paths: list[str]) -> list[str]:
    """The first page of each part of the site, its list and one of its rows."""
    kinds = {(path.count("/"), path.split("/")[1] if path.count("/") > 2 else path): path for path in reversed(paths)}
    return sorted(kinds.values())


def visit(page: Page, path: str, unfold: bool = True):
    """Unfolded, so that what a reader can open is looked at too."""
    response = page.goto(path)
    assert response.status == 200
    if unfold:
        page.evaluate(OPEN_ALL)
