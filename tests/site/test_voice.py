"""The office speaks as one that knows: no page tells the public what is not known, none cites the office's own page."""

import re

import pytest

from kip_site import sitemaps

from .page import FEWEST_PAGES, Page, fetch
from .prose import text_of

#: The list of documents, and pages that list where figures come from.
WITH_ALL_SOURCES = ("/dokumente/", "/druck/")
#: What is missing belongs on the list of the office's start page, whatever the language says it in.
NOT_KNOWN = [
    r"nicht bekannt", r"nicht belegt", r"unbekannt", r"belegten Pfeiler", r"nicht dokumentiert",
    r"(?:liegen|gibt es|fehlen) (?:\w+ ){0,3}(?:keine )?Angaben", r"keine Angaben", r"liegen (?:\w+ ){0,2}nicht vor",
    r"liegen hier", r"steht in keiner", r"(?:den|die|der) Quellen (?:\w+ ){0,6}(?:nicht|kein|keine|nur)\b",
    r"Quellen (?:findet sich|stehen|nennen|steht)\b",
    r"(?:pas|non|point) (?:encore )?connue?s?\b", r"\binconnue?s?\b", r"aucune information",
    r"(?:pas|non) (?:encore )?(?:documenté|attesté)e?s?\b", r"(?:dans|par) aucune (?:des )?source",
    r"\bsources n[e’'] ?", r"sans pilier attesté", r"ne (?:figure|dit|disent|précise|précisent) (?:\w+ ){0,2}pas\b",
    r"\bnon (?:è|sono) (?:ancora )?(?:not[oaie]|conosciut[oaie]|documentat[oaie]|indicat[oaie])\b", r"\bnon not[oaie]\b",
    r"nessuna (?:informazione|indicazione|fonte)", r"fonti (?:\w+ ){0,2}non\b", r"non (?:figura|risulta)\b",
    r"non documentat[oaie]\b",
    r"\b(?:not|un)(?: yet)? ?(?:known|documented|recorded)\b", r"no (?:information|details|data) (?:is|are) (?:\w+ )?(?:available|known|given)",
    r"sources (?:do|does|did) not", r"in (?:none|any) of the sources", r"\bnot in the sources",
]  # fmt: skip
SAYS_NOT_KNOWN = re.compile("|".join(NOT_KNOWN), re.IGNORECASE)
#: The office's pages at the canton, today's and former ones. A newsletter is a publication like others.
OWN_PAGES = re.compile(r"/sicherheitsdirektion/(?:amt_fuer_migration/)?integration(?:/(?!newsletter)|$)")
#: Lists of sources; a figure beside them names where it comes from, also where that is an older page of the canton.
LISTS = ".sources a, .cited a, .documents a"


@pytest.fixture(scope="module")
def all_pages(pages, django_db_blocker) -> list[Page]:
    """Those of the sitemap, those that fell back to German, and the phases on one page."""
    known = {page.path: page for page in pages}
    with django_db_blocker.unblock():
        paths = [path for path in sitemaps.public_paths() if path.endswith("/")]
        paths += (f"{path}druck/" for path in known if re.fullmatch(r"(/\w\w)?/kip-\w+/", path))
        return [known.get(path) or fetch(path) for path in paths]


def confessions(text: str) -> list[str]:
    return [text[max(found.start() - 60, 0) : found.end() + 20] for found in SAYS_NOT_KNOWN.finditer(text)]


def test_no_page_says_that_something_is_not_known(all_pages):
    found = {page.path: confessions(text_of(page.document.body)) for page in all_pages}

    assert len(found) == len(all_pages) >= FEWEST_PAGES
    assert {page.response.status_code for page in all_pages} == {200}
    assert {path: texts for path, texts in found.items() if texts} == {}


@pytest.mark.parametrize(
    "text",
    [
        "Wer sie ausführt, ist hier nicht bekannt.",
        "Zum Beschluss liegen hier keine Angaben vor.",
        "Ob das Gespräch Pflicht ist, steht in den Quellen nicht.",
        "Ohne belegten Pfeiler",
        "Le délai actuel n’est pas connu ici.",
        "Il n’y a ici aucune information sur ses auteurs.",
        "Les sources ne disent pas où il y a une place.",
        "Qui il termine attuale non è noto.",
        "Le fonti non indicano l’esito.",
        "The current deadline is not known here.",
        "The sources do not say how the trial ended.",
    ],
)
def test_such_a_sentence_is_found(text):
    assert confessions(text)


@pytest.mark.parametrize(
    "text",
    [
        "Der Kanton zahlt die Hälfte. Es gibt zwei Quellen für das Geld.",
        "L’argent vient de deux sources\u202f: la Confédération et les cantons.",
        "I mezzi provengono da due fonti. Non tutti pagano.",
        "The programmes are well known. All sources are listed.",
    ],
)
def test_other_sentences_are_not(text):
    assert confessions(text) == []


def test_no_english_page_says_that_a_referendum_went_ahead(all_pages):
    english = {page.path: text_of(page.document.body) for page in all_pages if page.path.startswith("/en/")}

    assert sum("referendum" in text for text in english.values()) >= 3
    assert [path for path, text in english.items() if re.search(r"\b(?:went|goes?|going) ahead\b", text)] == []


def test_no_page_but_lists_of_sources_cites_a_page_of_the_office(all_pages):
    citing = {page.path: cited(page) for page in all_pages if not page.path.endswith(WITH_ALL_SOURCES)}
    own = {path: set(filter(OWN_PAGES.search, links)) for path, links in citing.items()}

    assert len(citing) >= FEWEST_PAGES
    assert {path: links for path, links in own.items() if links} == {}


def cited(page: Page) -> set[str]:
    return {link.get("href") for link in page.all(LISTS)}


@pytest.mark.parametrize(
    ("path", "is_own"),
    [
        ("sicherheitsdirektion/amt_fuer_migration/integration/inhalt-1/kip-3-2024-2027", True),
        ("sicherheitsdirektion/integration/partner-und-akteure", True),
        ("sicherheitsdirektion/amt_fuer_migration/integration", True),
        ("sicherheitsdirektion/amt_fuer_migration/integration/newsletter/ausgabe-maerz-2021", False),
        ("sicherheitsdirektion/medienmitteilungen/integration-beginnt-mit-dem-zuzug", False),
    ],
)
def test_a_page_of_the_office_is_known_by_its_address(path, is_own):
    assert bool(OWN_PAGES.search(f"https://www.baselland.ch/politik-und-behorden/direktionen/{path}")) == is_own


def test_sources_are_read(all_pages):
    assert len({link for page in all_pages for link in cited(page)}) > 30
