"""A text is missing, current or outdated by its content: the German from which it was made decides, not time."""

import pytest

from editorial.comparison import translation_state
from editorial.comparison.translation_state import State, draft_texts, public_texts, text_states
from editorial.models import Revision
from editorial.models.translation import text_digest
from programmes.models import FundingArea
from tests import factories
from tests.editorial.office import Answer, act, address, clock_ticks, hand_in, person, record, revision_of, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return factories.funding_area(summary_de="Eins.", summary_fr="Un.", summary_it="Uno.")


def form_of(area, language: str = "fr") -> str:
    return f"{address(FundingArea, 'change', area.pk)}?sprache={language}"


def texts(area) -> list:
    (page,) = public_texts(model="programmes.fundingarea", key=area.key)
    return page.texts


def outdated(area) -> set[tuple[str, str]]:
    return {(each.spot[2], each.source) for each in texts(area) if each.state is State.OUTDATED}


CASES = {  # German and French: before and now, the German known as source of the French of now
    "never translated": (("Eins.", ""), ("Eins.", ""), None, State.MISSING),
    "a language that no form has shown": (("Eins.", None), ("Eins.", None), None, State.MISSING),
    "new page": (None, ("Eins.", "Un."), None, State.CURRENT),
    "neither changed": (("Eins.", "Un."), ("Eins.", "Un."), None, State.CURRENT),
    "German changed": (("Eins.", "Un."), ("Zwei.", "Un."), None, State.OUTDATED),
    "French changed": (("Eins.", "Un."), ("Eins.", "Une."), None, State.CURRENT),
    "both changed": (("Eins.", "Un."), ("Zwei.", "Deux."), None, State.CURRENT),
    "made from another German": (("Zwei.", "Un."), ("Zwei.", "Un."), "Eins.", State.OUTDATED),
    "back to the German of before": (("Zwei.", "Un."), ("Eins.", "Un."), "Eins.", State.CURRENT),
    "French taken away": (("Eins.", "Un."), ("Eins.", ""), None, State.MISSING),
}


@pytest.mark.parametrize("case", CASES)
def test_the_state_is_a_function_of_the_texts(case):
    before, now, source, expected = CASES[case]
    base, content = ({"": named(*pair)} if pair else {} for pair in (before, now))
    known = {("", "summary", "fr", text_digest(now[1])): source} if source else {}

    states = {each.spot[2]: each.state for each in text_states(content, base, known)}

    assert states["fr"] is expected


def named(german: str, french: str | None) -> dict:
    return {"summary_de": german} | ({} if french is None else {"summary_fr": french})


def test_a_text_without_german_has_no_state():
    assert text_states({"": {"summary_de": "", "summary_fr": "Un."}}, {}, {}) == []


def test_each_publication_is_recorded_with_the_german_of_its_translations(publisher, area):
    """A translation of before belongs to the German of before, and that German brings all up to date."""
    published = [
        ({"summary_de": "Zwei."}, {("fr", "Eins."), ("it", "Eins.")}),
        ({"summary_fr": "Deux."}, {("it", "Eins.")}),
        ({"summary_fr": "Un."}, {("fr", "Eins."), ("it", "Eins.")}),
        ({"summary_de": "Eins."}, set()),
    ]

    for texts_, expected in published:
        send(publisher, form_of(area), **texts_)
        assert outdated(area) == expected, texts_


def test_an_empty_translation_is_missing_and_not_out_of_date(publisher, area):
    send(publisher, form_of(area), summary_de="Zwei.", summary_fr="")

    form = Answer(publisher.get(form_of(area)))
    assert outdated(area) == {("it", "Eins.")}
    assert "Französisch 2 fehlen" in form.text
    assert "Italienisch 1 fehlt, 1 veraltet" in form.text


def test_the_form_shows_the_german_words_changed_since(publisher, area):
    send(publisher, form_of(area), summary_de="Eins und zwei.")

    form = Answer(publisher.get(form_of(area)))

    (since,) = form.document.cssselect("details.desk .difference")
    assert [each.text_content() for each in since.cssselect("ins")] == ["[neu:  und zwei]"]


def test_a_translation_that_still_holds_is_confirmed_in_one_click(publisher, area):
    translator = person("translator", "Übersetzung", languages=("fr",))
    send(publisher, form_of(area), summary_de="Eins!")
    (link,) = Answer(translator.get("/admin/uebersetzungen/?stand=veraltet")).document.cssselect("#content td li a")
    (button,) = Answer(translator.get(link.get("href"))).document.cssselect("button[name=_confirm]")

    answer = translator.post(
        form_of(area), confirming(translator, area, button.get("value")) | {"summary_fr": "Un, alors."}
    )

    assert outdated(area) == {("it", "Eins.")}
    assert Revision.objects.open().get().content[""]["summary_fr"] == "Un, alors."  # what was typed meanwhile is kept
    assert "Die Übersetzung ist als richtig vermerkt." in Answer(translator.get(answer.url)).text


