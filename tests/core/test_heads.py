"""Titles and descriptions of pages, as other sites and search engines list them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pages.heads import (
    MAX_DESCRIPTION_LENGTH,
    MAX_TITLE_LENGTH,
    MIN_DESCRIPTION_LENGTH,
    cut,
    description,
    sentences,
    title,
)

WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=20), min_size=1, max_size=40).map(" ".join)


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("KIP 3 (2024–2027)", "KIP 3 (2024–2027) – Integration Basel-Landschaft"),
        ("Subventionierte Deutschkurse für Erwachsene", "Subventionierte Deutschkurse für Erwachsene – Basel-Landschaft"),
        (
            "Frühe Sprachförderung: Deutschförderung im Vorschulalter",
            "Frühe Sprachförderung – Integration Basel-Landschaft",
        ),
        ("Der Landrat bewilligt den Beitrag des Kantons an KIP 2bis", "Der Landrat bewilligt den Beitrag des Kantons an KIP 2bis – BL"),
        (
            "Gesetz über die Integration im Kanton Basel-Landschaft, Fassung 2026",
            "Gesetz über die Integration im Kanton… – Basel-Landschaft",
        ),
        ("Verband der Gemeinden des Kantons Basel-Landschaft (VBGBL)", "Verband der Gemeinden des Kantons Basel-Landschaft (VBGBL)"),
    ],
)  # fmt: skip
def test_a_title_has_the_canton_behind_it_as_far_as_there_is_room(name, listed):
    assert title(name) == listed


@given(WORDS)
def test_a_title_is_never_too_long_and_names_the_canton(name):
    listed = title(name)

    assert len(listed) <= MAX_TITLE_LENGTH
    assert listed.endswith(("Basel-Landschaft", " – BL"))


def test_a_short_description_takes_further_sentences_whole():
    body = "<h3>Titel</h3><p>Am 8. Juni 2023 sagte der Landrat Ja. Art. 53 gilt.</p><ul><li>Ein Punkt.</li></ul>"

    assert list(sentences(body))[:3] == ["Am 8. Juni 2023 sagte der Landrat Ja.", "Art. 53 gilt.", "Ein Punkt."]
    assert description("Ein kurzer Satz, der allein wenig sagt.", sentences(body)) == (
        "Ein kurzer Satz, der allein wenig sagt. Am 8. Juni 2023 sagte der Landrat Ja."
    )


def test_without_further_text_it_says_what_the_site_is_about():
    assert description("Begriffe, einfach erklärt.", sentences("")) == (
        "Begriffe, einfach erklärt. Kantonale Integrationsprogramme im Kanton Basel-Landschaft."
    )


@given(WORDS, st.lists(WORDS.map(lambda text: f"{text}."), max_size=4))
def test_a_description_says_enough_and_not_too_much(lead, further):
    said = description(lead, sentences(" ".join(further)))

    assert len(said) <= MAX_DESCRIPTION_LENGTH
    assert len(said) >= MIN_DESCRIPTION_LENGTH or len(lead) < 10
    assert said.startswith(cut(lead, MAX_DESCRIPTION_LENGTH))


def test_what_is_cut_ends_after_a_word():
    assert cut("Ein Satz, der zu lang ist", 15) == "Ein Satz, der…"
    assert cut("Kurz", 15) == "Kurz"
