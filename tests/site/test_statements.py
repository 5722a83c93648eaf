"""The 79 statements of the office are in the texts, each on its page and in each language, with their nuance.

They are listed in `tests/site/statements/`, one file for each page: statement, path, and the required words.
"""

from pathlib import Path

import pytest
import yaml
from django.conf import settings
from lxml import html

from .page import FEWEST_PAGES, Page
from .prose import folded, prose

EVERY_PAGE = "every page"
POLICY = "/integrationspolitik/"
#: Which statements belong to which page: the first number and the one after the last.
STATEMENTS = {
    EVERY_PAGE: range(1, 2),
    "/": range(2, 12),
    "/kip-3/": range(12, 31),
    "/kip-2bis/": range(31, 40),
    "/kip-2/": range(40, 47),
    "/kip-1/": range(47, 57),
    POLICY: range(57, 68),
    f"{POLICY}gleiche-chancen/": range(68, 71),
    f"{POLICY}eigenverantwortung/": range(71, 76),
    f"{POLICY}potentiale-nutzen/": range(76, 78),
    f"{POLICY}vielfalt/": range(78, 80),
}
LANGUAGES = [code for code, _name in settings.LANGUAGES]
FILES = sorted((Path(__file__).parent / "statements").glob("*.yaml"))
ROWS = [row for file in FILES for row in yaml.load(file.read_text(), yaml.CSafeLoader) or []]


def in_language(address: str, language: str) -> str:
    return address if language == settings.LANGUAGE_CODE else f"/{language}{address}"


def missing(text: str, wanted: list[str]) -> list[str]:
    return [words for words in wanted if folded(words) not in text]


def breadcrumb(page: Page) -> str:
    (path,) = page.texts("nav.crumbs ol")
    return path


def named(row: dict) -> str:
    return f"{row['id']} {row['address']}"


@pytest.fixture(scope="module")
def texts(pages) -> dict[str, str]:
    return {page.path: prose(page.document) for page in pages}


@pytest.mark.parametrize("row", [row for row in ROWS if row["address"] != EVERY_PAGE], ids=named)
def test_each_statement_is_read_on_its_page_in_each_language(texts, row):
    places = {in_language(row["address"], language): row[language] for language in LANGUAGES}

    lost = {path: missing(texts.get(path, ""), wanted) for path, wanted in places.items()}

    assert {path: words for path, words in lost.items() if words} == {}, named(row)


@pytest.mark.parametrize("row", [row for row in ROWS if row["address"] == EVERY_PAGE], ids=named)
def test_what_stands_on_every_page_is_read_in_its_breadcrumb(pages, row):
    lost = {page.path: missing(breadcrumb(page), row[page.language]) for page in pages}

    assert len(lost) >= FEWEST_PAGES
    assert {path: words for path, words in lost.items() if words} == {}


def test_every_statement_has_a_row_for_its_page():
    wanted = {(f"s{number:02}", address) for address, numbers in STATEMENTS.items() for number in numbers}

    assert len(wanted) == 79
    assert sorted(wanted - {(row["id"], row["address"]) for row in ROWS}) == []


def test_every_row_is_of_a_known_statement_and_has_words_in_every_language():
    known = {f"s{number:02}" for numbers in STATEMENTS.values() for number in numbers}

    assert {row["id"] for row in ROWS} - known == set()
    assert [named(row) for row in ROWS for language in LANGUAGES if not all(row.get(language) or [""])] == []


def test_prose_is_read_without_sources_documents_and_navigation():
    parts = (
        "<nav>Weg</nav><ul class='documents'><li>Papier</li></ul><section class='sources'>Quelle</section>"
        "<p class='cited'>Beleg</p><dd class='source'>Herausgeber</dd><p>Integra\u00adtion\u00a0<b>gelingt</b>.</p><p>Nur so.</p>"
    )
    page = f"<body><header>Kopf</header><main><h1>Titel</h1>{parts}</main><footer>Fuss</footer></body>"

    assert prose(html.document_fromstring(page)) == "Titel Integration gelingt. Nur so."
