"""A right-to-left page in the browser: mirrored, nothing cut off, no sideways scrolling. Saves images in build/."""

import pytest

from tests.environment import ROOT
from tests.languages.test_another_language import wider_site  # noqa: F401  the site with two languages more

from .conftest import visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCREENS = ROOT / "build" / "languages"
FIRST_AND_LAST = """
selector => { const boxes = [...document.querySelectorAll(selector)].map(each => each.getBoundingClientRect());
  return [boxes[0].x + boxes[0].width, boxes.at(-1).x + boxes.at(-1).width]; }
"""
MIRRORED = "selector => new DOMMatrix(getComputedStyle(document.querySelector(selector)).transform).a"
SIDEWAYS = "document.scrollingElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("path", ["/ar/", "/ar/kip-3/", "/ar/glossar/", "/ar/foerderbereiche/", "/ti/glossar/"])
def test_nothing_scrolls_sideways(window, wider_site, path):  # noqa: F811
    page = window(1440)
    visit(page, wider_site.origin + path, unfold=False)
    SCREENS.mkdir(parents=True, exist_ok=True)

    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=SCREENS / f"{path.strip('/').replace('/', '-')}-{width}.png", full_page=True)
        assert not page.evaluate(SIDEWAYS), width


@pytest.mark.parametrize(("path", "sign"), [("/ar/", -1), ("/", 1)])
def test_the_line_of_time_and_the_bars_run_as_the_text_does(window, wider_site, path, sign):  # noqa: F811
    page = window(1440)

    visit(page, wider_site.origin + path)
    first, last = page.evaluate(FIRST_AND_LAST, ".timeline li")

    assert (last - first) * sign > 0
    assert page.evaluate(MIRRORED, ".vote svg") == sign
    assert page.evaluate(MIRRORED, ".halves") == sign
