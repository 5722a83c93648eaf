"""Votes: table and bar have the same numbers in the same order, in four languages; they are read aloud once."""

from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext, override
from lxml import html

from programmes.models import Decision
from tests.site.page import fetch

pytestmark = pytest.mark.django_db

PREFIXES = {"de": "", "fr": "/fr", "it": "/it", "en": "/en"}
YES_AND_NO = {"de": ["Ja", "Nein"], "fr": ["Oui", "Non"], "it": ["Sì", "No"], "en": ["Yes", "No"]}
COLUMNS = {
    "de": ["Antwort", "Stimmen", "Anteil"],
    "fr": ["Réponse", "Voix", "Part"],
    "it": ["Risposta", "Voti", "Quota"],
    "en": ["Answer", "Votes", "Share"],
}
IN_A_LINE = {"de": "60 Ja, 20 Nein", "fr": "60 oui, 20 non", "it": "60 sì, 20 no", "en": "60 yes, 20 no"}
OUTCOMES = {
    "de": ["angenommen", "abgelehnt", "eingereicht"],
    "fr": ["objet accepté", "objet rejeté", "déposé"],
    "it": ["oggetto accettato", "oggetto respinto", "depositato"],
    "en": ["accepted", "rejected", "submitted"],
}

each_language = pytest.mark.parametrize("language", YES_AND_NO)


def grouped(count: int) -> str:
    return f"{count:,}".replace(",", "’")


def share(part: int, whole: int, language: str) -> str:
    exact = (Decimal(100 * part) / whole).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    text = f"{exact:f}".rstrip("0").rstrip(".")
    return f"{text}%" if language == "en" else f"{text.replace('.', ',')}\u00a0%"


def counted() -> list[Decision]:
    found = list(Decision.objects.in_order().filter(yes_votes__isnull=False))
    assert len(found) >= 3
    return found


@each_language
def test_every_vote_reads_the_same_for_eyes_and_ears(language):
    for decision in counted():
        whole = decision.yes_votes + decision.no_votes
        yes = share(decision.yes_votes, whole, language)
        no = share(100 * whole - 100 * decision.yes_votes, 100 * whole, language)
        with override(language):
            drawn = html.fragment_fromstring(render_to_string("parts/_vote.html", {"decision": decision}))
        table = [[cell.text_content() for cell in row] for row in drawn.cssselect("tbody tr")]
        (bar,) = drawn.cssselect("svg[aria-hidden=true]")  # the table says all of it

        assert table == [
            [YES_AND_NO[language][0], grouped(decision.yes_votes), yes],
            [YES_AND_NO[language][1], grouped(decision.no_votes), no],
        ], f"{language}: {decision}"
        width = Decimal(bar.cssselect("rect.yes")[0].get("width"))
        assert abs(width - Decimal(100 * decision.yes_votes) / whole) <= Decimal("0.005"), f"{language}: {decision}"
        assert [cell.text_content() for cell in drawn.cssselect("thead th")] == COLUMNS[language]
        assert [cell.get("scope") for cell in drawn.cssselect("th")] == ["col"] * 3 + ["row"] * 2


@each_language
def test_the_words_of_a_vote_are_those_of_the_language(language):
    with override(language):
        said = [gettext("Ja"), gettext("Nein")]
        line = gettext("%(yes)s Ja, %(no)s Nein") % {"yes": 60, "no": 20}
        outcomes = [str(label) for label in Decision.Outcome.labels]

    assert said == YES_AND_NO[language]
    assert line == IN_A_LINE[language]
    assert outcomes == OUTCOMES[language]


@each_language
def test_it_is_read_in_a_line_too(language):
    """In the chain of what led to it, and beside another phase."""
    decision = Decision.objects.get(key="kip-3-landrat")
    assert (decision.yes_votes, decision.no_votes) == (60, 20)

    beside = fetch(f"{PREFIXES[language]}/vergleich/kip-2/kip-3/")

    assert any(IN_A_LINE[language] in text for text in beside.texts(".compared .mark"))


def test_all_languages_of_the_site_are_read():
    assert list(YES_AND_NO) == [code for code, _name in settings.LANGUAGES]
