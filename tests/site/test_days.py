"""Dates are Swiss dates, also in the last hours before midnight in UTC."""

import datetime

import pytest
from django.conf import settings

from core.edition_clock import Clock
from programmes.models import Decision, Document
from search.missed_queries import missed_queries
from search.models import MissedQuery
from tests import factories

from .page import SITEMAP, Page, entries, fetch, visitor
from .test_structured_data import blocks

pytestmark = pytest.mark.django_db

#: In summer two hours before Switzerland, in winter one.
MOMENTS = {"2150-06-07T22:30:00+00:00": "2150-06-08", "2150-12-31T23:30:00+00:00": "2151-01-01"}
IN_WORDS = {"2150-06-08": "8. Juni 2150", "2151-01-01": "1. Januar 2151"}

each_moment = pytest.mark.parametrize(("moment", "day"), MOMENTS.items())


@pytest.fixture
def at(monkeypatch):
    """The clock of the machine shows this moment."""

    def stand_still(moment: str):
        monkeypatch.setattr("django.utils.timezone.now", lambda: datetime.datetime.fromisoformat(moment))

    return stand_still


def changed(page: Page) -> tuple[str, str]:
    time = page.all("footer .changed time")[0]
    return time.get("datetime"), time.text_content()


@each_moment
def test_a_page_changed_on_the_day_that_it_was_here(moment, day):
    decision = factories.decision(slug="spaet", date="2150-06-08")
    Decision.objects.filter(pk=decision.pk).update(changed_at=moment)

    page = fetch("/entscheide/spaet/")

    assert changed(page) == (day, IN_WORDS[day])
    assert {block["dateModified"] for block in blocks(page) if "dateModified" in block} == {day}


@each_moment
def test_the_sitemap_and_the_list_say_the_same_day(moment, day):
    decision = factories.decision(slug="spaet", date="2150-06-08")
    Decision.objects.filter(pk=decision.pk).update(changed_at=moment)
    address = f"{settings.SITE_URL}/entscheide/spaet/"

    told = {
        url.findtext("s:loc", namespaces=SITEMAP): url.findtext("s:lastmod", namespaces=SITEMAP)
        for url in entries("/sitemap-decision.xml")
    }

    assert told[address].startswith(day)
    assert changed(fetch("/entscheide/"))[0] == day


def test_the_day_of_a_decision_dates_its_own_page_and_no_other():
    loaded = factories.decision(slug="geladen", date=datetime.date(2023, 6, 8))
    loaded.date_from_facts()
    Decision.objects.filter(pk=loaded.pk).update(changed_in=loaded.changed_in)

    assert changed(fetch("/entscheide/geladen/"))[0] == "2023-06-08"
    assert [fetch(path).all("footer .changed time") for path in ("/", "/kip-3/", "/entscheide/")] == [[], [], []]


@each_moment
def test_the_page_of_the_data_says_it_too(moment, day):
    Document.objects.update(changed_at=moment, changed_in={})

    assert fetch("/daten/").attribute("#dokumente time", "datetime") == day


@each_moment
def test_a_new_day_of_the_pages_begins_here(at, moment, day):
    at(moment)
    clock = Clock()

    clock.read_edition()

    assert clock.edition.split()[1] == day


@each_moment
def test_what_was_missed_is_written_down_on_its_day_here(at, moment, day):
    at(moment)
    missed_queries.counts.clear()
    missed_queries.remember("zwetschgenwähe", "de")

    missed_queries.write()

    assert str(MissedQuery.objects.get().first_on) == day


@pytest.mark.parametrize(
    ("moment", "expires"),
    [
        ("2150-06-07T12:00:00+00:00", "2151-06-01"),
        ("2150-12-31T22:30:00+00:00", "2151-12-01"),
        ("2150-12-31T23:30:00+00:00", "2152-01-01"),
    ],
)
def test_the_way_to_report_a_weakness_holds_for_eleven_months_at_least(at, moment, expires):
    """RFC 9116 wants less than a year."""
    at(moment)

    lines = visitor().get("/.well-known/security.txt").content.decode().splitlines()

    assert f"Expires: {expires}T00:00:00Z" in lines
