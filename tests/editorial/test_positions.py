"""What has no place in an order stands at its end."""

import pytest

from editorial.forms.positions import position_of
from programmes.models import FundingArea, OrganisationalUnit, Programme
from tests import factories
from tests.editorial.office import address, hand_in, person, revision_of, send

pytestmark = pytest.mark.django_db
NEW = {"name_de": "Neu", "summary_de": "Neu.", "slug": "ganz-neu"}


def test_a_new_page_stands_last_unless_it_is_given_a_place():
    editor = person("editor", "Redaktion")

    last = revision_of(hand_in(editor, address(FundingArea, "add"), **NEW))
    first = revision_of(hand_in(editor, address(FundingArea, "add"), **NEW, position="0"))

    assert int(last.content[""]["position"]) == FundingArea.objects.latest("position").position + 1
    assert first.content[""]["position"] == "0"


def test_new_rows_stand_last_in_the_order_in_which_they_were_written():
    chief = person("chief", "Redaktion", "Freigabe")
    area, documents = factories.funding_area(), [factories.document() for _number in range(4)]
    factories.citation(funding_area=area, document=documents[0], position=7)
    rows = {"citations-TOTAL_FORMS": "4"}
    rows |= {f"citations-{number}-document": str(documents[number].pk) for number in (1, 2, 3)}

    send(chief, address(FundingArea, "change", area.pk), **rows)

    found = list(area.citations.values_list("document", "position"))
    assert found == [(each.pk, 7 + number) for number, each in enumerate(documents)]


@pytest.mark.parametrize("value", ["9" * 5_000, "viel", "²", "-3", ["x"]])
def test_what_is_no_number_counts_as_none(value):
    assert position_of({"position": value}) == 0


def test_a_place_that_must_be_chosen_stays_empty():
    answer = hand_in(person("editor", "Redaktion"), address(OrganisationalUnit, "add"), name_de="Neu")

    assert revision_of(answer).content[""]["position"] == ""


def test_an_area_of_a_phase_has_the_name_of_today_unless_it_has_one_of_its_own():
    chief = person("chief", "Redaktion", "Freigabe")
    phase = factories.programme()
    areas = [factories.funding_area(name_de="Sprache", name_fr="Langue"), factories.funding_area(name_de="Beruf")]
    rows = {f"areas-{number}-area": str(area.pk) for number, area in enumerate(areas)}

    send(
        chief, address(Programme, "change", phase.pk), **rows, **{"areas-TOTAL_FORMS": "2", "areas-1-name_de": "Arbeit"}
    )

    assert list(phase.areas.values_list("name_de", "name_fr")) == [("Sprache", "Langue"), ("Arbeit", None)]
