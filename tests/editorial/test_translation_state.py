"""A translation is out of date when the German that it was made from is not the German of today: by content, not by clock."""

import pytest

from editorial.models import Revision, Translation
from programmes.models import FundingArea
from tests import factories
from tests.editorial.office import Answer, act, address, hand_in, person, revision_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def publisher():
    return person("publisher", "Redaktion", "Freigabe")


@pytest.fixture
def area():
    return factories.funding_area(summary_de="Eins.", summary_fr="Un.", summary_it="Uno.")


def form_of(area, language: str = "fr") -> str:
    return f"{address(FundingArea, 'change', area.pk)}?sprache={language}"


def outdated(area) -> set[tuple[str, str]]:
    rows = Translation.objects.of("programmes.fundingarea", area.key).outdated()
    return {(row.language, row.german) for row in rows}


def test_a_changed_german_text_leaves_its_translations_behind(publisher, area):
    send(publisher, form_of(area), summary_de="Zwei.")

    assert outdated(area) == {("fr", "Eins."), ("it", "Eins.")}


def test_translating_anew_brings_one_language_up_to_date(publisher, area):
    send(publisher, form_of(area), summary_de="Zwei.")

    send(publisher, form_of(area), summary_fr="Deux.")

    assert outdated(area) == {("it", "Eins.")}


def test_german_and_translation_changed_together_belong_together(publisher, area):
    send(publisher, form_of(area), summary_de="Zwei.", summary_fr="Deux.")

    assert outdated(area) == {("it", "Eins.")}


def test_the_german_text_of_before_brings_all_up_to_date(publisher, area):
    send(publisher, form_of(area), summary_de="Zwei.")

    send(publisher, form_of(area), summary_de="Eins.")

    assert outdated(area) == set()


def test_a_translation_of_before_belongs_to_the_german_of_before(publisher, area):
    send(publisher, form_of(area), summary_de="Zwei.", summary_fr="Deux.")

    send(publisher, form_of(area), summary_fr="Un.")

    assert outdated(area) == {("fr", "Eins."), ("it", "Eins.")}


def test_an_empty_translation_is_missing_and_not_out_of_date(publisher, area):
    send(publisher, form_of(area), summary_de="Zwei.", summary_fr="")

    form = Answer(publisher.get(form_of(area)))
    assert outdated(area) == {("it", "Eins.")}
    assert "Französisch 2 fehlen" in form.text
    assert "1 veraltet" in form.text


def test_the_form_shows_the_german_words_changed_since(publisher, area):
    send(publisher, form_of(area), summary_de="Eins und zwei.")

    form = Answer(publisher.get(form_of(area)))

    (since,) = form.document.cssselect("details.desk .difference")
    assert [each.text_content() for each in since.cssselect("ins")] == ["[neu:  und zwei]"]


def test_a_translation_that_still_holds_is_confirmed_in_one_click(publisher, area):
    translator = person("translator", "Übersetzung", languages=("fr",))
    send(publisher, form_of(area), summary_de="Eins!")
    (link,) = Answer(translator.get("/admin/")).document.cssselect("a[href*='sprache=fr']")
    (button,) = Answer(translator.get(link.get("href"))).document.cssselect("button[name=_confirm]")

    answer = translator.post(
        form_of(area), confirming(translator, area, button.get("value")) | {"summary_fr": "Un, alors."}
    )

    assert outdated(area) == {("it", "Eins.")}
    assert Revision.objects.open().get().content[""]["summary_fr"] == "Un, alors."  # what was typed meanwhile is kept
    assert "Die Übersetzung ist als richtig vermerkt." in Answer(translator.get(answer.url)).text


def confirming(client, area, pk) -> dict:
    return Answer(client.get(form_of(area))).values | {"_confirm": str(pk)}


def test_a_translation_is_not_confirmed_when_the_german_has_changed_again(publisher, area):
    translator = person("translator", "Übersetzung", languages=("fr",))
    send(publisher, form_of(area), summary_de="Eins!")
    french = Translation.objects.outdated().get(key=area.key, language="fr")
    opened = confirming(translator, area, french.pk)
    send(publisher, form_of(area), summary_de="Eins und zwei!")

    answer = translator.post(form_of(area), opened)

    assert ("fr", "Eins.") in outdated(area)
    assert "noch einmal geändert" in Answer(translator.get(answer.url)).text


def test_nobody_confirms_a_language_of_others(publisher, area):
    translator = person("translator", "Übersetzung", languages=("fr",))
    send(publisher, form_of(area), summary_de="Eins!")
    italian = Translation.objects.outdated().get(key=area.key, language="it")

    assert translator.post(form_of(area), confirming(translator, area, italian.pk)).status_code == 404
    assert ("it", "Eins.") in outdated(area)


def test_a_preview_and_a_draft_change_no_state(publisher, area):
    revision = revision_of(hand_in(publisher, form_of(area), summary_de="Zwei."))

    publisher.get(f"/admin/fassungen/{revision.pk}/vorschau/fr/")

    assert outdated(area) == set()


def test_rows_have_their_own_state(publisher, area):
    citation = factories.citation(funding_area=area, supports_de="Alles", supports_fr="Tout")

    send(publisher, form_of(area), **{"citations-0-supports_de": "Alles und mehr"})

    row = Translation.objects.outdated().get(key=area.key)
    assert (row.place, row.field, row.german) == (f"citations {citation.key}", "supports", "Alles")


def test_what_fixtures_change_counts_too(publisher, area):
    publisher.get(form_of(area))
    FundingArea.objects.filter(pk=area.pk).update(summary_de="Zwei.")

    publisher.get(form_of(area))

    assert outdated(area) == {("fr", "Eins."), ("it", "Eins.")}
    assert Revision.objects.of(FundingArea, area.key).live().count() == 1


def test_the_list_of_all_names_page_language_and_number(publisher, area):
    send(publisher, form_of(area), summary_de="Zwei.")

    rows = Answer(publisher.get("/admin/veraltet/")).table

    assert rows == [["Sprache", "Förderbereich", "Französisch", "1"], ["Sprache", "Förderbereich", "Italienisch", "1"]]


def test_a_restored_revision_is_compared_by_content(publisher, area):
    send(publisher, form_of(area), summary_de="Zwei.", summary_fr="Deux.")
    first = Revision.objects.of(FundingArea, area.key).order_by("pk").first()

    act(publisher, revision_of(act(publisher, first, "restore", language="fr")), "publish")

    assert outdated(area) == {("fr", "Eins."), ("it", "Eins.")}
