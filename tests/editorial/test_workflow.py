"""Race conditions: another person or process acts on a revision between reading and writing."""

import datetime
from contextlib import nullcontext

import pytest
from django.contrib.auth.models import User
from django.test import RequestFactory
from django.utils import timezone

from editorial.forms.form_content import PublishError
from editorial.models import PreviewLink, Revision
from editorial.revisions import preview_links, workflow
from editorial.revisions.scheduled_time import read_time
from programmes.models import FundingArea
from tests import factories
from tests.editorial.office import AHEAD, NEXT_YEAR

pytestmark = pytest.mark.django_db

State = Revision.State
#: Each action that moves a revision: from which state it was seen, what is sent along, and what it has become meanwhile.
RACES = [
    ("submit", State.DRAFT, {}, State.WITHDRAWN),
    ("submit", State.DRAFT, {}, State.SCHEDULED),
    ("give_back", State.SUBMITTED, {"remark": "Bitte kürzer."}, State.PUBLISHED),
    ("give_back", State.SUBMITTED, {"remark": "Bitte kürzer."}, State.SCHEDULED),
    ("publish", State.SUBMITTED, {}, State.WITHDRAWN),
    ("publish", State.SUBMITTED, {}, State.SUPERSEDED),
    ("schedule", State.SUBMITTED, {"publish_at": AHEAD}, State.PUBLISHED),
    ("schedule", State.DRAFT, {"publish_at": AHEAD}, State.WITHDRAWN),
    ("unschedule", State.SCHEDULED, {}, State.PUBLISHED),
    ("take_over", State.DRAFT, {}, State.PUBLISHED),
    ("join", State.DRAFT, {"release_name": "Neue Phase"}, State.SCHEDULED),
    ("leave", State.SUBMITTED, {}, State.PUBLISHED),
    ("withdraw", State.DRAFT, {}, State.PUBLISHED),
    ("withdraw", State.SUBMITTED, {}, State.SUPERSEDED),
]
IN_WORDS = {
    State.SCHEDULED: "geplant",
    State.PUBLISHED: "öffentlich",
    State.SUPERSEDED: "abgelöst",
    State.WITHDRAWN: "zurückgezogen",
}


@pytest.fixture
def revision():
    """Of a page that is not there yet, with all that its form asks for."""
    texts = {"name_de": "Sprache", "summary_de": "Deutsch lernen.", "slug": "ganz-neu", "position": "9"}
    return Revision.objects.create(
        model="programmes.fundingarea", key="ganz-neu", name="Sprache", content={"": texts}, note="Wie vereinbart."
    )


def request_with(**values):
    request = RequestFactory().post("/", values)
    request.user = User.objects.create_superuser("chief")
    return request


def becomes(revision: Revision, state: str):
    time = {"publish_at": "2150-01-01T08:00Z"} if state == State.SCHEDULED else {}
    Revision.objects.filter(pk=revision.pk).update(state=state, **time)


def stored(revision: Revision) -> dict:
    (row,) = Revision.objects.filter(pk=revision.pk).values("state", "note", "remark", "publish_at", "published_by")
    return row


@pytest.mark.parametrize(("name", "seen", "sent", "meanwhile"), RACES)
def test_an_action_that_comes_too_late_changes_nothing_and_says_why(revision, name, seen, sent, meanwhile):
    becomes(revision, seen)
    revision.refresh_from_db()
    becomes(revision, meanwhile)
    before = stored(revision)

    with pytest.raises(PublishError) as refusal:
        workflow.ACTIONS[name].perform(request_with(note="Zu spät.", **sent), revision)

    assert refusal.value.messages[0].endswith(f" {IN_WORDS[meanwhile]}."), f"{name}: {refusal.value.messages}"
    assert stored(revision) == before, f"{name} of what had become {meanwhile}"
    assert not FundingArea.objects.filter(key=revision.key).exists()


def test_every_action_that_moves_a_revision_is_tried():
    moving = {name for name, action in workflow.ACTIONS.items() if set(action.states) <= set(Revision.OPEN)} - {"share"}

    assert (
        {name for name, *_ in RACES}
        == moving
        == {"submit", "give_back", "publish", "schedule", "unschedule", "take_over", "join", "leave", "withdraw"}
    )


