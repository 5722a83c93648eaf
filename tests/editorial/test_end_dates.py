"""A page is withdrawn after its last day, announced a week before, and comes back in one act."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from core.models.edition import EditionManager
from editorial.forms.form_content import PublishError
from editorial.models import EndDate, Revision
from editorial.revisions import end_dates, removals
from notifications.models import Notification
from pages.models import StandingPage
from programmes.models import FundingArea, Measure, Programme
from tests import factories
from tests.editorial.office import Answer, address, person, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return factories.funding_area(name_de="Sprache", summary_de="Ein Satz.")


def last_day(client, page, days: int, **others):
    day = timezone.localdate() + datetime.timedelta(days=days)
    return client.post(address(type(page), "end_date", page.pk), {"last_day": str(day), "set": "1", **others})


def days_pass(days: int):
    for each in EndDate.objects.all():
        EndDate.objects.filter(pk=each.pk).update(last_day=each.last_day - datetime.timedelta(days=days))


def approve(client, page, day=None):
    shown = day or EndDate.objects.get().last_day
    return client.post(address(type(page), "end_date", page.pk), {"approve": str(shown)})


def clock_ticks():
    list(end_dates.withdraw_due())


@pytest.mark.both_databases
def test_after_its_last_day_a_page_is_withdrawn_as_it_is_then_and_comes_back_in_one_act(publisher, area):
    measure = Measure.objects.first()
    measure.areas.add(area)
    last_day(publisher, area, 0)
    send(publisher, address(FundingArea, "change", area.pk), summary_de="Ein neuer Satz.")
    clock_ticks()
    assert FundingArea.objects.filter(pk=area.pk).exists()

    days_pass(1)
    clock_ticks()

    assert not FundingArea.objects.filter(key=area.key).exists()
    assert not EndDate.objects.exists()
    gone = Revision.objects.of(FundingArea, area.key).live().get()
    assert (gone.note, gone.publisher) == (end_dates.REACHED, "publisher")

    publisher.post(reverse("admin:removed"), {"bring_back": gone.pk})

    again = FundingArea.objects.get(key=area.key)
    assert again.summary_de == "Ein neuer Satz."
    assert again in measure.areas.all()


def test_it_is_lifted_simply_and_the_page_stays(publisher, area):
    last_day(publisher, area, 0)

    publisher.post(address(FundingArea, "end_date", area.pk), {"lift": "1"})

    days_pass(1)
    clock_ticks()
    assert FundingArea.objects.filter(pk=area.pk).exists()


def test_what_an_editor_sets_holds_once_it_is_approved(publisher, area):
    editor = person("editor", "Redaktion")
    last_day(editor, area, 0)
    days_pass(1)
    clock_ticks()
    assert FundingArea.objects.filter(pk=area.pk).exists()
    assert "noch nicht freigegeben" in Answer(publisher.get("/admin/")).text
    assert approve(editor, area).status_code == 403

    approve(publisher, area)
    clock_ticks()

    assert not FundingArea.objects.filter(pk=area.pk).exists()


@pytest.mark.check(64)
def test_only_the_day_that_was_seen_is_approved(publisher, area):
    editor = person("editor", "Redaktion")
    last_day(editor, area, 60)
    seen = EndDate.objects.get().last_day
    last_day(editor, area, 0)

    answer = approve(publisher, area, seen)

    assert "Das Enddatum ist inzwischen ein anderes" in Answer(answer).text
    assert EndDate.objects.get().approved_by is None


@pytest.mark.check(64)
def test_what_was_approved_while_an_editor_waited_for_the_lock_stays(publisher, area, monkeypatch):
    editor, hold = person("editor", "Redaktion"), EditionManager.hold
    last_day(editor, area, 60)

    def held(manager):
        EndDate.objects.update(approved_by=User.objects.get(username="publisher"))
        hold(manager)

    monkeypatch.setattr(EditionManager, "hold", held)

    assert editor.post(address(FundingArea, "end_date", area.pk), {"lift": "1"}).status_code == 403
    assert last_day(editor, area, 0).status_code == 403
    assert EndDate.objects.get().approved_by


@pytest.mark.check(64)
def test_what_is_approved_is_changed_by_those_who_may_approve(publisher, area):
    last_day(publisher, area, 0)

    assert last_day(person("editor", "Redaktion"), area, 60).status_code == 403
    assert EndDate.objects.get().last_day == timezone.localdate()


def test_with_four_eyes_nobody_approves_the_own_date(publisher, area, settings):
    settings.FOUR_EYES = True
    last_day(publisher, area, 0)
    days_pass(1)

    assert approve(publisher, area).status_code == 403

    approve(person("second", "Freigabe"), area)
    clock_ticks()
    assert not FundingArea.objects.filter(pk=area.pk).exists()


def test_an_own_date_from_before_four_eyes_waits_for_somebody_else(publisher, area, settings):
    last_day(publisher, area, 0)
    days_pass(1)
    settings.FOUR_EYES = True

    clock_ticks()

    assert FundingArea.objects.filter(pk=area.pk).exists()
    assert EndDate.objects.get().failure == end_dates.OWN


@pytest.mark.both_databases
def test_it_is_announced_a_week_before_once(publisher, area, settings):
    settings.SENDS_MAIL = True
    User.objects.update(email="office@example.org")
    last_day(publisher, area, 8)
    end_dates.announce()
    assert not Notification.objects.exists()
    assert "Läuft bald ab" not in Answer(publisher.get("/admin/")).text

    days_pass(1)
    for _day in range(2):
        end_dates.announce()

    assert Notification.objects.get().sentence.startswith("Förderbereich «Sprache» endet am ")
    assert "Läuft bald ab" in Answer(publisher.get("/admin/")).text


def test_what_cannot_be_withdrawn_waits_for_a_person_with_the_reason(publisher, area, monkeypatch):
    def refuse(*args, **kwargs):
        raise PublishError("Die Seite wird noch gebraucht.")

    monkeypatch.setattr(removals, "remove", refuse)
    last_day(publisher, area, 0)
    days_pass(1)

    clock_ticks()

    assert not EndDate.objects.due().exists()
    assert "Die Seite wird noch gebraucht." in Answer(publisher.get(address(FundingArea, "end_date", area.pk))).text
    assert "misslungen" in Answer(publisher.get("/admin/")).text


def test_what_stands_in_the_way_is_said_when_the_date_is_set(publisher):
    phase = factories.decision(programme=Programme.objects.first()).programme

    answer = publisher.get(last_day(publisher, phase, 3).url)

    assert "Heute liesse sich die Seite nicht zurückziehen: Die Seite wird noch gebraucht, von " in Answer(answer).text


def test_a_page_that_is_deleted_before_has_no_end_date_any_more(publisher, area):
    last_day(publisher, area, 3)

    publisher.post(address(FundingArea, "delete", area.pk), {"post": "yes"})

    assert not EndDate.objects.exists()


def test_a_past_day_is_refused_and_some_pages_have_none(publisher, area):
    assert "schon vorbei" in last_day(publisher, area, -1).content.decode()
    assert not EndDate.objects.exists()
    assert last_day(publisher, StandingPage.objects.first(), 3).status_code == 404
