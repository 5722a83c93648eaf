"""The search of the admin: every text in every language, drafts too, with the field and the form that shows it."""

import datetime

import pytest

from editorial.models import Revision
from programmes.models import FundingArea
from search import office
from search.models import Synonym
from tests import factories
from tests.editorial.office import Answer, act, address, hand_in, person, record, revision_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    area = factories.funding_area(name_de="Wortfund", description_fr="<p>Une libellule &amp; une phrase.</p>")
    record(area)
    return area


def hits(client, words: str) -> list[str]:
    document = Answer(client.get("/admin/suche/", {"q": words})).document
    return [" ".join(each.text_content().split()) for each in document.cssselect("ul.hits > li")]


@pytest.mark.slow
def test_a_text_is_found_in_any_language_with_its_field(area, editor):
    found = {hits(editor, words)[0] for words in ("libellule", "LIBELLULES", "libelulle")}

    assert found == {"Wortfund Förderbereich Beschreibung (Französisch): Une libellule & une phrase."}


def test_the_passage_leads_to_the_form_that_shows_the_field(area, editor):
    document = Answer(editor.get("/admin/suche/", {"q": "libellule"})).document

    (link,) = document.cssselect("ul.hits ul a")
    field = Answer(editor.get(link.get("href"))).document.get_element_by_id("id_description_fr")
    assert "libellule" in field.text_content()


@pytest.mark.both_databases
def test_what_a_draft_changes_is_found_with_its_author(area, editor):
    hand_in(editor, address(FundingArea, "change", area.pk), summary_de="Quarkuxos im Entwurf.")

    (hit,) = hits(editor, "Quarkuxos")

    assert hit == "Wortfund Förderbereich, Entwurf, von editor Zusammenfassung (Deutsch): Quarkuxos im Entwurf."


def test_a_synonym_given_since_finds_a_draft(area, editor):
    hand_in(editor, address(FundingArea, "change", area.pk), summary_de="Quarkuxos im Entwurf.")
    assert hits(editor, "Sauermilchkram") == []

    Synonym.objects.create(words="Quarkuxos, Sauermilchkram")

    assert len(hits(editor, "Sauermilchkram")) == 1


def test_a_new_page_is_found_by_its_name(editor):
    hand_in(editor, address(FundingArea, "add"), name_de="Quarkuxos", slug="quarkuxos", summary_de="Neu.")

    assert hits(editor, "Quarkuxos")[0].startswith("Quarkuxos Förderbereich, Entwurf, von editor")


def test_no_draft_reaches_readers(area, editor, client):
    hand_in(editor, address(FundingArea, "change", area.pk), summary_de="Quarkuxos im Entwurf.")
    assert hits(editor, "Quarkuxos")

    public = client.get("/suche/", {"q": "Quarkuxos"}, headers={"host": "localhost"}).content.decode()

    assert "im Entwurf" not in public


def test_what_is_withdrawn_or_published_is_found_as_it_is_now(area, editor):
    draft = revision_of(hand_in(editor, address(FundingArea, "change", area.pk), summary_de="Quarkuxos."))
    assert len(hits(editor, "Quarkuxos")) == 1
    publisher = person("publisher", "Freigabe")

    act(publisher, draft, "publish")
    published = hits(editor, "Quarkuxos")
    other = revision_of(hand_in(editor, address(FundingArea, "change", area.pk), summary_de="Brimborax."))
    act(editor, other, "withdraw")

    assert published == ["Wortfund Förderbereich Zusammenfassung (Deutsch): Quarkuxos."]
    assert hits(editor, "Brimborax") == []


def test_the_index_is_kept_until_something_changes(area, editor):
    public, drafts = (one.current(key()) for one, key in both())

    same = [one.current(key()) for one, key in both()]
    hand_in(editor, address(FundingArea, "change", area.pk), summary_de="Neu.")
    after = [one.current(key()) for one, key in both()]

    assert same == [public, drafts]
    assert [after[0] is public, after[1] is drafts] == [True, False]


@pytest.mark.both_databases
def test_after_a_restore_drafts_with_known_numbers_are_read_anew(area, editor):
    draft = revision_of(hand_in(editor, address(FundingArea, "change", area.pk), summary_de="Quarkuxos."))
    assert len(hits(editor, "Quarkuxos")) == 1

    earlier = draft.created_at - datetime.timedelta(days=1)
    content = {"": draft.content[""] | {"summary_de": "Brimborax."}}
    Revision.objects.filter(pk=draft.pk).update(created_at=earlier, content=content)

    assert (len(hits(editor, "Quarkuxos")), len(hits(editor, "Brimborax"))) == (0, 1)


def both():
    return (office.public_index, office.public_key), (office.draft_index, office.draft_key)


def test_any_search_has_an_answer(editor):
    for words in ("", "   ", "nichtsdergleichen", "%", "'; DROP", "x" * 5000):
        assert editor.get("/admin/suche/", {"q": words}).status_code == 200


def test_many_drafts_need_no_more_queries(area, editor, django_assert_max_num_queries):
    content = {"": {"name_de": "Quarkuxos", "summary_de": "Neu."}}
    label = FundingArea._meta.label_lower
    Revision.objects.bulk_create(
        Revision(model=label, key=f"neu-{number}", name="Quarkuxos", content=content) for number in range(120)
    )

    with django_assert_max_num_queries(40):
        assert len(hits(editor, "Quarkuxos")) == 15
