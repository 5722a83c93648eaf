"""Readability of German texts, and the hints to their authors."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.texts.readability import LONG_SENTENCE_WORDS, analyse, split_sentences
from programmes.models import FundingArea
from tests import factories
from tests.editorial.office import Answer, address, hand_in, person

LONG = " ".join(["Wort"] * 25) + "."


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Am 8. Juni 2023 war es so. Danach nicht.", ["Am 8. Juni 2023 war es so.", "Danach nicht."]),
        ("Laut Art. 58 Abs. 2 AIG gilt das.", ["Laut Art. 58 Abs. 2 AIG gilt das."]),
        ("Das ist z. B. Integration. Und dann?", ["Das ist z. B. Integration.", "Und dann?"]),
        ("Er hat den Ausweis F. Wer ihn hat, bleibt.", ["Er hat den Ausweis F.", "Wer ihn hat, bleibt."]),
        ("Das ist bald. Mai ist schön.", ["Das ist bald.", "Mai ist schön."]),
        ("Laut Ziff. 3 und lit. B gilt es.", ["Laut Ziff. 3 und lit. B gilt es."]),
        ("Es war 2014. Es ging weiter.", ["Es war 2014.", "Es ging weiter."]),
        ("Er sagte: «Ja.» Sie sagte nichts.", ["Er sagte:", "«Ja.»", "Sie sagte nichts."]),
        ("<h3>Titel</h3><ul><li>eins</li><li>zwei</li></ul>", ["Titel", "eins", "zwei"]),
        ("Eine Zeile<br>noch eine", ["Eine Zeile", "noch eine"]),
        ("Kanton &amp; Bund. Mehr.", ["Kanton & Bund.", "Mehr."]),
    ],
)
def test_sentences_end_where_a_reader_takes_a_breath(text, sentences):
    assert list(split_sentences(text)) == sentences


def test_the_measure_is_words_by_sentence_and_long_words_in_a_hundred():
    reading = analyse("Wir sind hier. Ihr seid dort. Alle lernen Deutsch miteinander zusammen.")

    assert reading.lix == round(11 / 3 + 100 * 3 / 11)
    assert reading.level == "leicht"


def test_a_hard_text_is_called_so_with_what_makes_it_hard():
    reading = analyse(f"{LONG} Die Integrationsförderungsmassnahmen und die Frauen-Fussball-Integration.")

    assert [each.words for each in reading.long_sentences] == [25]
    assert reading.hard_words == ["Integrationsförderungsmassnahmen"]


@pytest.mark.parametrize(("long", "level"), [(2, "leicht"), (5, "mittel"), (6, "anspruchsvoll"), (9, "schwer")])
def test_each_level_has_its_word(long, level):
    assert analyse(" ".join(["Bildung"] * long + ["gut"] * (10 - long)) + ". Ja. Ja.").level in {level}


def test_a_short_text_has_no_measure():
    assert analyse("Zu kurz.") is None
    assert analyse("") is None


def test_a_paragraph_that_is_bold_as_a_whole_is_no_heading():
    text = "<p><strong>Wer bezahlt</strong></p><p>Das ist ein Text mit einem <strong>wichtigen</strong> Wort darin, mehr nicht.</p>"

    assert analyse(text).false_headings == ["Wer bezahlt"]


@pytest.mark.slow
@pytest.mark.parametrize("text", ["." * 25_000, "<p><strong>a" * 5_000, "A. " * 7_500], ids=["dots", "bold", "letters"])
def test_a_hostile_text_costs_no_more_than_its_length(text):
    """Four times the text: about four times the work, where it would be sixteen times if each letter looked at each other."""
    assert work_for(4 * text) < 10 * work_for(text)


def work_for(text: str) -> float:
    """The least of some measurements; what else the machine does counts little in it."""
    return min(once(text) for _time in range(5))


def once(text: str) -> float:
    started = time.process_time()
    analyse(text)
    return time.process_time() - started


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text):
    reading = analyse(text)

    assert reading is None or reading.lix >= 0


@pytest.fixture
def area():
    return factories.funding_area(summary_de="Ein kurzer Satz.", description_de=f"<p>{LONG}</p>")


@pytest.mark.django_db
def test_the_page_of_a_draft_names_the_sentence_that_is_too_long(area):
    client = person("editor", "Redaktion")
    page = address(FundingArea, "change", area.pk)

    checked = Answer(client.get(hand_in(client, page, description_de=f"<p>Neu. {LONG}</p>").url))

    (readings,) = checked.document.cssselect(".readings")
    assert [each.text_content() for each in readings.cssselect("dt")] == ["Beschreibung"]
    assert f"Langer Satz, {LONG.count('Wort')} Wörter: «{LONG}»" in readings.text_content()


@pytest.mark.django_db
def test_a_text_that_stays_is_not_measured_again_on_the_page_of_a_draft(area):
    client = person("editor", "Redaktion")

    checked = hand_in(client, address(FundingArea, "change", area.pk), summary_de="Ein anderer Satz.")

    assert not Answer(client.get(checked.url)).document.cssselect(".readings")


@pytest.mark.django_db
def test_the_form_measures_every_text_of_the_page(area):
    opened = Answer(person("editor", "Redaktion").get(address(FundingArea, "change", area.pk)))

    assert f"{LONG_SENTENCE_WORDS + 5} Wörter" in opened.document.cssselect(".readings")[0].text_content()


def test_tables_and_images_are_no_sentences():
    sentence = "<p>Wir helfen Ihnen gern, wenn Sie Fragen zu einem Kurs haben.</p>"
    table = "<table><tr><td>Integrationsbeauftragte</td><td>Donnerstagnachmittagskurs</td></tr></table>"
    image = '<img src="/dateien/bilder/a.webp" alt="Volkshochschulkursteilnehmerinnen">'

    assert analyse(sentence + table + image) == analyse(sentence)
