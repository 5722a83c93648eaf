"""The content security policy in a browser: the office works under it, JSON-LD is kept, inline scripts do not run.

All other browser tests check the pages that they visit as well (`conftest.py`).
"""

import random
import re

import pytest

from tests.sampling import THOROUGH

from .conftest import is_refusal

pytestmark = [pytest.mark.browser, pytest.mark.check(4), pytest.mark.slow]

ADDRESSES = """
() => [...document.querySelectorAll("a[href]")].map(a => new URL(a.href)).filter(url => url.origin === location.origin)
  .map(url => url.pathname + url.search)
"""
INLINE = """
() => {
  const script = document.createElement("script")
  script.textContent = "document.title = 'inline'"
  document.head.append(script)
  document.body.setAttribute("onclick", "document.title = 'inline'")
  document.body.click()
  return document.title
}
"""


def kind(path: str) -> str:
    """Addresses that differ in their numbers only are pages of one kind."""
    return re.sub(r"\d+", "0", path.partition("?")[0])


def walk(page, starts: list[str], most: int) -> set[str]:
    """Opens the starts, then one page of each kind that links lead to within the office; signing out ends it for nobody."""
    todo, seen = [], set()
    while (starts or todo) and len(seen) < most:
        random.shuffle(todo)
        path = starts.pop(0) if starts else todo.pop()
        if kind(path) in seen or "logout" in path or "inhalt" in path:
            continue
        assert page.goto(path).status == 200, path
        seen.add(kind(path))
        todo += [found for found in page.evaluate(ADDRESSES) if found.startswith("/admin/")]
    return seen


def test_the_office_keeps_to_its_policy(site, window, administrator):
    page = window(1280, storage_state=administrator)
    page.goto("/admin/programmes/programme/1/change/")
    page.fill("#id_summary_de", "Ein Satz unter strenger Aufsicht.")
    page.click("[name=_check]")
    checked = page.url.removeprefix(site.origin)

    seen = walk(page, [checked, f"{checked}vorschau/de/", "/admin/handbuch/", "/admin/"], most=1000 if THOROUGH else 20)

    assert len(seen) >= 20


def test_what_is_inline_does_not_run(browser, site):
    for path in ("/", "/admin/login/"):
        with browser.new_context(base_url=site.origin) as context:
            page = context.new_page()
            page.goto(path)

            assert page.evaluate(INLINE) != "inline"


def test_a_page_that_breaks_its_policy_is_noticed(browser, site):
    with browser.new_context(base_url=site.origin) as context:
        heard = []
        context.on("console", lambda message: heard.append(is_refusal(message)))
        page = context.new_page()
        page.goto("/")
        page.evaluate(INLINE)
        page.wait_for_timeout(100)

    assert True in heard


def test_data_for_machines_is_no_script(window):
    page = window(1280)
    page.goto("/kip-3/")

    assert '"@context"' in page.inner_text("script[type='application/ld+json']")


def test_a_tool_that_measures_a_page_reads_robots_txt_from_within(window):
    page = window(1280)
    page.goto("/kip-3/")

    assert page.evaluate("fetch('/robots.txt').then(answer => answer.status)") == 200
