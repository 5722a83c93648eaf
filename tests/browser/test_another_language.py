"""A further language is a small task: shown with Arabic (right-to-left) and Tigrinya (unknown to Django).

The tests with a window save images in build/.
"""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from lxml import html

from core.languages import direction
from tests.environment import ROOT, clean_environment
from tests.server import Server

from .conftest import visit

pytestmark = pytest.mark.slow

SCREENS = ROOT / "build" / "languages"
FIRST_AND_LAST = """
selector => { const boxes = [...document.querySelectorAll(selector)].map(each => each.getBoundingClientRect());
  return [boxes[0].x + boxes[0].width, boxes.at(-1).x + boxes.at(-1).width]; }
"""
MIRRORED = "selector => new DOMMatrix(getComputedStyle(document.querySelector(selector)).transform).a"
SIDEWAYS = "document.scrollingElement.scrollWidth > document.documentElement.clientWidth"
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.languages.settings"}
PHYSICAL = re.compile(r"\b(?:left|right|float)\b|\b(?:margin|padding|border)-(?:top|bottom)\b")


@pytest.fixture(scope="module")
def wider_site(tmp_path_factory) -> Iterator[Server]:
    var = tmp_path_factory.mktemp("languages")
    environment = clean_environment() | SETTINGS | {"VAR_DIR": str(var)}
    subprocess.run([sys.executable, "-m", "tests.languages"], cwd=ROOT, env=environment, check=True, timeout=300)
    with Server(var, **SETTINGS) as server:
        yield server


def parsed(site: Server, path: str):
    return html.fromstring(site.get(path))


@pytest.mark.parametrize(
    ("path", "language", "written"), [("/ar/", "ar", "rtl"), ("/ti/", "ti", None), ("/", "de-CH", None)]
)
def test_the_page_says_how_it_is_written(wider_site, path, language, written):
    page = parsed(wider_site, path)

    assert (page.get("lang"), page.get("dir")) == (language, written)


def test_each_german_part_of_an_arabic_page_is_written_from_the_left(wider_site):
    parts = parsed(wider_site, "/ar/").cssselect("body [lang=de]")

    assert len(parts) > 20
    assert {part.get("dir") for part in parts} == {"ltr"}


def test_a_title_that_fell_back_is_marked_and_its_attributes_too(wider_site):
    page = parsed(wider_site, "/ar/kip-3/")

    for selector in ("title", "meta[name=description]", "h1 span"):
        (element,) = page.cssselect(selector)[:1]
        assert (element.get("lang"), element.get("dir")) == ("de", "ltr"), selector


def test_the_menu_of_languages_names_each_in_itself(wider_site):
    links = [a for a in parsed(wider_site, "/").cssselect(".languages a") if a.text != "Leichte Sprache"]
    shown = {a.get("lang"): (a.text, a.get("dir")) for a in links}

    assert shown["ar"] == ("العربية", "rtl")
    assert shown["ti"] == ("ትግርኛ", None)
    assert list(shown) == ["fr", "it", "en", "ar", "ti"]


@pytest.mark.parametrize(
    ("path", "title", "first"), [("/ar/glossar/", "المصطلحات", "إدارة"), ("/ti/glossar/", "መዝገበ ቃላት", "ሕጊ")]
)
def test_a_page_is_shown_in_the_language_with_its_names_in_order(wider_site, path, title, first):
    page = parsed(wider_site, path)
    names = [a.text_content() for a in page.cssselect(".index a")]
    own = [name for name in names if not name[0].isascii() and name[0] > "\u0600"]

    assert page.cssselect("h1")[0].text == title
    assert len(own) == 3
    assert own[0] == first


def test_figures_keep_western_digits_and_their_order(wider_site):
    shares = [cell.text for cell in parsed(wider_site, "/ar/").cssselect(".vote .share")]

    assert shares
    assert all(re.fullmatch("\u2066[0-9,]+\u00a0%\u2069", share) for share in shares), shares


@pytest.mark.parametrize(
    ("code", "written"), [("de", "ltr"), ("ar", "rtl"), ("fa", "rtl"), ("ckb", "rtl"), ("ps", "rtl"), ("ti", "ltr")]
)
def test_the_direction_of_a_language(code, written):
    assert direction(code) == written


def test_the_style_sheet_knows_no_left_and_right():
    sheet = (ROOT / "static" / "site.css").read_text()

    assert len(sheet) > 10_000
    assert PHYSICAL.findall(sheet) == []
    assert PHYSICAL.search("margin-left: 1px")


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/ar/", "/ar/kip-3/", "/ar/foerderbereiche/", "/ti/glossar/"])
def test_nothing_scrolls_sideways(window, wider_site, path):
    page = window(1440)
    visit(page, wider_site.origin + path, unfold=False)
    SCREENS.mkdir(parents=True, exist_ok=True)

    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=SCREENS / f"{path.strip('/').replace('/', '-')}-{width}.png", full_page=True)
        assert not page.evaluate(SIDEWAYS), width


@pytest.mark.browser
@pytest.mark.parametrize(("path", "sign"), [("/ar/", -1), ("/", 1)])
def test_the_line_of_time_and_the_bars_run_as_the_text_does(window, wider_site, path, sign):
    page = window(1440)

    visit(page, wider_site.origin + path)
    first, last = page.evaluate(FIRST_AND_LAST, ".timeline li")

    assert (last - first) * sign > 0
    assert page.evaluate(MIRRORED, ".vote svg") == sign
    assert page.evaluate(MIRRORED, ".halves") == sign
