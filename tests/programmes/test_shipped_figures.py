"""The shipped figures, digit by digit: on pages, a figure may be written in words, which would hide an error."""

from decimal import Decimal

import pytest

from programmes.models import Decision, KeyFigure

pytestmark = pytest.mark.django_db

FIGURES = {
    "kip-1-massnahmen": "160", "kip-1-erstinformation": "5000", "kip-1-beratungen": "7100", "kip-1-deutschkurse": "4200",
    "kip-1-spielgruppen": "1500", "kip-1-ausgaben": "16.8", "kip-2bis-massnahmen": "27", "kip-2bis-bund": "1.73",
    "kip-2bis-gemeinden": "200000", "kip-2bis-total": "3.4", "kip-2bis-schwerpunkte": "80", "kip-3-massnahmen": "34",
    "kip-3-bund": "3.5", "kip-3-total": "7", "kip-3-schweiz-kredit": "248.8", "aesch-ja-anteil": "56.14",
    "ald-lektionen": "39736", "ald-ratsuchende": "1642", "ald-beratungssprachen": "13", "ald-kip-geld": "500000",
    "hallo-baselland-sprachen": "17", "integrationspauschale-seither": "18000",
}  # fmt: skip
#: Yes and no.
VOTES = {
    "kip-3-landrat": (60, 20),
    "kip-2bis-volksabstimmung": (62957, 43908),
    "kip-2bis-landrat": (61, 22),
    "kip-2bis-rueckweisung": (22, 62),
}


def test_every_figure_has_its_digits():
    shipped = dict(KeyFigure.objects.values_list("key", "value"))

    assert shipped == {key: Decimal(value) for key, value in FIGURES.items()}


def test_every_vote_has_its_digits():
    counted = Decision.objects.filter(yes_votes__isnull=False)

    assert {each.key: (each.yes_votes, each.no_votes) for each in counted} == VOTES
