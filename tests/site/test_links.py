"""Every internal link and every anchor has a target."""

from urllib.parse import urldefrag, urljoin

from tests.sampling import part_of

from .page import FEWEST_PAGES, Page, visitor

ELSEWHERE = ("http:", "https:", "mailto:", "tel:")
#: The other languages have their own tests; here it is enough that such a page answers.
FEWEST_LINKS = 60


def internal_links(page: Page) -> set[str]:
    links = {link.get("href") for link in page.all("a[href], area[href]")}
    return {urljoin(page.path, link) for link in links if not link.startswith(ELSEWHERE)}


def test_internal_links_and_jump_marks_resolve(pages, db):
    ids = {page.path: set(page.ids) for page in pages}
    links = {link for page in pages for link in internal_links(page)}
    unknown = {urldefrag(link).url for link in links} - ids.keys()
    dead = {path for path in part_of(unknown, 4) if visitor().get(path).status_code != 200}

    marks = [urldefrag(link) for link in links if "#" in link]
    missing = [mark for mark in marks if mark.url in ids and mark.fragment not in ids[mark.url]]

    assert len(pages) >= FEWEST_PAGES
    assert len(links) >= FEWEST_LINKS
    assert len(marks) >= FEWEST_LINKS
    assert dead == set()
    assert missing == []


def test_no_link_is_empty(pages):
    without_text = [
        (page.path, link.get("href"))
        for page in pages
        for link in page.all("a")
        if not (link.text_content().strip() or link.get("aria-label")) or not link.get("href")
    ]

    assert len(pages) >= FEWEST_PAGES
    assert without_text == []