def confirming(client, area, spot: str) -> dict:
    return Answer(client.get(form_of(area))).values | {"_confirm": spot}


def test_a_translation_is_not_confirmed_when_the_german_has_changed_again(publisher, area):
    translator = person("translator", "Übersetzung", languages=("fr",))
    send(publisher, form_of(area), summary_de="Eins!")
    opened = confirming(translator, area, "|summary|fr")
    send(publisher, form_of(area), summary_de="Eins und zwei!")

    answer = translator.post(form_of(area), opened)

    assert ("fr", "Eins.") in outdated(area)
    assert "noch einmal geändert" in Answer(translator.get(answer.url)).text


def test_nobody_confirms_a_language_of_others(publisher, area):
    translator = person("translator", "Übersetzung", languages=("fr",))
    send(publisher, form_of(area), summary_de="Eins!")

    assert translator.post(form_of(area), confirming(translator, area, "|summary|it")).status_code == 404
    assert ("it", "Eins.") in outdated(area)


def test_a_preview_and_a_draft_change_no_state(publisher, area):
    revision = revision_of(hand_in(publisher, form_of(area), summary_de="Zwei."))

    publisher.get(f"/admin/fassungen/{revision.pk}/vorschau/fr/")

    assert outdated(area) == set()


def test_a_draft_has_its_own_state(publisher, area):
    revision_of(hand_in(publisher, form_of(area), summary_de="Zwei."))

    (draft,) = draft_texts()
    assert {(each.spot, each.state.value) for each in draft.texts} == {
        (("", "summary", "fr"), "veraltet"),
        (("", "summary", "it"), "veraltet"),
        (("", "summary", "en"), "fehlt"),
    }


def test_the_form_says_that_the_german_of_a_draft_is_not_public_yet(publisher, area):
    hand_in(publisher, form_of(area), summary_de="Zwei.")

    form = Answer(publisher.get(form_of(area)))

    assert "Das Deutsche ändert sich erst mit diesem Entwurf." in form.text
    assert form.document.cssselect("button[name=_confirm]") == []


def test_rows_have_their_own_state(publisher, area):
    citation = factories.citation(funding_area=area, supports_de="Alles", supports_fr="Tout")

    send(publisher, form_of(area), **{"citations-0-supports_de": "Alles und mehr"})

    (row,) = [each for each in texts(area) if each.state is State.OUTDATED]
    assert row[::2] == ((f"citations {citation.key}", "supports", "fr"), "Alles")


@pytest.mark.both_databases
def test_what_fixtures_change_counts_too(publisher, area):
    record(area)
    FundingArea.objects.filter(pk=area.pk).update(summary_de="Zwei.")

    clock_ticks()

    assert outdated(area) == {("fr", "Eins."), ("it", "Eins.")}
    assert Revision.objects.of(FundingArea, area.key).live().count() == 1


def test_the_list_names_page_text_and_state(publisher, area):
    send(publisher, form_of(area), summary_de="Zwei.")

    answer = Answer(publisher.get("/admin/uebersetzungen/?sprache=it&stand=veraltet"))

    (link,) = answer.document.cssselect("#content td li a")
    assert "Sprache Förderbereich Zusammenfassung (Italienisch) veraltet" in answer.text
    assert link.get("href") == f"{address(FundingArea, 'change', area.pk)}?sprache=it#id_summary_it"


def test_the_start_page_counts_by_language(publisher, area):
    send(publisher, form_of(area), summary_de="Zwei.")

    table = Answer(publisher.get("/admin/")).document.cssselect("[aria-labelledby=uebersetzungen] tbody tr")

    assert [row[2].text_content() for row in table] == ["1 Text veraltet", "1 Text veraltet", "0"]


def test_the_list_of_pages_says_complete_only_where_it_is(publisher, area):
    FundingArea.objects.filter(pk=area.pk).update(name_de="Wortfund")
    record(area)
    column = "td.field-translations"

    (before,) = Answer(publisher.get(address(FundingArea, "changelist") + "?q=Wortfund")).document.cssselect(column)
    send(publisher, form_of(area), name_fr="Trouvaille")
    (after,) = Answer(publisher.get(address(FundingArea, "changelist") + "?q=Wortfund")).document.cssselect(column)

    assert before.text_content() == "Französisch: 1 fehlt; Italienisch: 1 fehlt; Englisch: 2 fehlen"
    assert after.text_content() == "Italienisch: 1 fehlt; Englisch: 2 fehlen"


def test_the_state_of_all_pages_needs_two_queries(area, django_assert_num_queries):
    record(area)

    with django_assert_num_queries(2):
        translation_state.public_texts()


def test_a_restored_revision_is_compared_by_content(publisher, area):
    send(publisher, form_of(area), summary_de="Zwei.", summary_fr="Deux.")
    first = Revision.objects.of(FundingArea, area.key).order_by("pk").first()

    act(publisher, revision_of(act(publisher, first, "restore", language="fr")), "publish")

    assert outdated(area) == {("fr", "Eins."), ("it", "Eins.")}