def test_two_who_decide_at_once_leave_one_decision(revision):
    """Both looked before either wrote."""
    one, other = (Revision.objects.get(pk=revision.pk) for _ in range(2))
    request = request_with(note="Gut so.")
    workflow.ACTIONS["publish"].perform(request, one)

    with pytest.raises(PublishError, match="öffentlich"):
        workflow.ACTIONS["withdraw"].perform(request, other)

    assert stored(revision)["state"] == State.PUBLISHED
    assert FundingArea.objects.filter(key=revision.key).exists()


def test_a_link_to_what_was_withdrawn_meanwhile_shows_nothing(revision, client):
    becomes(revision, State.WITHDRAWN)

    workflow.ACTIONS["share"].perform(request_with(days="7"), revision)

    link = PreviewLink.objects.get(revision=revision)
    assert client.get(preview_links.address(link), headers={"host": "localhost"}).status_code == 410


def test_an_old_page_that_was_deleted_meanwhile_is_told(revision):
    """What is brought back is a draft: nothing of it is public before somebody publishes it."""
    area = factories.funding_area()
    old = Revision.objects.create(
        model="programmes.fundingarea",
        key=area.key,
        name="Sprache",
        content={"": {"name_de": "Alt"}},
        state=State.SUPERSEDED,
    )
    FundingArea.objects.filter(pk=area.pk).delete()

    request = request_with(language="")
    _said, draft = workflow.ACTIONS["restore"].perform(request, old)

    assert workflow.ACTIONS["restore"].perform(request, old)[1] == draft
    assert (draft.state, draft.content) == (State.DRAFT, {"": {"name_de": "Alt"}})
    assert not FundingArea.objects.filter(key=area.key).exists()


NOT_AT_ALL = "Diese Uhrzeit gibt es an diesem Tag nicht"
TWICE = "Diese Uhrzeit gibt es an diesem Tag zweimal"


@pytest.mark.parametrize(
    ("typed", "reason", "nearest"),
    [
        ("2027-03-28T02:30", NOT_AT_ALL, "28. März 2027, 03.00 Uhr"),
        ("28.03.2027 02:10", NOT_AT_ALL, "28. März 2027, 01.59 Uhr"),
        ("2027-10-31T02:30", TWICE, "31. Oktober 2027, 03.00 Uhr"),
        ("2150-10-25T02:00", TWICE, "25. Oktober 2150, 01.59 Uhr"),
    ],
)
def test_a_time_that_a_change_of_the_clocks_leaves_out_or_repeats_is_named(typed, reason, nearest):
    with pytest.raises(PublishError) as refused:
        read_time(typed)

    assert refused.value.messages[0].startswith(reason)
    assert refused.value.messages[0].endswith(f"Am nächsten liegt: {nearest}.")


@pytest.mark.parametrize("month", [3, 10])
@pytest.mark.parametrize("time", ["01:59", "03:00"])
def test_the_times_around_a_change_of_the_clocks_are_taken(month, time):
    last_day = datetime.date(NEXT_YEAR, month, 31)
    typed = f"{last_day - datetime.timedelta(days=last_day.isoweekday() % 7)}T{time}"

    assert f"{timezone.localtime(read_time(typed)):%Y-%m-%dT%H:%M}" == typed


def test_a_mistyped_year_is_asked_for_again():
    for days, is_taken in ((729, True), (731, False)):
        typed = f"{timezone.localdate() + datetime.timedelta(days=days)} 12:00"
        refused = nullcontext() if is_taken else pytest.raises(PublishError, match="Bitte prüfen Sie das Jahr")
        with refused:
            read_time(typed)


@pytest.mark.parametrize("typed", ["", "morgen", "2027-02-30T08:00", "2027-03-28T24:30"])
def test_what_is_no_time_is_asked_for_again(typed):
    with pytest.raises(PublishError, match="Bitte geben Sie Tag und Uhrzeit an"):
        read_time(typed)
