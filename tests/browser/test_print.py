"""Print: the text without controls, with what is needed to find the page again."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from .conftest import visit

pytestmark = pytest.mark.browser

#: What only serves on a screen, and is gone.
CLICKED = """
() => [...document.querySelectorAll(
    'nav:not(.crumbs, .whole-contents), form, .skip, .pagination, .neighbours, .site-footer nav, input, button, a[href$="/druck/"]')]
  .filter(element => element.checkVisibility()).map(element => element.outerHTML.slice(0, 80))
"""
#: Links to other sites and to sources without their address behind them, and other links within the site that have one.
#: A whole programme has all its sources at its end; tasks and citations name the address in their text.
WITHOUT_ADDRESS = """
() => [...document.querySelectorAll('main a[href]')].filter(link => !link.closest('.tasks, .cite')).filter(link => {
    const behind = getComputedStyle(link, '::after').content;
    const href = link.getAttribute('href'), isWhole = link.closest('.whole') !== null;
    const isSource = /[/]dokumente[/](seite[/]|#)/.test(href) && link.closest('.sources, .cited, .source, .documents');
    if (isSource && !isWhole) return !/"[^"]*\\(https?:[/][/]/.test(behind);
    const leaves = href.startsWith('http');
    return leaves !== behind.includes(leaves ? href : '(');
  }).map(link => link.outerHTML.slice(0, 80))
"""
#: What is folded on the screen and could not be opened on paper.
FOLDED = """
() => [...document.querySelectorAll('main details')].flatMap(details => [...details.children])
  .filter(element => element.tagName !== 'SUMMARY' && !element.checkVisibility({contentVisibilityAuto: true}))
  .map(element => element.outerHTML.slice(0, 80))
"""
PRINTED_ADDRESS = """
() => [...document.querySelectorAll('.printed-address')].filter(element => element.checkVisibility())
  .map(element => element.textContent)
"""
RULES = {"clicked": CLICKED, "without address": WITHOUT_ADDRESS, "folded": FOLDED, "address": PRINTED_ADDRESS}
AS_IT_SHOULD_BE = {"clicked": [], "without address": [], "folded": []}
SEEN = "selector => [...document.querySelectorAll(selector)].filter(element => element.checkVisibility()).length"


@pytest.fixture
def sheet(window):
    page = window(800)
    page.emulate_media(media="print")
    return page


def test_what_is_folded_is_found(sheet):
    """Or the rule above would hold on any page."""
    visit(sheet, "/daten/", unfold=False)
    assert sheet.evaluate(SEEN, "main details > :not(summary)") >= 1
    sheet.emulate_media(media="screen")

    assert sheet.evaluate(SEEN, "main details > :not(summary)") == 0
    assert sheet.evaluate(FOLDED)


def test_on_the_screen_there_is_all_of_that_and_no_address_at_the_end(window):
    page = window(800)
    visit(page, "/kip-3/", unfold=False)

    assert page.evaluate(CLICKED)
    assert page.evaluate(WITHOUT_ADDRESS)
    assert page.evaluate(PRINTED_ADDRESS) == []


def test_paper_is_white_and_its_text_black_whatever_the_screen_likes(window):
    page = window(800, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    visit(page, "/kip-3/", unfold=False)

    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper')").strip() == "#fff"
    assert page.evaluate("getComputedStyle(document.querySelector('main p')).color") in (
        "rgb(0, 0, 0)",
        "rgb(51, 51, 51)",
    )


MOST_SHEETS = 7


def test_a_phase_with_its_sources_fits_on_few_sheets(window, paths):
    page, sheets = window(800), {}
    for path in (path for path in paths if re.fullmatch(r"(/[a-z]{2})?/kip-[^/]+/", path)):
        visit(page, path, unfold=False)
        sheets[path] = len(PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages)

    assert len(sheets) == 16
    assert {path: number for path, number in sheets.items() if number > MOST_SHEETS} == {}


def test_the_home_page_fits_on_three_sheets(sheet):
    visit(sheet, "/", unfold=False)

    assert len(PdfReader(BytesIO(sheet.pdf(format="A4", prefer_css_page_size=True))).pages) == 3


def test_each_source_of_a_phase_is_spelled_out(sheet):
    visit(sheet, "/kip-3/", unfold=False)
    behind = sheet.evaluate(
        "[...document.querySelectorAll('.sources a')].map(link => getComputedStyle(link, '::after').content)"
    )

    assert len(behind) >= 3
    assert all(content.startswith('" " "(') or content.startswith('" (') for content in behind)
    assert any("https://www.nau.ch/" in content for content in behind)
