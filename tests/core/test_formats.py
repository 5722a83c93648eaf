"""Swiss formats of dates, numbers, amounts, percentages and quotation marks in each language."""

import datetime
import re
from decimal import Decimal
from pathlib import Path

import polib
import pytest
import yaml
from django.conf import settings
from django.template import Context, Template
from django.template.defaultfilters import filesizeformat
from django.utils import translation
from django.utils.formats import date_format

from core.templatetags.figures import chf, day, millions, number, percent
from core.templatetags.texts import letters

NBSP, NARROW = "\u00a0", "\u202f"
FORMS = {
    "a day": (lambda: day(datetime.date(2023, 6, 8)), "8. Juni 2023", "8 juin 2023", "8 giugno 2023", "8 June 2023"),
    "the first": (
        lambda: day(datetime.date(2022, 1, 1)), "1. Januar 2022", "1er janvier 2022", "1° gennaio 2022", "1 January 2022",
    ),
    "the eleventh": (
        lambda: day(datetime.date(2022, 3, 11)), "11. März 2022", "11 mars 2022", "11 marzo 2022", "11 March 2022",
    ),
    "a short date": (lambda: date_format(datetime.date(2023, 6, 8), "SHORT_DATE_FORMAT"), *["08.06.2023"] * 4),
    "a number": (lambda: number(62957), *["62’957"] * 4),
    "a decimal": (lambda: number(Decimal("1234.50")), *["1’234,5"] * 3, "1’234.5"),
    "a percentage": (lambda: percent(Decimal("58.91")), *[f"58,91{NBSP}%"] * 3, "58.91%"),
    "a sum": (lambda: chf(1498188), *[f"CHF{NBSP}1’498’188"] * 4),
    "millions": (lambda: millions(3392068), *["3,39"] * 3, "3.39"),
    "a size": (lambda: filesizeformat(1_572_864), f"1,5{NBSP}MB", f"1,5{NBSP}Mio", f"1,5{NBSP}MB", f"1.5{NBSP}MB"),
}  # fmt: skip
LANGUAGES = [code for code, _name in settings.LANGUAGES]
#: What no text of a language holds.
WRONG = {
    "de": re.compile(rf"[“”„\"]|«\s|\s»|(?<!{NBSP})%|\d\.\d\d\d\b|\w'\w"),
    "fr": re.compile(rf"[“”„\"]|«(?!{NARROW})|(?<!{NARROW})»|(?<![{NARROW}])[;!?](?=\s|$)|(?<!{NBSP})%|\w'\w"),
    "it": re.compile(rf"[“”„\"]|«\s|\s»|(?<!{NBSP})%|\d\.\d\d\d\b|\w'\w"),
    "en": re.compile(r"[«»„\"]|\d,\d|\s%|\w'\w"),
}
#: Markup, and the number of an act in its collection, which is no figure.
LEFT_OUT = re.compile(r"<[^>]*>|\b(?:SR|RS|SGS)\s[\d.]+")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def texts(language: str) -> list[str]:
    """Of the content, without tags, numbers of acts and without what stands alone beside a figure."""
    files = [yaml.load(path.read_text(), yaml.CSafeLoader) for path in sorted(settings.CONTENT_DIR.glob("*.yaml"))]
    rows = (row for file in files for row in (file if isinstance(file, list) else []))
    values = (value for row in rows for name, value in fields(row).items() if name.endswith(f"_{language}"))
    return [LEFT_OUT.sub("", value) for value in values if isinstance(value, str) and value != "%"]


def fields(row: dict) -> dict:
    return row.get("fields", row)


def messages(language: str) -> list[str]:
    path = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"
    return [PLACEHOLDER.sub("…", entry.msgstr) for entry in polib.pofile(str(path))]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_is_that_of_the_language(form, language):
    made, *shown = FORMS[form]

    with translation.override(language):
        assert made() == shown[LANGUAGES.index(language)]


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_content_is_set_as_in_its_language(language):
    found = texts(language)

    assert len(found) > 500
    assert [text for text in found if WRONG[language].search(text)] == []


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "de"])
def test_the_interface_is_set_as_in_its_language(language):
    found = messages(language)

    assert len(found) > 100
    assert [text for text in found if WRONG[language].search(text)] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Pourquoi ?"), ("fr", "«\u00a0ensemble\u00a0»"), ("fr", "12 %"), ("fr", "l'accord"),
        ("en", "58,91"), ("en", f"58.91{NBSP}%"), ("en", "“in” «in»"), ("it", "« insieme »"), ("de", "1.700.000"),
    ],
)  # fmt: skip
def test_the_rules_find_what_they_look_for(language, text):
    assert WRONG[language].search(text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "text"),
    [("/entscheide/", "8. Juni 2023"), ("/fr/dokumente/", f"1er{NBSP}janvier 2022"), ("/en/", "58.91%")],
)
def test_pages_show_the_forms(client, path, text):
    assert text in client.get(path).content.decode()


def test_a_moment_is_shown_on_its_day_in_switzerland():
    moment = datetime.datetime(2023, 6, 7, 23, 30, tzinfo=datetime.UTC)

    assert Template("{% load figures %}{{ moment|day }}").render(Context({"moment": moment})) == "8. Juni 2023"


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("Glossar", 12),
        ("Kantonale Integrationsprogramme", 22),
        ("Informations- und Beratungsangebote", 18),
        ("Die Integrations-Programme", 14),
        ("Schlüsselwort" * 5, 36),
        ("", 12),
    ],
)
def test_a_title_has_room_for_its_longest_word(title, count):
    assert letters(title) == count
