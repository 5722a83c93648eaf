"""The start page of the office: tasks by person, old content."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from editorial.models import Revision
from notifications.models import Notification
from programmes.models import FundingArea
from tests import factories
from tests.editorial.office import Answer, act, address, hand_in, person, revision_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return factories.funding_area(name_de="Sprache im Alltag")


@pytest.fixture
def publisher():
    return person("publisher", "Freigabe")


def section(client, title: str) -> str:
    """What stands under a title of the start page, or nothing."""
    found = Answer(client.get("/admin/")).document.cssselect("section.waiting")
    texts = {each.cssselect("h2")[0].text_content(): " ".join(each.text_content().split()) for each in found}
    return texts.get(title, "")


def test_a_draft_waits_for_its_author_and_then_for_the_publisher(editor, publisher, area):
    revision = revision_of(hand_in(editor, address(FundingArea, "change", area.pk), name_de="Sprache im Beruf"))
    assert "Sprache im Beruf" in section(editor, "Meine Entwürfe")
    assert section(publisher, "Zur Freigabe") == ""

    act(editor, revision, "submit", note="Neuer Name")

    assert "Neuer Name" in section(publisher, "Zur Freigabe")


def test_what_is_planned_and_what_failed_stand_apart(editor, publisher, area):
    planned, failed = (
        revision_of(hand_in(editor, address(FundingArea, "change", each.pk), summary_de="Bald."))
        for each in (area, factories.funding_area(name_de="Misslungenes"))
    )
    later = timezone.now() + datetime.timedelta(days=1)
    Revision.objects.filter(pk__in=[planned.pk, failed.pk]).update(state="scheduled", publish_at=later)
    Revision.objects.filter(pk=failed.pk).update(failure="Der Grund")

    assert "Sprache im Alltag" in section(publisher, "Geplant")
    assert "Misslungenes" not in section(publisher, "Geplant")
    assert "Misslungenes" in section(publisher, "Misslungen")


def test_a_page_is_confirmed_in_one_click_and_says_so_to_readers(editor, area):
    years_ago = timezone.now() - datetime.timedelta(days=800)
    FundingArea.objects.filter(pk=area.pk).update(changed_at=years_ago)
    assert "Sprache im Alltag" in section(editor, "Seit einem Jahr nicht bestätigt")

    editor.post(address(FundingArea, "confirm", area.pk))

    assert "Sprache im Alltag" not in section(editor, "Seit einem Jahr nicht bestätigt")
    page = Client(headers={"host": "localhost"}).get(area.get_absolute_url()).content.decode()
    assert f'Zuletzt bestätigt am <time datetime="{timezone.localdate()}"' in page
    area.refresh_from_db()
    assert area.changed_at == years_ago


@pytest.mark.both_databases
def test_a_confirmation_is_old_after_a_year(editor, area):
    days = timezone.now() - datetime.timedelta(days=366)
    FundingArea.objects.filter(pk=area.pk).update(
        changed_at=days - datetime.timedelta(days=900), confirmed_on=days.date()
    )

    assert "Sprache im Alltag" in section(editor, "Seit einem Jahr nicht bestätigt")


def test_who_looks_after_the_accounts_sees_mails_that_do_not_arrive(editor):
    now, reader = timezone.now(), User.objects.get(username="editor")
    ages = {"Gerade erst": 0, "Seit zwei Stunden": 2, "Seit vier Tagen": 96}
    for sentence, hours in ages.items():
        created = now - datetime.timedelta(hours=hours)
        values = {
            "person": reader,
            "occasion": sentence,
            "sentence": sentence,
            "path": "/admin/",
            "failure": "Kein Server",
        }
        Notification.objects.create(**values, created_at=created)

    shown = section(person("chief", "Leitung"), "Mails, die nicht ankommen")

    assert "Gerade erst" not in shown
    assert shown.index("wird weiter versucht") < shown.index("Seit vier Tagen") < shown.index("aufgegeben")
    assert section(editor, "Mails, die nicht ankommen") == ""


def test_where_nothing_waits_the_page_says_so(editor):
    assert "Es wartet nichts." in Answer(editor.get("/admin/")).text


def test_the_page_asks_the_database_little(area, django_assert_max_num_queries):
    everything = person("all", "Redaktion", "Freigabe", "Übersetzung", "Leitung")
    hand_in(everything, address(FundingArea, "change", area.pk), name_de="Sprache im Beruf")
    everything.get("/admin/")  # shows the message of the draft, and is stored for it

    with django_assert_max_num_queries(26):
        assert "Was noch fehlt" in Answer(everything.get("/admin/")).text
