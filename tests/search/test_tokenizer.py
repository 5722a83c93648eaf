"""One token for every spelling; every token has the right position in the text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engine.lexicon import Lexicon, edit_distance
from search.engine.query import MAX_WORDS, query_words
from search.engine.stop_words import STOP_WORDS
from search.engine.tokenizer import fold, tokenize

FORMS = {
    "8. Juni 2023": ["d20230608", "m202306", "2023"],
    "31. Foo 2023": ["31", "foo", "2023"],
    "99.99.2023": ["99", "99.2023"],
    "Juni 2023": ["m202306", "2023"],
    "62’957 zu 43’908": ["62957zu43908", "62957", "43908"],
    "60, 20": ["60", "20"],
    "Art. 58 AIG": ["art", "58", "aig"],
    "28.11.21": ["d20211128", "m202111", "2021"],
    "1,5 Mio.": ["1500000", "1.5", "mio"],
    "58,91 %": ["58.91%", "58.91", "58%", "59%"],
    "CHF 1’000’000.00": ["chf", "1000000"],
    "Frauen Quelle neue": ["frauen", "quelle", "neue"],
    "§ 108": ["paragraf", "108"],
    "L’intégration": ["l", "integration"],
    "Strasse Straße": ["strasse", "strasse"],
}


@pytest.mark.parametrize(("text", "forms"), FORMS.items())
def test_a_text_gives_these_words(text, forms):
    assert [word.form for word in tokenize(text)] == forms


@given(st.text(max_size=300))
def test_any_text_gives_words_in_order_that_lie_in_it(text):
    found = list(tokenize(text))

    assert all(0 <= word.start < word.end <= len(text) and word.form for word in found)
    assert [word.start for word in found] == sorted(word.start for word in found)
    assert len(query_words(text)) <= MAX_WORDS


@given(st.text(max_size=30))
def test_capitals_and_decomposed_letters_make_no_difference(word):
    assert fold(word.casefold()) == fold(word)
    assert fold(unicodedata.normalize("NFD", word)) == fold(word)


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_a_distance_is_the_same_both_ways_and_nought_for_the_same(one, other):
    assert edit_distance(one, other, 7) == edit_distance(other, one, 7)
    assert (edit_distance(one, other, 7) == 0) == (one == other)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("bereich", "forderbereiche"),
        ("integration", "integrationsagenda"),
        ("forderbereichen", "forderbereiche"),
        ("integrazionsprogramm", "integrationsprogramm"),
        ("refrendum", "referendum"),
    ],
)
def test_a_word_means(asked, meant):
    assert meant in Lexicon([meant, "anderes", "kip"]).expansions(asked)


@pytest.mark.parametrize(
    ("asked", "other"), [("skipass", "kip"), ("heiraten", "beraten"), ("ski", "kip"), ("4711", "471")]
)
def test_a_word_does_not_mean(asked, other):
    assert other not in Lexicon([other, "anderes"]).expansions(asked)


@pytest.mark.parametrize(
    "word", ["qu", "quelle", "que", "does", "is", "combien", "quanto", "much", "bedeutet", "steht", "fait"]
)
def test_a_word_that_only_asks_is_empty(word):
    assert query_words(word) == []
    assert fold(word) in STOP_WORDS


def test_empty_words_are_as_texts_give_them():
    assert len(STOP_WORDS) > 250
    assert {word for word in STOP_WORDS if fold(word) != word} == set()


@pytest.mark.parametrize(("asked", "found"), [("kpi", True), ("kipp", True), ("skip", False), ("ski", False)])
def test_a_short_word_is_found_when_letters_are_swapped_or_doubled(asked, found):
    assert ("kip" in Lexicon(["kip", "anderes"], headings=["kip"]).expansions(asked)) is found


def test_suggestions_are_words_of_titles():
    lexicon = Lexicon(["woher", "wollen", "wohnort"], headings=["wohnort"])

    assert lexicon.suggestions("wohnrt") == ["wohnort"]
    assert lexicon.suggestions("wohen") == []


def test_a_compound_falls_into_words_only():
    lexicon = Lexicon(["integration", "massnahmen", "sprache"])

    assert lexicon.parts("integrationsmassnahmen") == ["integrations", "massnahmen"]
    assert lexicon.parts("integrationspizza") == []


MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "en": "January February March April May June July August September October November December",
}


@pytest.mark.parametrize("language", MONTHS)
def test_every_month_is_known_by_its_name(language):
    names = MONTHS[language].split()

    found = {name: [word.form for word in tokenize(f"8. {name} 2023")][0] for name in names}

    assert found == {name: f"d2023{number:02}08" for number, name in enumerate(names, 1)}
