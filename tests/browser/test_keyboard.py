"""With the Tab key, focus is visible at every stop and reaches every control."""

import pytest

from .conftest import visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_STOPS = 1_500
FOCUSABLE = "a[href], button, summary, input, select, textarea, [tabindex='0']"
COUNT = f"() => [...document.querySelectorAll(`{FOCUSABLE}`)].filter(element => element.checkVisibility()).length"
STOP = """
() => {
  const element = document.activeElement;
  if (!element || element === document.body || element.dataset.visited) return null;
  element.dataset.visited = 'yes';
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  return {
    html: element.outerHTML.slice(0, 100),
    text: element.textContent.trim(),
    marked: outlined || style.boxShadow !== 'none',
    seen: box.width > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
  };
}
"""


def stops(page) -> list[dict]:
    found = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        found.append(stop)
    return found


@pytest.mark.parametrize("width", [360, 1440])
def test_every_stop_is_marked_and_in_view(window, one_of_each_kind, width):
    page = window(width, reduced_motion="reduce")
    blind, counts = {}, {}

    for path in one_of_each_kind:
        visit(page, path, unfold=False)
        expected, found = page.evaluate(COUNT), stops(page)
        blind[path] = [stop["html"] for stop in found if not (stop["marked"] and stop["seen"])]
        counts[path] = (len(found), expected)

    assert len(one_of_each_kind) >= 15
    assert {path: html for path, html in blind.items() if html} == {}
    assert {path: count for path, count in counts.items() if count[0] < count[1]} == {}


def test_the_first_stop_leads_past_the_header(window):
    page = window(1440)
    visit(page, "/kip-3/")

    page.keyboard.press("Tab")
    skip = page.evaluate(STOP)
    page.keyboard.press("Enter")

    assert skip["text"] == "Zum Inhalt"
    assert page.evaluate("document.activeElement.tagName") == "MAIN"
