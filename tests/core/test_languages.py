"""A text has the `lang` of its real language wherever that is not the page's."""

import pytest
from django.template import Context, Template
from django.utils import translation

from core.languages import languages_of, resolve
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def render(source: str, **context) -> str:
    return Template("{% load texts %}" + source).render(Context(context))


@pytest.fixture
def area():
    return factories.funding_area(
        name_de="Sprache", name_fr="Langue", summary_de="Deutsch & mehr", description_de="<p>Kurse</p>"
    )


@pytest.mark.parametrize(
    ("language", "name", "resolved"),
    [
        ("de", "name", ("Sprache", "de")),
        ("fr", "name", ("Langue", "fr")),
        ("it", "name", ("Sprache", "de")),
        ("fr", "summary", ("Deutsch & mehr", "de")),
        ("en", "description", ("<p>Kurse</p>", "de")),
    ],
)
def test_a_text_is_known_with_its_language(area, language, name, resolved):
    with translation.override(language):
        assert resolve(area, name) == resolved


def test_an_empty_translation_falls_back(area):
    area.name_it = ""

    with translation.override("it"):
        assert resolve(area, "name") == ("Sprache", "de")


def test_a_text_that_is_nowhere_is_empty_and_has_not_fallen_back():
    area = factories.funding_area()

    with translation.override("fr"):
        assert resolve(area, "description") == ("", "fr")


def test_the_languages_of_a_text_are_those_that_it_is_written_in(area):
    assert languages_of(area, "name") == ["de", "fr"]
    assert languages_of(area, "summary") == ["de"]


@pytest.mark.parametrize(
    ("language", "source", "shown"),
    [
        ("de", '{% text area "name" %}', "Sprache"),
        ("fr", '{% text area "name" %}', "Langue"),
        ("it", '{% text area "name" %}', '<span lang="de" dir="ltr">Sprache</span>'),
        ("de", '{% text area "summary" %}', "Deutsch &amp; mehr"),
        ("fr", '{% text area "summary" %}', '<span lang="de" dir="ltr">Deutsch &amp; mehr</span>'),
        ("de", '{% richtext area "description" %}', "<p>Kurse</p>"),
        ("fr", '{% richtext area "description" %}', '<div lang="de" dir="ltr"><p>Kurse</p></div>'),
    ],
)
def test_a_template_wraps_a_text_that_fell_back_and_no_other(area, language, source, shown):
    with translation.override(language):
        assert render(source, area=area) == shown


def test_a_number_stays_with_its_abbreviation_and_a_day_with_its_month():
    area = factories.funding_area(description_de="<p>Am 8. Juni 2023 CHF 5 für KIP 3. Das Amt zählt 12 Personen.</p>")

    shown = render('{% richtext area "description" %}', area=area).replace("\u00a0", "~")

    assert shown == "<p>Am 8.~Juni 2023 CHF~5 für KIP~3. Das Amt zählt 12 Personen.</p>"


def test_so_it_does_in_a_plain_text():
    area = factories.funding_area(name_de="KIP 2bis nach Art. 5: 58,91 % am 28. November 2021, 7 Mio.")

    shown = render('{% text area "name" %}', area=area).replace("\u00a0", "~")

    assert shown == "KIP~2bis nach Art.~5: 58,91~% am 28.~November 2021, 7~Mio."


@pytest.mark.parametrize("tag", ["text", "richtext"])
def test_a_text_that_is_nowhere_leaves_no_trace(tag):
    area = factories.funding_area()

    with translation.override("fr"):
        assert render(f'{{% {tag} area "description" %}}', area=area) == ""


def test_a_plain_text_is_escaped():
    area = factories.funding_area(name_de='<script>alert("x")</script>')

    assert "<script" not in render('{% text area "name" %}', area=area)


def test_structured_data_cannot_end_its_element():
    hostile = {"name": "</script><script>alert(1)</script>", "note": "a & b <!--"}

    block = render("{% json_ld data %}", data=hostile)

    assert block.count("</script>") == 1
    assert block.startswith('<script type="application/ld+json">{"name":"\\u003c/script\\u003e')
    assert "<!--" not in block
