"""Whoever must act hears of it, in the same transaction, and never reads a text of a draft."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from editorial import digest
from editorial.models import Release, Revision
from editorial.office import start_page
from editorial.revisions import end_dates, publishing
from notifications.models import Notification
from programmes.models import Document, FundingArea
from tests import factories
from tests.editorial.office import AHEAD, NEXT_YEAR, act, address, hand_in, person, revision_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sends_mail(settings):
    settings.SENDS_MAIL = True


@pytest.fixture
def area():
    return factories.funding_area(name_de="Sprache", summary_de="Ein Satz.", summary_fr="Une phrase.")


def member(name: str, *groups: str, **others):
    client = person(name, *groups, **others)
    User.objects.filter(username=name).update(email=f"{name}@example.org")
    return client


@pytest.fixture
def office():
    return {
        "writer": member("writer", "Redaktion"),
        "publisher": member("publisher", "Freigabe"),
        "translator": member("translator", "Übersetzung", languages=("fr",)),
        "italian": member("italian", "Übersetzung", languages=("it",)),
    }


def told() -> list[tuple[str, str]]:
    """Name of the person and sentence, in order; forgets them."""
    found = list(Notification.objects.order_by("pk").values_list("person__username", "sentence"))
    Notification.objects.all().delete()
    return found


def draft(client, area, **values) -> Revision:
    return revision_of(hand_in(client, address(FundingArea, "change", area.pk), **values))


def test_from_submitting_to_publishing(office, area):
    revision = draft(office["writer"], area, name_de="Sprache und Bildung", summary_de="Ein neuer Satz.")
    assert told() == []

    act(office["writer"], revision, "submit")
    assert told() == [("publisher", "Zur Freigabe: Förderbereich «Sprache»")]

    act(office["publisher"], revision, "give_back", remark="Bitte kürzer.")
    assert told() == [("writer", "Zurückgegeben: Förderbereich «Sprache»")]

    act(office["writer"], revision, "submit")
    told()
    act(office["publisher"], revision, "publish")
    assert told() == [
        ("writer", "Veröffentlicht: Förderbereich «Sprache und Bildung»"),
        ("translator", "Übersetzung veraltet, Französisch: Förderbereich «Sprache und Bildung»"),
    ]


def test_the_link_leads_to_where_the_person_acts(office, area):
    revision = draft(office["writer"], area, summary_de="Neu.")
    act(office["writer"], revision, "submit")
    assert Notification.objects.get().path == reverse("admin:revision", args=[revision.pk])

    act(office["publisher"], revision, "publish")
    (path,) = Notification.objects.filter(person__username="translator").values_list("path", flat=True)
    assert path == address(FundingArea, "change", area.pk) + "?sprache=fr"
    assert office["translator"].get(path).status_code == 200


def test_who_wrote_hears_what_others_do_with_the_draft(office, area):
    colleague = member("colleague", "Redaktion")
    revision = draft(office["writer"], area, summary_de="Neu.")
    act(colleague, revision, "take_over")
    assert told() == [("writer", "Jemand schreibt weiter: Förderbereich «Sprache»")]

    own = Revision.objects.open().get()
    act(office["publisher"], own, "schedule", publish_at=AHEAD)
    told()
    act(office["publisher"], own, "unschedule")
    act(office["publisher"], own, "withdraw")
    assert told() == [
        ("colleague", "Termin gestrichen: Förderbereich «Sprache»"),
        ("colleague", "Zurückgezogen: Förderbereich «Sprache»"),
    ]


def test_of_a_release_the_link_leads_to_all_of_it(office, area):
    for each in (area, factories.funding_area()):
        revision = draft(office["writer"], each, summary_de="Neu.")
        act(office["writer"], revision, "join", release=str(Release.objects.get_or_create(name="Mappe")[0].pk))
    act(office["writer"], revision, "submit")

    assert Notification.objects.get().path == reverse("admin:release", args=[Release.objects.get().pk])


def test_a_new_page_is_not_named_before_it_is_public(office):
    values = {"name_de": "Streng geheim", "slug": "geheim", "summary_de": "Noch geheim."}
    revision = revision_of(hand_in(office["writer"], address(FundingArea, "add"), **values))
    act(office["writer"], revision, "submit")

    assert told() == [("publisher", "Zur Freigabe: eine neue Seite (Förderbereich)")]


def test_nobody_hears_of_what_they_did_themselves(office, area):
    chief = member("chief", "Redaktion", "Freigabe")
    revision = draft(chief, area, slug="sprachen")
    act(chief, revision, "publish")

    assert told() == []


def test_a_schedule_and_its_failure_reach_author_and_publisher(office, area):
    revision = draft(office["writer"], area, slug="anders")
    act(office["publisher"], revision, "schedule", publish_at=AHEAD)
    assert told() == [("writer", f"Geplant auf 10. Oktober {NEXT_YEAR}, 10.10: Förderbereich «Sprache»")]

    factories.funding_area(slug="anders")
    Revision.objects.filter(pk=revision.pk).update(publish_at=timezone.now())
    list(publishing.publish_due())
    assert told() == [(name, "Geplant und misslungen: Förderbereich «Sprache»") for name in ("writer", "publisher")]


@pytest.mark.both_databases
def test_a_transaction_that_is_rolled_back_tells_nobody(office, area):
    revision = draft(office["writer"], area, summary_de="Neu.")
    with transaction.atomic():
        publishing.publish(revision, User.objects.get(username="publisher"))
        transaction.set_rollback(True)

    assert told() == []


@pytest.mark.both_databases
def test_the_week_is_told_once_to_those_whom_it_concerns(office, area):
    act(office["writer"], draft(office["writer"], area, summary_de="Neu."), "submit")
    told()

    for _process in range(2):
        digest.write("2026-W49")

    sentences = dict(told())
    assert sentences["publisher"] == "Diese Woche: zur Freigabe 1"
    assert sentences["writer"].startswith("Diese Woche: fehlende Angaben")
    assert sentences.keys() == {"publisher", "writer"}


def test_the_week_counts_all_unconfirmed_pages_and_not_only_those_that_the_start_page_shows(office):
    Document.objects.update(changed_at=timezone.now() - datetime.timedelta(days=800))

    digest.write("2026-W49")

    count = Document.objects.count()
    assert count > start_page.MAX_ROWS
    assert f"seit einem Jahr nicht bestätigt {count}" in dict(told())["writer"]


def test_what_is_planned_is_announced_a_week_before_once(office, area):
    planned = draft(office["writer"], area, summary_de="Neu.")
    day = timezone.now() + datetime.timedelta(days=7, hours=-1)
    Revision.objects.filter(pk=planned.pk).update(state="scheduled", publish_at=day + datetime.timedelta(days=1))
    end_dates.announce()
    assert told() == []

    Revision.objects.filter(pk=planned.pk).update(publish_at=day)
    for _day in range(2):
        end_dates.announce()

    people, sentences = zip(*told(), strict=True)
    assert sorted(people) == ["publisher", "writer"]
    assert set(sentences) == {f"Geplant auf den {date_format(timezone.localtime(day))}: Förderbereich «Sprache»"}
