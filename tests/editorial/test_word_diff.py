"""The word diff: both texts can be reconstructed from it."""

from hypothesis import given
from hypothesis import strategies as st

from editorial.comparison.word_diff import diff_words

TEXTS = st.lists(st.sampled_from(["das", "Haus", "ist", "gross", ",", ".", " ", "\n", "1’498’188", "«", "»"])).map(
    "".join
)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_difference(before, after):
    segments = diff_words(before, after)

    assert "".join(each.text for each in segments if each.kind != "ins") == before
    assert "".join(each.text for each in segments if each.kind != "del") == after


def test_words_with_only_a_space_between_them_are_one_change():
    assert [(each.kind, each.text) for each in diff_words("Wir lernen Deutsch.", "Wir sprechen Französisch.")] == [
        ("", "Wir "), ("del", "lernen Deutsch"), ("ins", "sprechen Französisch"), ("", "."),
    ]  # fmt: skip


def test_a_long_text_is_compared_too():
    before = " ".join(f"Wort{number}" for number in range(10_000))

    assert [each.text for each in diff_words(before, before + " Ende") if each.kind] == [" Ende"]


def test_a_row_that_came_does_not_mix_with_its_neighbours():
    before, after = "Ort · Tag\nLiestal · Montag\n", "Ort · Tag\nAesch · Montag\nLiestal · Montag\n"

    assert [(each.kind, each.text) for each in diff_words(before, after) if each.kind] == [("ins", "Aesch · Montag\n")]


def test_paragraphs_that_are_not_alike_are_not_mixed():
    before, after = "Der Kurs ist gratis.\nSie lernen Deutsch.", "Wir haben geschlossen.\nSie lernen Deutsch und Lesen."

    assert [(each.kind, each.text) for each in diff_words(before, after)] == [
        ("del", "Der Kurs ist gratis.\n"), ("ins", "Wir haben geschlossen.\n"), ("", "Sie lernen Deutsch"), ("ins", " und Lesen"),
        ("", "."),
    ]  # fmt: skip
