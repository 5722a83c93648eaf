"""Chromium on the running site, with real server, style sheet and font.

These tests run once, on SQLite: what a browser shows does not depend on the database. Each module starts its own
browser, because Playwright keeps an event loop in the thread, in which Django refuses database access.
"""

import re
import subprocess
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.environment import ROOT
from tests.second_factor import code_for
from tests.server import Server
from tests.site.page import FEWEST_PAGES
from tests.tools import chromium

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
REFUSAL = re.compile("Content.Security.Policy|Permissions.Policy|Cross-Origin-(Opener|Embedder|Resource)-Policy")
MAKE_ADMINISTRATOR = """
from django.contrib.auth.models import User
User.objects.get_or_create(username="administrator", defaults={"is_staff": True, "is_superuser": True})
"""
#: Milliseconds: a busy machine is slow, and that is no fault.
PATIENCE = 120_000
OPEN_ALL = "document.querySelectorAll('details').forEach(details => details.open = true)"

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS, timeout=PATIENCE)
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
        context.set_default_timeout(PATIENCE)
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


def manage(site: Server, *arguments: str) -> str:
    command = [site.command()[0], str(ROOT / "manage.py"), *arguments]
    return subprocess.run(  # noqa: S603
        command, env=site.environment, check=True, capture_output=True, text=True, timeout=300
    ).stdout


@pytest.fixture(scope="session")
def remembered() -> dict:
    """What a browser has stored in which the administrator has come in; browsers end with their module, this does not."""
    return {}


@pytest.fixture(scope="module")
def administrator(browser: Browser, site: Server, remembered: dict) -> dict:
    """The state of a browser in which an administrator has come in, by the way for emergencies. Not the one of the first start,
    whose password stays the printed one."""
    if not remembered:
        manage(site, "shell", "-c", MAKE_ADMINISTRATOR)
        context = browser.new_context(base_url=site.origin)
        context.set_default_timeout(PATIENCE)
        come_in(context.new_page(), manage(site, "let_in", "administrator").splitlines()[1].strip())
        remembered |= context.storage_state()
        context.close()
    return remembered


def come_in(page: Page, password: str):
    page.goto("/admin/")
    page.fill("#id_username", "administrator")
    page.fill("#id_password", password)
    page.click("[type=submit]")
    for field in ("#id_new_password1", "#id_new_password2"):
        page.fill(field, "vier Tassen stehen im Schrank")
    page.click("[type=submit]")
    page.fill("#id_code", code_for(page.text_content(".key")))
    page.click("[value=Einrichten]")
    page.click("a.button")
    page.wait_for_load_state()


def visit(page: Page, path: str, unfold: bool = True):
    """Unfolded, so that what a reader can open is looked at too."""
    response = page.goto(path)
    assert response.status == 200
    if unfold:
        page.evaluate(OPEN_ALL)
