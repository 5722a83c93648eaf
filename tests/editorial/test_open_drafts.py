"""Nobody's draft is hidden: lists of drafts, marks in the lists of pages, drafts of new pages, taking over."""

import pytest
from django.utils import timezone

from editorial.comparison.merge import same_content
from editorial.models import Revision
from programmes.models import FundingArea
from tests import factories
from tests.editorial.office import Answer, act, address, hand_in, person, revision_of

pytestmark = pytest.mark.django_db

DRAFTS = "/admin/entwuerfe/"


@pytest.fixture
def area():
    return factories.funding_area(name_de="Wortfund", summary_de="Eins.")


@pytest.fixture
def colleague():
    return person("colleague", "Redaktion")


@pytest.fixture
def translator():
    return person("translator", "Übersetzung", languages=("fr",))


@pytest.fixture
def draft(editor, area):
    return revision_of(hand_in(editor, f"{address(FundingArea, 'change', area.pk)}?sprache=fr", summary_fr="Un."))


@pytest.fixture
def new_page(editor):
    values = {"name_de": "Öffnung", "slug": "oeffnung", "summary_de": "Neu."}
    return revision_of(hand_in(editor, address(FundingArea, "add"), **values))


def test_everybody_sees_all_open_drafts(draft, translator):
    (row,) = Answer(translator.get(DRAFTS)).table

    assert [row[0], row[1], row[2], row[3], row[5]] == ["Wortfund", "Förderbereich", "Entwurf", "editor", "Französisch"]


@pytest.mark.both_databases
def test_drafts_are_found_by_name(draft, new_page, editor):
    for query, names in [("öffn", ["Öffnung"]), ("Wort", ["Wortfund"]), ("nichts", [])]:
        assert [row[0] for row in Answer(editor.get(DRAFTS, {"q": query})).table] == names


def test_the_start_page_shows_the_drafts_of_others(draft, editor, colleague):
    titles = {
        name: [each.text_content() for each in Answer(client.get("/admin/")).document.cssselect(".waiting h2")]
        for name, client in (("editor", editor), ("colleague", colleague))
    }

    assert "Entwürfe von anderen" in titles["colleague"]
    assert "Entwürfe von anderen" not in titles["editor"]


def test_the_list_of_pages_marks_drafts_and_shows_new_pages(draft, new_page, colleague):
    shown = Answer(colleague.get(address(FundingArea, "changelist"), {"q": "Wortfund"}))
    found = Answer(colleague.get(address(FundingArea, "changelist"), {"q": "öffnung"}))

    assert [each.text_content() for each in shown.document.cssselect("td.field-open_drafts a")] == [
        "Entwurf, von editor"
    ]
    assert "Neue Seiten im Entwurf" not in shown.text
    assert "Öffnung: Entwurf, von editor" in found.text


def test_a_translator_translates_a_page_that_is_not_public_yet(new_page, translator):
    form = Answer(translator.get(new_page_form(new_page)))

    answer = translator.post(new_page_form(new_page), form.values | {"name_fr": "Ouverture", "name_de": "Nein"})

    assert answer.status_code == 302
    (saved,) = Revision.objects.open().filter(key=new_page.key)
    assert (saved.content[""]["name_de"], saved.content[""]["name_fr"]) == ("Öffnung", "Ouverture")


def test_who_has_no_step_to_take_reads_who_has(new_page, translator):
    page = f"/admin/fassungen/{new_page.pk}/"

    drafted = Answer(translator.get(page)).text
    Revision.objects.filter(pk=new_page.pk).update(state="scheduled", publish_at=timezone.now())
    scheduled = Answer(translator.get(page)).text

    assert "Zur Freigabe gibt diesen Entwurf, wer alle seine Sprachen schreibt" in drafted
    assert "Den Termin ändert, wer freigeben darf." in scheduled


def test_a_translator_begins_no_page(new_page, translator):
    form = Answer(translator.get(new_page_form(new_page))).values

    assert translator.get(address(FundingArea, "add")).status_code == 403
    assert translator.post(address(FundingArea, "add"), form | {"_draft": ""}).status_code == 403


def new_page_form(revision: Revision) -> str:
    return f"{address(FundingArea, 'add')}?fassung={revision.pk}&sprache=fr"


def test_a_draft_is_taken_over_with_both_names_in_the_history(draft, area, colleague):
    shown = Answer(colleague.get(f"/admin/fassungen/{draft.pk}/"))
    own = revision_of(act(colleague, draft, "take_over"))

    history = Answer(colleague.get(address(FundingArea, "history", area.pk))).table
    assert "Übernehmen" in shown.text
    assert same_content(own.content, draft.content)
    assert [row[1:3] for row in history[:2]] == [
        ["Entwurf", "colleague"],
        ["Entwurf, seither weitergeschrieben", "editor"],
    ]


def test_the_former_author_loses_nothing_of_an_open_form(draft, area, editor, colleague):
    form = f"{address(FundingArea, 'change', area.pk)}?sprache=fr"
    opened = Answer(editor.get(form)).values
    act(colleague, draft, "take_over")

    editor.post(form, opened | {"summary_fr": "Un et demi."})

    texts = {each.writer: each.content[""]["summary_fr"] for each in Revision.objects.open().filter(key=area.key)}
    assert texts == {"editor": "Un et demi.", "colleague": "Un."}


def test_a_translator_takes_over_only_own_languages(draft, area, editor, translator):
    german = revision_of(hand_in(editor, f"{address(FundingArea, 'change', area.pk)}", summary_de="Zwei."))

    assert act(translator, german, "take_over").status_code == 403


def test_many_drafts_need_no_more_queries(editor, area, django_assert_max_num_queries):
    content = {"": {"name_de": "Neu", "summary_de": "Neu."}}
    model = FundingArea._meta.label_lower
    Revision.objects.bulk_create(
        Revision(model=model, key=f"neu-{number}", name="Neu", content=content) for number in range(120)
    )

    for page in (DRAFTS, address(FundingArea, "changelist"), "/admin/uebersetzungen/"):
        with django_assert_max_num_queries(40):
            assert editor.get(page).status_code == 200
