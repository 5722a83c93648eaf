"""Common structure of all pages, for readers, screen readers and search engines."""

import re
from collections import Counter

import pytest
from django.conf import settings
from django.utils import timezone
from lxml import html
from PIL import Image

from .page import FEWEST_PAGES, Page, faults

HTML_LANGUAGE = {"de": "de-CH", "fr": "fr-CH", "it": "it-CH", "en": "en"}
LOCALE = {"de": "de_CH", "fr": "fr_CH", "it": "it_CH", "en": "en_GB"}
OPEN_GRAPH = ("type", "site_name", "title", "description", "url", "image", "locale")
CANTON = {"de": "Basel-Landschaft", "fr": "Bâle-Campagne", "it": "Basilea Campagna", "en": "Basel-Landschaft"}
#: What a reader jumps to or works with, and what needs a name.
NAMED = "nav, section[aria-labelledby], [role=img], input, select"
IN_BRIEF = {
    ("In Kürze", "Auf dieser Seite"),
    ("En bref", "Sur cette page"),
    ("In breve", "In questa pagina"),
    ("In brief", "On this page"),
}


def heading_levels(page: Page) -> list[int]:
    """The headings of the main part, as it is what a reader jumps through; the footer's stand after it."""
    return [int(heading.tag[1]) for heading in page.all("h1, h2, h3, h4, h5, h6")]


def never_skips(levels: list[int]) -> bool:
    return levels[:1] == [1] and all(deeper <= level + 1 for level, deeper in zip(levels, levels[1:], strict=False))


def has_contact(page: Page) -> bool:
    """Name and place of the office, and the ways to it."""
    (contact,) = page.all("footer .contact")
    return bool(
        contact.cssselect("address strong") and contact.cssselect("a") and page.all("footer nav a[href$='/kontakt/']")
    )


def has_whole_breadcrumb(page: Page) -> bool:
    paths = page.all("nav.crumbs ol")
    lasts = [path.xpath("./li")[-1] for path in paths]
    return (
        bool(paths)
        and all(last.get("aria-current") == "page" and last.text_content().strip() for last in lasts)
        and all(path.xpath("./li")[0].text_content().strip() == CANTON[page.language] for path in paths)
    )


def names_each_source(page: Page) -> bool:
    """No figure without a source that leads on."""
    figures = page.all(".figures .value")
    return all(figure.getparent().cssselect(".source a[href]") for figure in figures)


def draws_with_words(page: Page) -> bool:
    """What is drawn says what it shows, or is passed over."""
    return all(
        drawing.get("aria-hidden") == "true" or (drawing.get("role") == "img" and drawing.get("aria-label"))
        for drawing in page.all("svg")
    )


def has_title(page: Page) -> bool:
    (title,) = page.texts("title")
    return len(title) <= 65 and (CANTON[page.language] in title or title.endswith(" – BL"))


def shared(page: Page) -> dict[str, str]:
    """What Open Graph says of a page, but for what may stand there more than once."""
    tags = page.all("meta[property^='og:']:not([property='og:locale:alternate'])")
    return {tag.get("property").removeprefix("og:"): tag.get("content") for tag in tags}


def describes_itself(page: Page) -> bool:
    said = shared(page)
    others = {tag.get("content") for tag in page.all("meta[property='og:locale:alternate']")}
    return (
        all(said.values())
        and said.keys() == {*OPEN_GRAPH, "image:alt", "image:width", "image:height"}
        and page.texts("title")[0].startswith(" ".join(said["title"].split())[:10])
        and said["description"] == page.attribute("meta[name=description]", "content")
        and said["url"] == page.attribute("link[rel=canonical]", "href")
        and said["locale"] == LOCALE[page.language]
        and others <= {*LOCALE.values()} - {said["locale"]}
        and len(others) == len(page.all("link[rel=alternate][hreflang]:not([hreflang=x-default])")[1:])
    )


def names_everything(page: Page) -> bool:
    """Landmarks, pictures and fields have a name for who does not see them: a label, or what it points to."""
    return all(name_of(page, element).strip() for element in page.all(NAMED))


def name_of(page: Page, element: html.HtmlElement) -> str:
    if pointed := element.get("aria-labelledby"):
        return " ".join(page.texts(f"[id='{pointed}']"))
    labels = page.texts(f"label[for='{element.get('id')}']") if element.get("id") else []
    return element.get("aria-label") or " ".join(labels)


