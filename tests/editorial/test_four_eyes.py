"""Where the office has set it, nobody makes public what he or she has written: every role, every draft, every way."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import RequestFactory
from django.utils import timezone

from editorial.forms.form_content import PublishError
from editorial.forms.page_admin import admin_for
from editorial.models import Release, Revision
from editorial.revisions import actions, publishing, removals, workflow
from programmes.models import FundingArea
from tests import factories
from tests.editorial.office import Answer, act, address, hand_in, person, revision_of

pytestmark = [pytest.mark.django_db, pytest.mark.check(62)]

State = Revision.State
ROLES = {
    "nobody": (), "head": ("Leitung",), "translator": ("Übersetzung",), "editor": ("Redaktion",), "publisher": ("Freigabe",),
    "editor and publisher": ("Redaktion", "Freigabe"), "translator and publisher": ("Übersetzung", "Freigabe"), "chief": None,
}  # fmt: skip
PUBLISHES = {"publisher", "editor and publisher", "translator and publisher", "chief"}
#: Whose draft it is, and whether four eyes keep it from the person.
WHOSE = {
    "own": True,
    "continued by somebody else": True,
    "brought back by somebody else": True,
    "with an own one": True,
    "other": False,
}
#: Not what makes something public: these ask for no other eyes.
OTHER_ACTS = ("give_back", "withdraw", "share")


@pytest.fixture(autouse=True)
def four_eyes(settings):
    settings.FOUR_EYES = True


def request_of(role: str):
    groups = ROLES[role]
    user = User.objects.create_user(role, is_staff=True, is_superuser=groups is None)
    user.groups.set(Group.objects.filter(name__in=groups or ()))
    request = RequestFactory().post("/", {"note": "Neu.", "language": ""})
    request.user = user
    return request


def draft_of(author, key: str = "ganz-neu", **values) -> Revision:
    texts = {"name_de": "Sprache", "summary_de": "Deutsch lernen.", "slug": key, "position": "9"}
    kind = {"model": "programmes.fundingarea", "key": key, "name": "Sprache", "content": {"": texts}}
    return Revision.objects.create(**kind, author=author, **{"state": State.SUBMITTED} | values)


def drafts(me, other) -> dict[str, Revision]:
    mine = draft_of(me, "weiter", state=State.SUPERSEDED)
    withdrawn = draft_of(me, "zurueck", state=State.WITHDRAWN)
    request = RequestFactory().post("/")
    request.user = other
    release = Release.objects.create()
    draft_of(me, "mein-teil", release=release)
    return {
        "own": draft_of(me),
        "continued by somebody else": draft_of(other, "weiter", continues=draft_of(other, "weiter", continues=mine)),
        "brought back by somebody else": actions.restore(request, withdrawn)[1],
        "with an own one": draft_of(other, "anderer-teil", release=release),
        "other": draft_of(other, "fremd"),
    }


@pytest.mark.parametrize("role", ROLES)
def test_every_role_at_every_draft(settings, role):
    request, other = request_of(role), User.objects.create_superuser("other")

    for whose, draft in drafts(request.user, other).items():
        for name in ("publish", "schedule"):
            action = workflow.ACTIONS[name]
            expected = role in PUBLISHES and not WHOSE[whose]
            assert action.is_possible(request, draft) == expected, (whose, name)
            settings.FOUR_EYES = False
            assert action.is_possible(request, draft) == (role in PUBLISHES), (whose, name)
            settings.FOUR_EYES = True
        others = [workflow.ACTIONS[name].is_permitted(request, draft) for name in OTHER_ACTS]
        settings.FOUR_EYES = False
        assert others == [workflow.ACTIONS[name].is_permitted(request, draft) for name in OTHER_ACTS], whose
        settings.FOUR_EYES = True


@pytest.mark.both_databases
@pytest.mark.parametrize("whose", WHOSE)
def test_publishing_itself_refuses_a_writer_and_the_clock_does_too(whose):
    """Whatever led there: the time of what was planned before the office has set it has come."""
    me, other = (User.objects.create_superuser(name) for name in ("me", "other"))
    draft = drafts(me, other)[whose]
    Revision.objects.filter(pk__in=[each.pk for each in draft.together()]).update(
        state=State.SCHEDULED, publish_at=timezone.now(), published_by=me
    )

    list(publishing.publish_due())

    draft.refresh_from_db()
    assert draft.failure.startswith("Vier Augen") == WHOSE[whose]
    assert draft.is_live != WHOSE[whose]


def test_who_approves_does_not_write_the_public_note():
    request = request_of("publisher")
    draft = draft_of(User.objects.create_superuser("other"))

    workflow.ACTIONS["publish"].perform(request, draft)

    draft.refresh_from_db()
    assert (draft.is_live, draft.note) == (True, "")


def test_a_deletion_waits_for_somebody_else():
    area = factories.funding_area()
    factories.measure().areas.add(area)
    me, other = (User.objects.create_superuser(name) for name in ("me", "other"))
    page_admin = admin_for(FundingArea)

    removal = removals.remove(page_admin, area, me)
    with pytest.raises(PublishError):
        removals.remove(page_admin, area, other)
    with pytest.raises(PublishError):
        publishing.publish(removal, me)
    assert area.measures.exists()
    publishing.publish(removal, other)

    assert not FundingArea.objects.filter(pk=area.pk).exists()


def test_the_page_says_why_there_is_no_button():
    area = factories.funding_area(summary_de="Ein Satz.")
    writer, second = person("writer", "Redaktion", "Freigabe"), person("second", "Freigabe")
    draft = revision_of(hand_in(writer, address(FundingArea, "change", area.pk), summary_de="Neu."))
    page = address(FundingArea, "delete", area.pk)

    own = Answer(writer.get(f"/admin/fassungen/{draft.pk}/"))
    refused = Answer(writer.get(act(writer, draft, "publish").url))
    act(second, draft, "publish")
    proposed = Answer(writer.post(page, {"post": "yes"}, follow=True))

    assert "Vier Augen: Sie haben daran mitgeschrieben." in own.text
    assert not own.document.cssselect("button[value=publish], button[value=schedule]")
    assert "Vier Augen: Sie haben daran mitgeschrieben." in refused.text
    assert FundingArea.objects.get(pk=area.pk).summary == "Neu."
    assert "wartet jetzt auf die Freigabe" in proposed.text
    assert "durch jemand anderes" in Answer(writer.get(page)).text
