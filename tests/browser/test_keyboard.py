"""What the Tab key reaches, and whether one sees it. A page of each kind is walked in test_every_page."""

import pytest

from .conftest import visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_STOPS = 1_500
FOCUSABLE = "a[href], button, summary, input, select, textarea, [tabindex='0']"
COUNT = f"() => [...document.querySelectorAll(`{FOCUSABLE}`)].filter(element => element.checkVisibility()).length"
FROM_THE_START = """
() => {
  document.querySelectorAll('[data-visited]').forEach(element => delete element.dataset.visited);
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
}
"""
STOP = """
() => {
  const element = document.activeElement;
  if (!element || element === document.body || element.dataset.visited) return null;
  element.dataset.visited = 'yes';
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const behind = getComputedStyle(element, '::after');  // a tile draws it around itself
  const outlined = [style, behind].some(each => each.outlineStyle !== 'none' && parseFloat(each.outlineWidth) >= 2);
  return {
    html: element.outerHTML.slice(0, 100),
    text: element.textContent.trim(),
    marked: outlined || style.boxShadow !== 'none',
    seen: box.width > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
  };
}
"""


def stops(page) -> list[dict]:
    page.evaluate(FROM_THE_START)
    found = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        found.append(stop)
    return found


def test_the_first_stop_leads_past_the_header(window):
    page = window(1440)
    visit(page, "/kip-3/")

    page.keyboard.press("Tab")
    skip = page.evaluate(STOP)
    page.keyboard.press("Enter")

    assert skip["text"] == "Zum Inhalt"
    assert page.evaluate("document.activeElement.tagName") == "MAIN"
