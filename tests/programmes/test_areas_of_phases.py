"""Funding areas of the phases: each under its pillar, and present for every phase."""

import pytest
from django.conf import settings

from programmes.models import FundingArea, Programme
from tests.site.page import fetch

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
WITH_PILLARS = ("kip-1", "kip-2")


def path(language: str, rest: str) -> str:
    return rest if language == settings.LANGUAGE_CODE else f"/{language}{rest}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_matrix_says_of_each_area_and_phase_what_it_is(language):
    cells = fetch(path(language, "/foerderbereiche/")).all(".matrix tbody tr:not(.counts) td")

    assert len(cells) == FundingArea.objects.count() * Programme.objects.count()
    assert {cell.get("class") for cell in cells} == {"none", "area", "priority"}
    assert [cell.text_content() for cell in cells if "?" in cell.text_content()] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", WITH_PILLARS)
def test_every_area_of_a_phase_with_pillars_stands_under_one(key, language):
    pillars = fetch(path(language, f"/{key}/")).all("section[aria-labelledby='bereiche'] ol.pillars > li")

    areas = [len(pillar.cssselect("a")) for pillar in pillars]

    assert len(areas) == 3
    assert all(areas)
    assert sum(areas) == 8
