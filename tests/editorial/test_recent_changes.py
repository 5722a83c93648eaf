"""«Letzte Änderungen»: who wrote or published which page when, for everybody in the office."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from editorial.models import Revision
from programmes.models import FundingArea
from tests import factories
from tests.editorial.office import Answer, act, address, hand_in, person, revision_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def clients():
    return {"writer": person("writer", "Redaktion"), "publisher": person("publisher", "Redaktion", "Freigabe")}


@pytest.fixture
def changes(clients):
    """A publication of «Übersetzen» by two people, and a draft of «Sprache» by one."""
    first = factories.funding_area(name_de="Übersetzen")
    found = hand_in(clients["writer"], address(FundingArea, "change", first.pk), summary_de="Neu.", _note="Klarer.")
    act(clients["publisher"], revision_of(found), "publish")
    other = factories.funding_area(name_de="Sprache")
    hand_in(clients["publisher"], address(FundingArea, "change", other.pk), summary_de="Entwurf.")


def rows(client, **asked) -> list[list[str]]:
    answer = Answer(client.get(reverse("admin:recent_changes"), asked))
    return [row[1:5] for row in answer.table] if "<table" in answer.response.content.decode() else []


SPRACHE = ["Sprache", "Förderbereich", "publisher", "Entwurf"]
ÜBERSETZEN = ["Übersetzen", "Förderbereich", "writer, veröffentlicht von publisher", "öffentlich"]


def test_changes_stand_by_person_and_page_the_latest_first(clients, changes):
    assert rows(clients["writer"]) == [SPRACHE, ÜBERSETZEN]


NARROWED = [
    ({"q": "übers"}, [ÜBERSETZEN]),
    ({"q": "ÜBERS"}, [ÜBERSETZEN]),
    ({"q": "nichts"}, []),
    ({"seit": "2999-01-01"}, []),
    ({"seit": "gestern", "person": "x"}, [SPRACHE, ÜBERSETZEN]),
]


@pytest.mark.both_databases
def test_changes_are_narrowed_to_a_page_or_a_time(clients, changes):
    for asked, found in NARROWED:
        assert rows(clients["writer"], **asked) == found, asked


def test_changes_are_narrowed_to_a_person_and_a_day(clients, changes):
    writer = User.objects.get(username="writer")
    today = timezone.localdate()
    Revision.objects.filter(name="Sprache").update(created_at=timezone.now() - datetime.timedelta(days=3))

    assert rows(clients["writer"], person=writer.pk) == [ÜBERSETZEN]
    assert rows(clients["writer"], seit=str(today)) == [ÜBERSETZEN]


def test_the_start_page_leads_there(clients):
    assert "Letzte Änderungen" in Answer(clients["writer"].get(reverse("admin:index"))).text
