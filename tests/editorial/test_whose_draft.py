"""An action on a draft requires the right to all that it changes, in every language that it contains."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from editorial.comparison.diff import languages_held
from editorial.forms.page_admin import admin_for
from editorial.models import Revision
from editorial.revisions import snapshots
from programmes.models import FundingArea
from tests import factories
from tests.editorial.office import Answer, act, address, hand_in, person, revision_of
from tests.sampling import part_of

pytestmark = [pytest.mark.django_db, pytest.mark.check(38), pytest.mark.slow]

State = Revision.State
#: What a draft holds, by its name.
HOLDINGS = {
    "french": {"summary_fr": "Une autre phrase."},
    "italian": {"summary_it": "Una frase."},
    "german": {"summary_de": "Neu."},
    "french and german": {"summary_fr": "Une autre phrase.", "summary_de": "Neu."},
    "french and italian": {"summary_fr": "Une autre phrase.", "summary_it": "Una frase."},
    "no language": {"position": "77"},
}
ROLES = {
    "translator": (("Übersetzung",), ("fr",)), "translator of both": (("Übersetzung",), ("fr", "it")),
    "translator and publisher": (("Übersetzung", "Freigabe"), ("fr",)), "editor": (("Redaktion",), ()),
    "publisher": (("Freigabe",), ()), "head": (("Leitung",), ()),
}  # fmt: skip
#: Who may write what. Whoever publishes may withdraw, give back and publish all of it.
WRITES = {
    "translator": {"french"}, "translator of both": {"french", "italian", "french and italian"},
    "translator and publisher": {"french"}, "editor": set(HOLDINGS), "publisher": set(), "head": set(),
}  # fmt: skip
PUBLISHES = {"translator and publisher", "publisher"}


@pytest.fixture
def area() -> FundingArea:
    return factories.funding_area(summary_de="Ein Satz.", summary_fr="Une phrase.")


def draft_with(public: Revision, holding: str, state: str, author: User) -> Revision:
    content = {"": public.content[""] | HOLDINGS[holding]}
    return Revision.objects.create(
        model=public.model, key=public.key, name="Probe", content=content, base=public, author=author, state=state
    )


def is_done(client, draft: Revision, action: str) -> bool:
    answer = act(client, draft, action, remark="Bitte noch einmal.")
    assert answer.status_code in (302, 403)
    return answer.status_code == 302


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("is_own", [True, False], ids=["own", "of somebody else"])
def test_every_role_at_every_draft(area, role, is_own):
    groups, languages = ROLES[role]
    client, other = person("acting", *groups, languages=languages), User.objects.create_user("other", is_staff=True)
    author = User.objects.get(username="acting") if is_own else other
    found, expected = {}, {}
    public = snapshots.first_revision(admin_for(FundingArea), area.key)

    for holding in part_of(HOLDINGS, 2):
        for action, state in [
            ("submit", State.DRAFT),
            ("withdraw", State.DRAFT),
            ("withdraw", State.SUBMITTED),
            ("give_back", State.SUBMITTED),
        ]:
            draft = draft_with(public, holding, state, author)
            found[holding, action, state] = is_done(client, draft, action)
            writes = holding in WRITES[role]
            rights = {
                "submit": writes,
                "withdraw": role in PUBLISHES or (is_own and writes),
                "give_back": role in PUBLISHES,
            }
            expected[holding, action, state] = rights[action]
            Revision.objects.filter(pk=draft.pk).delete()

    assert found == expected


@pytest.fixture
def submitted(area) -> Revision:
    writer = person("writer", "Redaktion")
    draft = revision_of(hand_in(writer, address(FundingArea, "change", area.pk), summary_de="Neu."))
    act(writer, draft, "submit")
    return draft


def form_of(draft: Revision, area: FundingArea) -> str:
    return f"{address(FundingArea, 'change', area.pk)}?fassung={draft.pk}&sprache=fr"


def test_who_adds_french_to_a_submitted_german_text_leaves_it_for_approval(area, submitted):
    translator = person("translator", "Übersetzung", languages=("fr",))

    answer = hand_in(translator, form_of(submitted, area), summary_fr="Nouveau.")

    added = revision_of(answer)
    assert added.state == State.SUBMITTED
    assert added.writer == "translator"  # who saved it; the history has the draft of the other before it
    assert (added.content[""]["summary_de"], added.content[""]["summary_fr"]) == ("Neu.", "Nouveau.")
    assert "wieder ein Entwurf" not in Answer(translator.get(answer.url)).text
    assert act(translator, added, "withdraw").status_code == 403
    assert not Answer(translator.get(reverse("admin:revision", args=[added.pk]))).document.cssselect("[value=withdraw]")


def test_who_writes_all_takes_it_back_to_a_draft(area, submitted):
    answer = hand_in(person("editor", "Redaktion"), form_of(submitted, area), summary_fr="Nouveau.")

    assert revision_of(answer).state == State.DRAFT


def test_a_translator_takes_back_the_own_text_from_approval(area):
    translator = person("translator", "Übersetzung", languages=("fr",))
    page = address(FundingArea, "change", area.pk)
    own = revision_of(hand_in(translator, page, summary_fr="Nouveau."))
    act(translator, own, "submit")

    assert revision_of(hand_in(translator, page, summary_fr="Encore.")).state == State.DRAFT


def test_a_draft_is_not_handed_in_as_what_was_public(area, submitted):
    """Or what it holds would count as unchanged, and its German as nobody's."""
    translator = person("translator", "Übersetzung", languages=("fr",))

    answer = hand_in(translator, form_of(submitted, area), summary_fr="Nouveau.", _base=str(submitted.pk))

    assert "de" in languages_held(revision_of(answer))
    assert revision_of(answer).state == State.SUBMITTED


@pytest.mark.parametrize("chosen", ["|summary_de", "|position", "|summary_it"])
def test_who_translates_chooses_for_the_own_language_only(area, submitted, chosen):
    """«Was öffentlich ist» of a conflict, sent for a field that the form does not offer."""
    translator = person("translator", "Übersetzung", languages=("fr",))

    answer = hand_in(translator, form_of(submitted, area), summary_fr="Nouveau.", _theirs=chosen)

    assert revision_of(answer).content[""]["summary_de"] == "Neu."


def test_who_translates_removes_no_row_that_the_draft_adds(area, submitted):
    submitted.content["citations neu"] = {"supports_de": "Alles"}
    submitted.save()
    translator = person("translator", "Übersetzung", languages=("fr",))

    answer = hand_in(translator, form_of(submitted, area), summary_fr="Nouveau.", _theirs="citations neu|")

    assert "citations neu" in revision_of(answer).content


def test_who_translates_writes_in_a_row_that_the_draft_adds(area, submitted):
    submitted.content["citations neu"] = {"supports_de": "Alles"}
    submitted.save()
    translator = person("translator", "Übersetzung", languages=("fr",))
    shown = Answer(translator.get(form_of(submitted, area))).values
    row = next(name.removesuffix("-row") for name, value in shown.items() if value == ["neu"])

    answer = hand_in(translator, form_of(submitted, area), **{f"{row}-supports_fr": "Tout"})

    assert revision_of(answer).content["citations neu"] == {"supports_de": "Alles", "supports_fr": "Tout"}
