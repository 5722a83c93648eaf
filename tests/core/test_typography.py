"""Typographic corrections when a text is saved, and what stays unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.typography import german, swiss_letters
from programmes.models import FundingArea
from tests import factories
from tests.editorial.office import Answer, address, hand_in, person, revision_of

CORRECTED = [
    ("Straße und GROẞ", "Strasse und GROSS"),
    ("„Ja“, sagte sie.", "«Ja», sagte sie."),
    ("Er sagte: “Ja.”", "Er sagte: «Ja.»"),
    ('"Ja" und ("nein")', "«Ja» und («nein»)"),
    ("„Sie sagte ‚ja‘.“", "«Sie sagte ‹ja›.»"),
    ("CHF 1'498'188", "CHF 1’498’188"),
    ("wie geht's", "wie geht’s"),
    ("<p>„<em>mitten unter uns</em>“</p>", "<p>«<em>mitten unter uns</em>»</p>"),
    ('<p>Eins</p><p>"Zwei"</p>', "<p>Eins</p><p>«Zwei»</p>"),
    ('<p>"<a href="/x/?q=Straße">Weg</a>"</p>', '<p>«<a href="/x/?q=Straße">Weg</a>»</p>'),
    ("2014–„2017“", "2014–«2017»"),
    ("„Sprach-“ und „Bildungsförderung“", "«Sprach-» und «Bildungsförderung»"),
    ('"Ich –" sagte sie', "«Ich –» sagte sie"),
    ('z. B.&nbsp;"Ja"', "z. B.&nbsp;«Ja»"),
    ('&amp;"Bund"', "&amp;«Bund»"),
    ('Sie sagte:"Ja"', "Sie sagte:«Ja»"),
    ("Hans‘ Haus", "Hans’ Haus"),
    ('Ein 17"-Bildschirm', 'Ein 17"-Bildschirm'),
]


@pytest.mark.parametrize(("written", "kept"), CORRECTED)
def test_german_is_set_right(written, kept):
    assert german(written) == kept


@pytest.mark.parametrize(
    "text", ["«Ja», sagte sie: ‹so›.", "CHF 1’498’188", "5 < 6 und 7 > 6", "", "l’intégration « oui »", "Jahr 2’000"]
)
def test_what_is_right_stays(text):
    assert german(text) == text


@given(st.text(alphabet="a1ß\"“”„‘‚'’«»‹› .:&-–(<p>/", max_size=40))
def test_correcting_twice_equals_correcting_once(text):
    assert german(german(text)) == german(text)


@pytest.mark.slow
@given(st.text(max_size=60))
def test_no_sharp_s_is_left(text):
    assert not set("ßẞ") & set(swiss_letters(text))


@pytest.mark.django_db
def test_a_draft_is_set_right_when_it_is_saved_and_the_editor_is_told():
    client, area = person("editor", "Redaktion"), factories.funding_area()
    page = f"{address(FundingArea, 'change', area.pk)}?sprache=fr"

    checked = hand_in(client, page, summary_de="Die „große“ Straße", summary_fr="La “rue” Große")

    content = revision_of(checked).content[""]
    assert content["summary_de"] == "Die «grosse» Strasse"
    assert content["summary_fr"] == "La “rue” Grosse"
    assert "Die Schreibweise ist angepasst" in Answer(client.get(checked.url)).text


@pytest.mark.django_db
def test_an_address_is_no_text():
    client, measure = person("editor", "Redaktion"), factories.measure()
    page = address(type(measure), "change", measure.pk)

    revision = revision_of(hand_in(client, page, website="https://example.org/straße?q='a'"))

    assert revision.content[""]["website"] == "https://example.org/straße?q='a'"


@pytest.mark.django_db
def test_nothing_is_said_where_nothing_was_set_right():
    client, area = person("editor", "Redaktion"), factories.funding_area()

    checked = hand_in(client, address(FundingArea, "change", area.pk), summary_de="Die «grosse» Strasse")

    assert "Schreibweise" not in Answer(client.get(checked.url)).text
