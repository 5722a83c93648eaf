"""The shipped translations: complete, with the same figures and links as the German texts."""

import re
from collections import Counter

import pytest
from django.conf import settings

from seed.fixtures import read_fixtures

OTHERS = [code for code, _name in settings.LANGUAGES[1:]]
#: Names that stay German in some of the languages: they are shown in German, and marked as such.
NAMES = {
    ("programmes.citation", "partner-srk--srk-muu", "supports"),
    ("programmes.evaluation", "zhaw-sprachfoerderung", "contractor"),
    *[("programmes.glossaryterm", key, "abbreviation") for key in ("amib", "bksd", "fachbereich-integration", "ksa", "vblg")],
    ("programmes.glossaryterm", "kip-pic", "term"),
    *[("programmes.measure", key, "name") for key in ("mitten-unter-uns", "hallo-baselland")],
    *[("programmes.partnerorganisation", key, "short_name") for key in ("ald", "heks", "ksa", "stopp-rassismus", "vblg")],
    ("programmes.partnerorganisation", "stopp-rassismus", "name"),
}  # fmt: skip
#: A page that is German by its nature.
GERMAN_ONLY = {("pages.standingpage", "easy_language")}
NUMBER = re.compile(r"\d+(?:[.,’]\d+|[\u00a0\u202f]h[\u00a0\u202f]\d\d)*")
TAG = re.compile(r"<(/?\w+)")
LINK = re.compile(r'href="([^"]*)"')


def texts() -> list[tuple[tuple, str, dict[str, str]]]:
    """Each German text that comes with the site: which one, its words, and its translations."""
    found = []
    for row in read_fixtures(settings.CONTENT_DIR):
        if row.identity in GERMAN_ONLY:
            continue
        for name, value in row.values.items():
            if name.endswith("_de"):
                plain = name.removesuffix("_de")
                others = {code: row.values[f"{plain}_{code}"] for code in OTHERS if f"{plain}_{code}" in row.values}
                found.append(((*row.identity, plain), value, others))
    return found


TEXTS = texts()


def numbers(text: str) -> Counter:
    """A decimal comma is a point in English, and an hour has an «h» in French."""
    return Counter(re.sub(r",|[\u00a0\u202f]h[\u00a0\u202f]", ".", each) for each in NUMBER.findall(text))


def tags(text: str) -> list[str]:
    return [tag for tag in TAG.findall(text) if tag.strip("/") != "span"]


def differing(measure) -> list[tuple]:
    return [
        (*which, code)
        for which, german, others in TEXTS
        for code, text in others.items()
        if measure(german) != measure(text)
    ]


def test_every_text_is_translated_or_a_name():
    missing = {which for which, _german, others in TEXTS if set(others) != set(OTHERS)}

    assert len(TEXTS) > 500
    assert missing == NAMES


def test_translations_tell_the_same_figures():
    assert differing(numbers) == []


def test_translations_have_the_same_form():
    assert differing(tags) == []


def test_translations_lead_to_the_same_places():
    assert differing(LINK.findall) == []


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("fr", r"(?<![\u202f\u00a0])[;?!»](?!\w)|«(?!\u202f)|(?<=\w)'(?=\w)"),
        ("it", r"« | »|(?<=\w)'(?=\w)"),
        ("en", r"«|»|(?<=\w)'(?=\w)"),
    ],
)
def test_marks_are_set_as_the_language_sets_them(code, wrong):
    found = [
        (which, text) for which, _german, others in TEXTS
        if code in others and re.search(wrong, re.sub(r"<[^>]*>|&\w+;", "", text := others[code]))
    ]  # fmt: skip

    assert found == []
