"""The queries of the two files find the right pages in the shipped content."""

from pathlib import Path

import pytest
import yaml
from django.utils.translation import override

from programmes.models import Task
from search.engine.lexicon import Lexicon
from search.engine.searcher import search
from search.index_registry import build_indexes

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent
FILES = {"queries": 0.97, "own_queries": 0.95}
#: Whatever the share, these find their page.
ALWAYS = [
    "integrationsmassnahmen gemeinden", "was bedeutet KIP?", "finanzierung", "Zulassung", "Querschnittsaufgabe", "Konsequenzen",
    "Aufenthaltsbewilligung", "arabisch", "tigrinya", "arabic", "A2", "termin", "gesuch einreichen", "häufige fragen",
]  # fmt: skip


def entries(name: str) -> list[dict]:
    return yaml.load((HERE / f"{name}.yaml").read_text(), yaml.CSafeLoader)


#: Words of which nothing may be found, whatever the share.
NOTHING = [entry["q"] for name in FILES for entry in entries(name) if "none" in entry]
NOTHING += ["1'234'567", "abstimmung 31.12.2019", "12:13", "kip 17,5 %"]  # figures that stand nowhere


@pytest.fixture(scope="module")
def index_set(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return build_indexes("")


def addresses(index_set, text: str, language: str = "de") -> list[str]:
    """Of the hits, as the German page has them."""
    _question, hits = search(index_set.indexes[language], text)
    prefix = "" if language == "de" else f"/{language}"
    return [hit.document.address.removeprefix(prefix) for hit in hits]


def is_right(index_set, entry: dict) -> bool:
    found = addresses(index_set, entry["q"], entry.get("lang", "de"))
    return not found if "none" in entry else bool(set(found[:3]) & set(entry["find"]))


@pytest.mark.parametrize(("name", "least"), FILES.items())
def test_nearly_all_queries_find_their_page_among_the_first_three(index_set, name, least):
    asked = entries(name)

    missed = [entry["q"] for entry in asked if not is_right(index_set, entry)]

    assert len(asked) > 30
    assert 1 - len(missed) / len(asked) >= least, missed


@pytest.mark.parametrize("text", ALWAYS)
def test_these_find_their_page_without_tolerance(index_set, text):
    (entry,) = [entry for entry in entries("own_queries") if entry["q"] == text]

    assert is_right(index_set, entry)


@pytest.mark.parametrize("text", ["KIP III", "kip drei", "kpi 3", "kipp 3"])
def test_a_phase_is_found_however_its_name_is_written(index_set, text):
    assert addresses(index_set, text)[0] == "/kip-3/"


def test_the_word_itself_in_a_heading_stands_before_a_synonym_in_a_title(index_set):
    found = addresses(index_set, "finanzierung")

    assert "/#finanzierung" in found[:4]
    assert found.index("/kip-3/") < found.index("/glossar/#ausgabenbewilligung")


def test_a_word_that_stands_nowhere_leaves_what_the_others_are_a_title_of(index_set):
    assert "/massnahmen/deutschkurse/" in addresses(index_set, "deutschkurs muttenz")[:2]


def test_equally_near_words_come_in_one_order_in_every_process():
    near = Lexicon(["kurso", "corso", "curdo", "curse", "cursor", "turso"]).alike("curso", 4)

    assert len(near) == 6
    assert near == sorted(near)


def test_what_answers_people_stands_before_what_is_over_and_before_the_archive(index_set):
    rank = {document.address: document.rank for document in index_set.indexes["de"].documents}

    assert rank["/massnahmen/deutschkurse/"] == rank["/partner/ald/"] == rank["/kip-3/"] > rank["/kip-2/"]
    assert (
        rank["/kip-2/"]
        > rank["/entscheide/kip-3-landrat/"]
        > max(rank for address, rank in rank.items() if address.startswith("/dokumente/#"))
    )


def test_the_words_of_the_tasks_on_the_home_page_find_their_page(index_set):
    missed = []
    for code in index_set.indexes:
        with override(code):
            asked = {task.name: task.leads_to.removeprefix(f"/{code}") for task in Task.objects.filter(website="")}
        missed += [text for text, page in asked.items() if page not in addresses(index_set, text, code)[:3]]

    assert len(missed) <= 1, missed


def test_every_expected_address_is_one_of_the_index(index_set):
    known = {document.address for document in index_set.indexes["de"].documents}

    expected = {address for name in FILES for entry in entries(name) for address in entry.get("find", ())}

    assert len(expected) > 40
    assert expected <= known


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_not_here_finds_nothing(index_set, text):
    assert addresses(index_set, text) == []


SAME = [
    ["Förderbereiche", "FOERDERBEREICHE", "Forderbereiche", "förderbereiche", "Fo\u0308rderbereiche"],
    ["1’498’188", "1'498'188", "1498188", "1 498 188", "1.498.188", "CHF 1’498’188", "Fr. 1'498'188.00", "1498188.00"],
    ["61:22", "61 zu 22", "61 : 22", "61 Ja, 22 Nein", "61 gegen 22"],
    [
        "8. Juni 2023",
        "8.6.2023",
        "08.06.2023",
        "2023-06-08",
        "8 juin 2023",
        "8 giugno 2023",
        "June 8, 2023",
        "8.6.23",
        "8/6/2023",
        "8. Jun. 2023",
    ],
    ["KIP 2bis", "kip2bis", "KIP-2bis", "kip 2 bis"],
    ["mitten unter uns", "mittenunteruns", "mitten-unter-uns"],
    ["hallo-baselland.ch", "hallo baselland ch", "HALLO-BASELLAND.CH"],
    ["Massnahmen", "Maßnahmen"],
    ["S.E.M.", "SEM", "sem"],
    ["58,91 %", "58.91", "58,91 Prozent", "58 prozent"],
    ["28. November 2021", "28. Nov. 2021", "28.11.21", "28 nov 2021"],
    ["3,39", "3.39 Mio", "3,39 Millionen", "3,39 Mio. CHF"],
]


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_every_spelling_finds_the_same_page_first(index_set, spellings):
    first = {text: addresses(index_set, text)[:1] for text in spellings}

    assert all(first.values())
    assert len({tuple(found) for found in first.values()}) == 1, first
