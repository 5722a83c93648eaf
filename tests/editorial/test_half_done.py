"""Unexpected failures: a write fails, a scheduled page breaks. Nothing is left half done, and it is reported."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.utils import timezone

from core.models import Edition
from editorial.admin import EditorialAdmin
from editorial.forms.form_content import PublishError
from editorial.forms.page_admin import admin_for
from editorial.models import PreviewLink, Revision
from editorial.revisions import carry_out, publishing, removals, snapshots
from programmes.models import FundingArea
from tests import factories
from tests.editorial.office import Answer, act, address, hand_in, logged_in, person, record, revision_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

State = Revision.State
FIRST, SECOND = "Erste Seite", "Zweite Seite"


class UnforeseenError(Exception):
    """Of a kind that no code expects."""


def fail(*_, **__):
    raise UnforeseenError("so nicht vorgesehen")


def fail_for(title: str, error: Exception, save):
    """In the place of `save` of the forms: of one page it fails, after the page itself is written."""

    def save_related(self, request, form, formsets, change):
        if form.instance.name_de == title:
            raise error
        return save(self, request, form, formsets, change)

    return save_related


@pytest.fixture
def chief():
    return User.objects.create_superuser("chief")


@pytest.fixture
def due(chief) -> list[Revision]:
    """Two pages whose time has come, the first one minute before the second."""
    return [scheduled(title, minutes, chief) for title, minutes in ((FIRST, 2), (SECOND, 1))]


def scheduled(title: str, minutes_ago: int, author: User) -> Revision:
    key = title.lower().replace(" ", "-")
    texts = {"name_de": title, "summary_de": "Ein Satz.", "slug": key, "position": "9"}
    return Revision.objects.create(
        model="programmes.fundingarea", key=key, name=title, content={"": texts}, state=State.SCHEDULED, author=author,
        publish_at=timezone.now() - datetime.timedelta(minutes=minutes_ago),
    )  # fmt: skip


def states(revisions: list[Revision]) -> list[str]:
    return [Revision.objects.get(pk=each.pk).state for each in revisions]


# -- a scheduled page breaks


def test_a_scheduled_page_that_breaks_is_logged_marked_and_shown_and_the_next_one_is_carried_out(
    due, monkeypatch, caplog
):
    broken = fail_for(FIRST, UnforeseenError("so nicht vorgesehen"), EditorialAdmin.save_related)
    monkeypatch.setattr(EditorialAdmin, "save_related", broken)

    done = list(publishing.publish_due())

    assert [each.name for each in done] == [FIRST, SECOND]
    assert states(due) == [State.SCHEDULED, State.PUBLISHED]
    assert [area.name_de for area in FundingArea.objects.filter(key__in=[each.key for each in due])] == [SECOND]
    (logged,) = [each for each in caplog.records if each.name == "editorial.revisions.publishing"]
    assert logged.levelname == "ERROR"
    assert "programmes.fundingarea erste-seite" in logged.getMessage()
    assert "UnforeseenError" in logged.exc_text
    due[0].refresh_from_db()
    assert due[0].failure == "Ein Fehler im Programm. Er steht im Protokoll des Servers."
    office = logged_in("looker", is_superuser=True)
    for page in ("/admin/", f"/admin/fassungen/{due[0].pk}/"):
        assert "Ein Fehler im Programm. Er steht im Protokoll des Servers." in Answer(office.get(page)).text, page
    assert "misslungen" in Answer(office.get("/admin/")).text
    assert list(publishing.publish_due()) == []  # it waits for a person
    act(office, due[0], "unschedule")  # who can put it off
    assert states(due) == [State.SUBMITTED, State.PUBLISHED]


def test_a_database_that_goes_away_is_no_failure_of_the_page(due, monkeypatch):
    """At the next look again, from the first one on."""
    broken = fail_for(FIRST, OperationalError("server closed the connection"), EditorialAdmin.save_related)
    with monkeypatch.context() as away:
        away.setattr(EditorialAdmin, "save_related", broken)
        with pytest.raises(OperationalError):
            list(publishing.publish_due())
    assert states(due) == [State.SCHEDULED, State.SCHEDULED]
    assert [each.failure for each in Revision.objects.scheduled()] == ["", ""]

    list(publishing.publish_due())

    assert states(due) == [State.PUBLISHED, State.PUBLISHED]


def test_a_refusal_is_told_in_its_words_and_the_next_one_is_carried_out(due):
    factories.funding_area(slug="erste-seite")

    list(publishing.publish_due())

    assert states(due) == [State.SCHEDULED, State.PUBLISHED]
    assert "existiert bereits" in Revision.objects.get(pk=due[0].pk).failure


def test_a_failure_is_not_noted_on_what_another_process_has_published_meanwhile(due):
    Revision.objects.filter(pk=due[0].pk).update(state=State.PUBLISHED)

    publishing.note_failure(due[0], "Zu spät.")

    assert Revision.objects.get(pk=due[0].pk).failure == ""


# -- half of a write fails


@pytest.fixture
def area(chief):
    area = factories.funding_area(name_de="Sprache", summary_de="Deutsch lernen.")
    record(area)
    return area


def everything(key: str) -> tuple:
    """The page, its revisions and the edition, as stored."""
    return (
        list(FundingArea.objects.filter(key=key).values()),
        list(Revision.objects.filter(key=key).order_by("pk").values("pk", "state", "note", "failure", "published_at")),
        Edition.objects.number(),
    )


def test_a_page_whose_deletion_cannot_be_recorded_is_still_there(area, chief, monkeypatch):
    before = everything(area.key)
    monkeypatch.setattr(carry_out, "make_public", fail)

    with pytest.raises(UnforeseenError):
        removals.remove(admin_for(FundingArea), area, chief)

    assert everything(area.key) == before


def test_a_page_whose_publication_cannot_be_recorded_is_as_it_was(area, chief, monkeypatch):
    draft = Revision.objects.create(
        model="programmes.fundingarea", key=area.key, name="Sprache", base=Revision.objects.live().get(key=area.key),
        content={"": {"name_de": "Neu", "summary_de": "Neu.", "slug": area.slug, "position": "9"}},
    )  # fmt: skip
    before = everything(area.key)
    monkeypatch.setattr(snapshots.translation_state, "record_publication", fail)

    with pytest.raises(UnforeseenError):
        publishing.publish(draft, chief)

    assert everything(area.key) == before
    monkeypatch.undo()
    publishing.publish(draft, chief)
    assert FundingArea.objects.get(key=area.key).name_de == "Neu"


def test_what_is_refused_leaves_nothing_behind(area, chief):
    draft = Revision.objects.create(
        model="programmes.fundingarea", key=area.key, name="Sprache", base=Revision.objects.live().get(key=area.key),
        content={"": {"name_de": "", "summary_de": "Neu.", "slug": area.slug, "position": "9"}},
    )  # fmt: skip
    before = everything(area.key)

    with pytest.raises(PublishError):
        publishing.publish(draft, chief)

    assert everything(area.key) == before


def test_a_draft_that_cannot_be_saved_whole_leaves_the_old_one_waiting(area, monkeypatch):
    """The old one is superseded first: a link to it must not be lost in between."""
    editor = person("editor", "Redaktion")
    form = address(FundingArea, "change", area.pk)
    draft = revision_of(hand_in(editor, form, summary_de="Erster Satz."))
    act(editor, draft, "share", days="7")
    monkeypatch.setattr(type(PreviewLink.objects.none()), "update", fail)

    with pytest.raises(UnforeseenError):
        hand_in(editor, form, summary_de="Zweiter Satz.")

    waiting = Revision.objects.of(FundingArea, area.key).open()
    assert [(each.pk, each.content[""]["summary_de"]) for each in waiting] == [(draft.pk, "Erster Satz.")]
    assert draft.links.get().revision_id == draft.pk