RULES = {
    "names what is not seen": names_everything,
    "names a source beside each figure": names_each_source,
    "says what it draws": draws_with_words,
    "declares its language": lambda page: page.document.get("lang") == HTML_LANGUAGE[page.language],
    "has exactly one h1": lambda page: len(page.all("h1")) == 1 and page.texts("h1")[0],
    "tells each way once, also where no style hides a second one": lambda page: (
        len(page.all("nav.menu ul")) == len(page.all("nav.crumbs ol")) == 1
    ),
    "has no soft hyphen, which cuts words for screen readers": lambda page: (
        not re.search("\u00ad|&shy;|&#173;", page.response.content.decode())
    ),
    "has headings that never skip a level": lambda page: never_skips(heading_levels(page)),
    "names its canonical address": lambda page: (
        page.attribute("link[rel=canonical]", "href") == settings.SITE_URL + page.path
    ),
    "has the canton's breadcrumb, ending with itself": has_whole_breadcrumb,
    "has no id twice": lambda page: len(page.ids) == len(set(page.ids)),
    "has a skip link to its main part": lambda page: (
        page.attribute("main", "id") == page.all("body a")[0].get("href")[1:]
    ),
    "offers the other languages": lambda page: (
        [link.get("hreflang") for link in page.all("nav.languages a") if link.text_content() != "Leichte Sprache"]
        == [code for code in HTML_LANGUAGE if code != page.language]
    ),
    "says whom to ask": has_contact,
    "was not changed by being loaded, as its data was": lambda page: all(
        time.get("datetime")[:10] < str(timezone.localdate())
        for time in page.all("footer time")
        if not page.path.endswith("/daten/")
    ),
    "is written in Swiss German spelling": lambda page: "ß" not in page.response.content.decode(),
    "is cut for phones": lambda page: page.attribute("meta[name=viewport]", "content"),
    "has a title that names the canton and is not cut where it is listed": has_title,
    "has a description that says something and is not cut": lambda page: (
        70 <= len(page.attribute("meta[name=description]", "content")) <= 160
    ),
    "describes itself to whom it is shared with": describes_itself,
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_page(pages, rule):
    assert faults(pages, rule) == []


def test_there_are_figures_to_look_at(pages):
    assert sum(len(page.all(".figures .value")) for page in pages) > 100
    assert sum(len(page.all("svg")) for page in pages) > 20


@pytest.mark.parametrize(
    ("what", "read"),
    [
        ("title", lambda page: page.texts("title")[0]),
        ("description", lambda page: page.attribute("meta[name=description]", "content")),
    ],
)
def test_every_page_has_its_own(pages, what, read):
    counts = Counter(read(page) for page in pages)

    assert not {text: count for text, count in counts.items() if not text or count > 1}
    assert len(counts) == len(pages) >= FEWEST_PAGES


def test_a_phase_tells_in_brief_before_it_lists_its_contents(pages):
    phases = [page for page in pages if page.all(".phase-title") and page.all(".brief")]

    orders = {tuple(page.texts(".brief > h2, .contents > h2")) for page in phases}

    assert len(phases) == 4 * len(HTML_LANGUAGE)
    assert orders == IN_BRIEF


def test_contents_lead_to_every_section_in_its_order(pages):
    with_contents = [page for page in pages if page.all("nav.contents")]
    listed = {page.path: [link.get("href") for link in page.all("nav.contents a")] for page in with_contents}
    sections = {
        page.path: [f"#{each.get('aria-labelledby')}" for each in page.all(".sections > section")]
        for page in with_contents
    }

    assert {"/dokumente/", "/kip-3/"} <= set(listed)
    assert listed == sections


def test_the_title_of_a_phase_has_its_years(pages):
    titles = {page.path: page.texts("title")[0] for page in pages if page.all(".phase-title")}

    assert len(titles) == 4 * len(HTML_LANGUAGE)
    assert titles["/kip-3/"] == "KIP 3 (2024–2027) – Integration Basel-Landschaft"
    assert [path for path, title in titles.items() if not re.search(r"\(20\d\d–20\d\d\)", title)] == []


def test_the_image_that_is_shared_has_the_size_that_is_said(pages):
    said = shared(next(page for page in pages if page.path == "/"))

    with Image.open(settings.CONTENT_DIR / "static" / "share.png") as image:
        assert image.size == (int(said["image:width"]), int(said["image:height"]))
    assert said["image"].startswith(f"{settings.SITE_URL}{settings.STATIC_URL}share.")
