"""«Kommt vor in»: which pages refer or link to a page, and which texts name it."""

import pytest

from programmes.models import FundingArea
from tests import factories
from tests.editorial.office import Answer, address, hand_in, person, record, send

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def area():
    return factories.funding_area(name_de="Wortfund", name_fr="Trouvaille", slug="wortfund")


@pytest.fixture
def editor():
    return person("editor", "Redaktion")


def occurrences(client, area, *others) -> list[list[str]]:
    record(area, *others)
    return Answer(client.get(address(FundingArea, "occurrences", area.pk))).table


LINK = '<p>Mehr zu <a href="{}">diesem Bereich</a>.</p>'
CASES = {
    "a link": ({"description_de": LINK.format("/foerderbereiche/wortfund/")}, "Beschreibung Link"),
    "a link in another language": (
        {"description_fr": LINK.format("/fr/foerderbereiche/wortfund/#quellen")}, "Beschreibung (Französisch) Link",
    ),
    "a name": ({"summary_de": "Der wortfund, genannt."}, "Zusammenfassung genannt"),
    "a name in another language": ({"summary_fr": "La Trouvaille."}, "Zusammenfassung (Französisch) genannt"),
    "part of a word": ({"summary_de": "Wortfundstücke."}, ""),
    "another address": ({"description_de": LINK.format("/foerderbereiche/wortfund-zwei/")}, ""),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_texts_that_name_or_link(area, editor, case):
    values, expected = CASES[case]
    other = factories.measure(name_de="Massnahme", **values)

    assert occurrences(editor, area, other) == ([["Massnahme", "Massnahme", expected]] if expected else [])


def test_pages_and_rows_that_refer(area, editor):
    other = factories.measure(name_de="Massnahme")
    other.areas.add(area)
    phase = factories.programme(name="KIP 9")
    factories.programme_area(programme=phase, area=area, name_de="Bereich")

    assert [row[2] for row in occurrences(editor, area, other, phase)] == [
        "Förderbereich «Bereich»: Förderbereich verbunden",
        "Förderbereiche verbunden",
    ]


def test_a_former_address_counts(area, editor):
    other = factories.measure(name_de="Massnahme", description_de=LINK.format("/foerderbereiche/wortfund/"))
    chief = person("chief", "Redaktion", "Freigabe")

    send(chief, address(FundingArea, "change", area.pk), name_de="Brimborax", name_fr="Brimbo", slug="anders")

    assert [row[2] for row in occurrences(editor, area, other)] == ["Beschreibung Link"]


def test_drafts_count(area, editor):
    other = factories.measure(name_de="Massnahme")
    hand_in(editor, address(type(other), "change", other.pk), summary_de="Nun der Wortfund.")

    assert occurrences(editor, area) == [["Massnahme", "Massnahme, Entwurf, von editor", "Zusammenfassung genannt"]]


def test_the_form_leads_there(area, editor):
    form = Answer(editor.get(address(FundingArea, "change", area.pk))).document

    assert [each.get("href") for each in form.xpath("//a[text()='Kommt vor in']")] == [
        address(FundingArea, "occurrences", area.pk)
    ]
