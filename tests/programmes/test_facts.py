"""Every fact has a source with its wording, or a reason why it is left out."""

import re
from pathlib import Path

import lxml.html
import pytest
import yaml

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FACTS = {fact["id"]: fact for fact in yaml.load((Path(__file__).parent / "facts.yaml").read_text(), yaml.CSafeLoader)}
STANDS = {name: fact["stands"] for name, fact in FACTS.items() if "stands" in fact}
LEFT_OUT = {name: fact["left_out"] for name, fact in FACTS.items() if "left_out" in fact}

#: The breadcrumb stands before the main part of the page.
BREADCRUMB = (
    "Basel-Landschaft",
    "Organisation",
    "Direktionen",
    "Sicherheitsdirektion",
    "Amt für Migration, Integration und Bürgerrecht",
    "Fachabteilung Integration",
    "Kantonale Integrationsprogramme",
)


def visible_text(client, address: str) -> str:
    """What is read there: white space and no-break spaces folded, soft hyphens removed."""
    response = client.get(address)
    assert response.status_code == 200
    (main,) = lxml.html.fromstring(response.content.decode()).iter("main")
    for hidden in main.xpath(".//script | .//style"):
        hidden.drop_tree()
    return " ".join(main.text_content().replace("\u00ad", "").split())


def test_each_fact_is_read_where_a_reader_looks_for_it(client):
    places = [(fact, address, words) for fact, stands in STANDS.items() for address, words in stands.items()]
    texts = {address: visible_text(client, address) for _fact, address, _words in places}

    found = {
        f"{fact} on {address}": [each for each in words if each not in texts[address]]
        for fact, address, words in places
    }

    assert {place: missing for place, missing in found.items() if missing} == {}


def test_the_breadcrumb_names_the_organisation_from_the_canton_down(client):
    page = lxml.html.fromstring(client.get("/kontakt/").content.decode())
    for main in page.findall(".//main"):
        main.drop_tree()

    assert re.search(".*".join(map(re.escape, BREADCRUMB)), " ".join(page.text_content().split()))


def test_each_fact_has_its_place_or_a_reason_for_being_left_out():
    assert len(STANDS) > 100
    assert FACTS.keys() - STANDS.keys() - LEFT_OUT.keys() == {"breadcrumb"}
    assert STANDS.keys() & LEFT_OUT.keys() == set()


def test_nothing_that_the_office_itself_says_is_left_out():
    assert [fact for fact in LEFT_OUT if FACTS[fact]["in_seed"]] == []


def test_nothing_unknown_is_published():
    assert [fact for fact in STANDS if FACTS[fact]["confidence"] in {"not_found", "unsourced", "derived"}] == []
