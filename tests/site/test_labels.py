"""Accessible names: each landmark and each control without text has one, in four languages."""

import pytest

from .page import fetch
from .test_structure import names_everything

pytestmark = pytest.mark.django_db

PREFIXES = {"de": "", "fr": "/fr", "it": "/it", "en": "/en"}
#: In the order of the page: languages, navigation, box of the search, where one is, further pages at the end.
FRAME = {
    "de": ["Sprache", "Hauptnavigation", "Suchen", "Sie sind hier", "Mehr"],
    "fr": ["Langue", "Navigation principale", "Rechercher", "Vous êtes ici", "Autres pages"],
    "it": [
        "Lingua", "Navigazione principale", "Cerca", "Percorso di navigazione", "Altre pagine",
    ],
    "en": ["Language", "Main navigation", "Search", "You are here", "More"],
}  # fmt: skip
#: What stands between, by page.
WITHIN = {
    "/kip-2/": {"de": "Andere Phasen", "fr": "Autres phases", "it": "Altre fasi", "en": "Other phases"},
    "/glossar/": {"de": "Alle Begriffe", "fr": "Tous les termes", "it": "Tutti i termini", "en": "All terms"},
    "/suche/?q=kip": {
        "de": "Weitere Treffer", "fr": "Autres résultats", "it": "Altri risultati", "en": "More results",
    },
}  # fmt: skip
SKIP = {"de": "Zum Inhalt", "fr": "Aller au contenu", "it": "Vai al contenuto", "en": "Skip to content"}

each_language = pytest.mark.parametrize("language", FRAME)


@each_language
def test_the_frame_of_a_page_has_its_names(language):
    page = fetch(f"{PREFIXES[language]}/glossar/")
    labels = [element.get("aria-label") for element in page.all("[aria-label]")]

    assert [label for label in labels if label not in WITHIN["/glossar/"].values()] == FRAME[language]
    assert page.texts("a.skip") == [SKIP[language]]


@each_language
@pytest.mark.parametrize("path", WITHIN)
def test_a_page_names_what_it_has_of_its_own(path, language):
    page = fetch(PREFIXES[language] + path)

    assert WITHIN[path][language] in [element.get("aria-label") for element in page.all("main [aria-label]")], page.path


@pytest.mark.parametrize(
    "path", ["/suche/?q=kip", "/suche/?q=skipass", "/gibt-es-nicht/", "/aenderungen/forderbereich/sprache/"]
)
def test_pages_that_stand_in_no_list_name_all_too(path):
    page = fetch(path)

    assert page.all("nav"), path
    assert names_everything(page), path
