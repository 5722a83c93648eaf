"""Two phases beside each other: one address for a pair, and each criterion once."""

import pytest

from programmes.comparisons import newest_pairs
from programmes.models import Programme
from tests import factories
from tests.site.page import fetch, visitor

pytestmark = pytest.mark.django_db


def test_the_other_order_leads_to_the_one_address_of_a_pair():
    response = visitor().get("/fr/vergleich/kip-3/kip-2/")

    assert (response.status_code, response["Location"]) == (301, "/fr/vergleich/kip-2/kip-3/")


@pytest.mark.parametrize("path", ["/vergleich/kip-3/kip-3/", "/vergleich/kip-3/kip-9/", "/vergleich/kip-9/kip-9/"])
def test_what_are_not_two_phases_is_not_found(path):
    assert visitor().get(path).status_code == 404


def test_every_pair_can_be_chosen_and_each_phase_leads_to_one():
    chosen = {link.get("href") for link in fetch("/vergleich/").all("main .links a")}

    assert len(newest_pairs()) == len(chosen) == 6
    for programme in Programme.objects.all():
        links = {link.get("href") for link in fetch(programme.get_absolute_url()).all("main .actions a")}
        assert links & chosen, programme


def test_areas_that_only_one_phase_has_stand_beside_a_dash_in_words():
    areas = fetch("/vergleich/kip-2/kip-3/").document.xpath("//tbody[.//*[contains(., 'kein eigener Bereich')]]//tr")
    rows = [[" ".join(cell.text_content().split()) for cell in row.cssselect("td")] for row in areas]

    assert ["Sprache und Bildung", "Sprache Schwerpunkt"] in [
        [a, b.replace("Schwerpunkt", " Schwerpunkt").replace("  ", " ")] for a, b in rows[1:]
    ]
    assert ["Beratung", "–kein eigener Bereich"] in rows


def test_what_neither_phase_has_is_no_row():
    first, second = (
        factories.programme(first_year=2150, last_year=2151),
        factories.programme(first_year=2152, last_year=2153),
    )

    heads = fetch(f"/vergleich/{first.slug}/{second.slug}/").texts(".compared tbody th")

    assert heads == ["Stand", "Dauer", "In einem Satz"]
