"""A link to a page of this site is chosen by a part of its title."""

import pytest
from django.urls import reverse

from editorial.office import page_choices
from tests import factories
from tests.editorial.office import Answer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def pages(client, words: str) -> list[dict]:
    return client.get(reverse("admin:page_choices"), {"q": words, "form": "json"}).json()["pages"]


def test_three_letters_give_title_address_and_kind(editor):
    area = factories.funding_area(name_de="Übergang in die Lehre", name_fr="Passage vers l’apprentissage")
    wanted = {"title": str(area), "address": area.get_absolute_url(), "kind": "Förderbereich"}

    assert pages(editor, "übergang in") == [wanted]
    assert pages(editor, "passage vers") == [wanted]
    assert pages(editor, "üb") == []


def test_the_answer_is_bounded_and_begins_with_titles_that_begin_so(editor):
    for number in range(page_choices.MOST_PAGES + 5):
        factories.funding_area(name_de=f"Vom Anfang {number}")
    first = factories.funding_area(name_de="Anfang")

    found = pages(editor, "anfang")

    assert len(found) == page_choices.MOST_PAGES
    assert found[0]["title"] == str(first)


def test_without_script_it_is_a_page(editor):
    answer = Answer(editor.get(reverse("admin:page_choices"), {"q": "Glossar"}))

    assert ["Glossar", "Textseite", "/glossar/"] in answer.table
