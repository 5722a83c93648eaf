"""«Überall ersetzen»: shows each place, and makes drafts of those that are chosen, in the name of who does it."""

import pytest
from django.forms import CharField
from django.urls import reverse

from core.rich_text.field import RichTextFormField
from editorial.models import Release, Revision
from editorial.texts.replacing import MAX_PLACES, Replacement
from editorial.texts.stored_texts import PageField
from programmes.models import FundingArea
from tests import factories
from tests.editorial.office import Answer, address, hand_in, person, record, revision_of

pytestmark = pytest.mark.django_db

PAGE = "/admin/ersetzen/"
WORDS = {"alt": "Wortfund", "neu": "Fundwort"}


@pytest.fixture
def area():
    area = factories.funding_area(
        name_de="Bereich", summary_de="Wortfund und Wortfund.", summary_fr="Le Wortfund.", slug="wortfund"
    )
    record(area)
    return area


def boxes(client, **values) -> list[tuple[str, bool]]:
    document = Answer(client.get(PAGE, WORDS | values)).document
    return [(each.get("value"), each.checked) for each in document.cssselect("input[name=stelle]")]


def replace(client, places: list[str], **values):
    return client.post(PAGE, WORDS | values | {"stelle": places})


def drafts() -> list[tuple[str, dict]]:
    return [(each.writer, each.content[""]) for each in Revision.objects.open().select_related("author")]


IMAGE = '<p><img src="/dateien/bilder/fund.webp" alt="{}" width="120" height="90"></p>'
RICH = '<p>Der <strong>Fund</strong> &amp; <a href="/fund/">Fund</a></p>'
CASES = {
    "plain": ("Fund, Fundort, fund", False, Replacement("Fund", "Wort"), "Wort, Fundort, fund"),
    "parts of words": ("Fund, Fundort", False, Replacement("Fund", "Wort", in_words=True), "Wort, Wortort"),
    "an alternative text": (IMAGE.format("Fund"), True, Replacement("Fund", 'W "W"'), IMAGE.format("W &quot;W&quot;")),
    "no size of an image": (IMAGE.format("Fund 120"), True, Replacement("120", "9"), IMAGE.format("Fund 9")),
    "no markup": (RICH, True, Replacement("Fund", "W & W"), RICH.replace("Fund<", "W &amp; W<")),
    "no tags": (RICH, True, Replacement("strong", "em"), RICH),
    "a character with an entity": (RICH, True, Replacement("&", "und", in_words=True), RICH.replace("&amp;", "und")),
    "addresses": (RICH, True, Replacement("/fund/", "/ort/"), RICH.replace("/fund/", "/ort/")),
    "spaces": ("ein  Fund", False, Replacement("ein Fund", "Funde"), "Funde"),
    "no pattern": ("a.c abc", False, Replacement("a.c", r"\1"), r"\1 abc"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_replaced_in_a_text(case):
    value, is_rich, replacement, expected = CASES[case]
    field = RichTextFormField() if is_rich else CharField()

    assert replacement.applied(PageField(None, field, "", "text_fr", value), set(range(9))) == expected


def test_each_place_is_shown_word_by_word(area, editor):
    document = Answer(editor.get(PAGE, WORDS)).document

    (places,) = [
        each for each in document.cssselect("fieldset.places") if "Bereich" in each.cssselect("legend")[0].text
    ]
    shown = [" ".join(each.text_content().split()) for each in places.cssselect("li label")]
    assert shown == [
        "[gestrichen: Wortfund][neu: Fundwort] und Wortfund.",
        "Wortfund und [gestrichen: Wortfund][neu: Fundwort].",
        "Le [gestrichen: Wortfund][neu: Fundwort].",
    ]


def test_the_chosen_places_become_one_draft_of_the_page(area, editor):
    (first, _second, french) = [value for value, _checked in boxes(editor)]

    replace(editor, [first, french])

    ((writer, content),) = drafts()
    area.refresh_from_db()
    assert (writer, content["summary_de"], content["summary_fr"]) == (
        "editor", "Fundwort und Wortfund.", "Le Fundwort.",
    )  # fmt: skip
    assert content["slug"] == "wortfund"
    assert area.summary_de == "Wortfund und Wortfund."


def test_the_answer_is_the_only_draft_or_the_release_of_several(area, editor):
    alone = replace(editor, [boxes(editor)[0][0]])
    assert alone.url == reverse("admin:revision", args=[Revision.objects.open().get().pk])
    Revision.objects.open().delete()
    record(factories.funding_area(name_de="Noch ein Wortfund"))

    together = replace(editor, [value for value, _checked in boxes(editor)])

    release = Release.objects.get()
    assert together.url == reverse("admin:release", args=[release.pk])
    assert release.revisions.count() == 2


@pytest.mark.both_databases
def test_an_own_draft_is_continued(area, editor):
    hand_in(editor, address(FundingArea, "change", area.pk), summary_de="Mein Wortfund.")

    replace(editor, [value for value, _checked in boxes(editor)])

    ((_writer, content),) = drafts()
    assert (content["summary_de"], content["summary_fr"]) == ("Mein Fundwort.", "Le Fundwort.")


def test_a_draft_of_somebody_else_is_left_alone_unless_it_is_chosen(area, editor):
    colleague = person("colleague", "Redaktion")
    draft = revision_of(hand_in(colleague, address(FundingArea, "change", area.pk), summary_de="Ihr Wortfund."))
    found = dict(boxes(editor))
    (of_draft,) = [value for value in found if value.startswith(f"{draft.pk}|")]
    assert not found[of_draft]

    replace(editor, [of_draft])

    assert [(writer, content["summary_de"]) for writer, content in drafts()] == [("editor", "Ihr Fundwort.")]
    draft.refresh_from_db()
    assert (draft.state, draft.writer) == (Revision.State.SUPERSEDED, "colleague")


@pytest.mark.parametrize("state", ["submitted", "scheduled"])
def test_what_is_submitted_or_planned_is_only_shown(area, editor, state):
    draft = revision_of(hand_in(editor, address(FundingArea, "change", area.pk), summary_de="Geplanter Wortfund."))
    Revision.objects.filter(pk=draft.pk).update(state=state, publish_at="2150-01-01T08:00Z")

    replace(editor, [f"{draft.pk}||summary_de|0"])

    assert not [value for value, _checked in boxes(editor) if value.startswith(f"{draft.pk}|")]
    assert [content["summary_de"] for _writer, content in drafts()] == ["Geplanter Wortfund."]


def test_translators_change_only_their_languages(area):
    translator = person("translator", "Übersetzung", languages=("fr",))
    public = Revision.objects.live().get(key=area.key)

    assert [value for value, _checked in boxes(translator)] == [f"{public.pk}||summary_fr|0"]
    replace(translator, [f"{public.pk}||summary_de|0", f"{public.pk}||summary_fr|0"])

    ((_writer, content),) = drafts()
    assert (content["summary_de"], content["summary_fr"]) == ("Wortfund und Wortfund.", "Le Fundwort.")


@pytest.mark.parametrize("values", [{"alt": ""}, {"neu": ""}, {"neu": "Wortfund"}, {"stelle": ["x", "1|2"]}])
def test_nothing_is_replaced_without_words_or_places(area, editor, values):
    chosen = values.pop("stelle", [value for value, _checked in boxes(editor)])

    replace(editor, chosen, **values)

    assert drafts() == []


def test_of_very_many_places_some_are_shown_each_with_its_context(area, editor):
    FundingArea.objects.update(description_de="<p>" + "<strong>Wortfund</strong> eins zwei " * 1200 + "</p>")
    record(area)

    page = Answer(editor.get(PAGE, WORDS)).document

    places = [" ".join(each.text_content().split()) for each in page.cssselect(".places li")]
    assert len(places) == MAX_PLACES
    assert places[-1].startswith("… eins zwei Wortfund eins zwei")


def test_many_places_need_no_more_queries(area, editor, django_assert_max_num_queries):
    label = FundingArea._meta.label_lower
    content = {"": {"name_de": "Wortfund", "summary_de": "Neu."}}
    Revision.objects.bulk_create(
        Revision(model=label, key=f"neu-{number}", name="Neu", content=content) for number in range(120)
    )

    for page in (PAGE, address(FundingArea, "occurrences", area.pk)):
        with django_assert_max_num_queries(40):
            assert editor.get(page, WORDS).status_code == 200
