"""News are shown until their last day, and occasions go into the calendars of readers."""

import datetime
import json

import pytest
from django.core.exceptions import ValidationError
from icalendar import Calendar

from core.edition_clock import Clock
from pages.models import NewsItem
from pages.searchable import News
from tests import factories
from tests.site.page import fetch, locations, visitor

pytestmark = pytest.mark.django_db
LAST_HOUR, NEXT_DAY = "2150-12-31T22:30:00+00:00", "2150-12-31T23:30:00+00:00"
HERE = "/aktuelles/kurs/"


@pytest.fixture
def at(monkeypatch):
    """The clock of the machine shows this moment."""
    return lambda moment: monkeypatch.setattr(
        "django.utils.timezone.now", lambda: datetime.datetime.fromisoformat(moment)
    )


def places() -> dict[str, bool]:
    """Where the item is."""
    linked = {path: HERE in fetch(path).response.content.decode() for path in ("/", "/aktuelles/", "/entscheide/feed/")}
    addresses = [address for file in locations("/sitemap.xml") if "news" in file for address in locations(file)]
    found = [document.address for row in News().rows() for document in News().documents(row)]
    footer = "/aktuelles/" in [link.get("href") for link in fetch("/glossar/").all("footer a")]
    return linked | {"sitemap": HERE in addresses, "search": HERE in found, "footer": footer}


@pytest.mark.slow
def test_item_goes_everywhere_at_midnight(at):
    factories.news_item(slug="kurs", published_on="2150-12-01", valid_until="2150-12-31")
    at(LAST_HOUR)
    assert all(places().values())

    at(NEXT_DAY)

    assert not any(places().values())


@pytest.mark.both_databases
def test_an_occasion_ends_with_its_last_day(at):
    factories.news_item(published_on="2150-12-01", day="2150-12-31")
    factories.news_item(published_on="2150-12-01", day="2150-12-30", last_day="2150-12-31")
    at(LAST_HOUR)
    assert NewsItem.objects.listed().count() == 2

    at(NEXT_DAY)

    assert not NewsItem.objects.listed().exists()


def test_edition_of_pages_and_search_ends_at_midnight(at):
    clock = Clock()
    editions = set()
    for moment in (LAST_HOUR, NEXT_DAY):
        at(moment)
        clock.read_edition()
        editions.add(clock.edition)

    assert len(editions) == 2


def test_item_stays_at_its_address_and_says_that_it_is_over(at):
    factories.news_item(slug="kurs", published_on="2150-12-01", valid_until="2150-12-31")
    at(NEXT_DAY)

    page = fetch(HERE)

    assert page.texts(".notice")[0].startswith("Diese Meldung gilt nicht mehr.")
    assert page.attribute("meta[name=robots]", "content") == "noindex"


def test_empty_list_is_linked_nowhere_and_not_indexed():
    page = fetch("/aktuelles/")

    assert "Zurzeit gibt es keine Meldungen." in page.texts("main p")
    assert page.attribute("meta[name=robots]", "content") == "noindex"
    assert not page.all('a[href="/aktuelles/"]')
    assert visitor().get("/aktuelles/anlaesse.ics").status_code == 404


def occasion(**values):
    start = {"slug": "forum", "day": "2150-06-08", "venue_de": "Rathaus; Saal 1, Liestal"}
    return factories.news_item(**(start | values))


def read(path: str):
    response = visitor().get(path)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content).events


def test_calendar_has_the_time_of_switzerland():
    item = occasion(begins_at="18:30", ends_at="20:00", title_de="Forum, zum dritten Mal", body_de="<p>Mit Apéro.</p>")

    event = read("/aktuelles/forum/anlass.ics")[0]

    assert event["dtstart"].dt.isoformat() == "2150-06-08T16:30:00+00:00"
    assert event["dtend"].dt.isoformat() == "2150-06-08T18:00:00+00:00"
    assert (str(event["summary"]), str(event["location"])) == (item.title_de, item.venue_de)
    assert str(event["description"]) == "Ein Satz.\n\nMit Apéro."
    assert str(event["uid"]).startswith(f"{item.key}@")


def test_calendar_ends_after_the_last_of_several_days():
    occasion(last_day="2150-06-09")

    event = read("/aktuelles/anlaesse.ics")[0]

    assert (event["dtstart"].dt, event["dtend"].dt) == (datetime.date(2150, 6, 8), datetime.date(2150, 6, 10))


def test_calendar_of_all_has_every_occasion_and_nothing_else():
    occasion()
    occasion(slug="fest", day="2150-06-01")
    factories.news_item(slug="kurs")

    assert [str(event["url"]).rsplit("/", 2)[1] for event in read("/aktuelles/anlaesse.ics")] == ["fest", "forum"]


def test_page_of_an_occasion_says_when_and_where_in_words_and_data():
    occasion(begins_at="18:30")

    page = fetch("/aktuelles/forum/")

    assert "8. Juni 2150, 18.30 Uhr, Rathaus; Saal 1, Liestal" in page.texts(".facts dd")[1]
    graph = json.loads(page.all("script[type='application/ld+json']")[0].text)["@graph"]
    assert graph[-1]["mainEntity"]["startDate"] == "2150-06-08T18:30:00+02:00"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("valid_until", {"valid_until": "2150-01-01"}),
        ("valid_until", {"day": "2150-06-08", "valid_until": "2150-06-07"}),
        ("last_day", {"day": "2150-06-08", "last_day": "2150-06-07"}),
        ("last_day", {"last_day": "2150-06-07"}),
        ("begins_at", {"begins_at": "18:00"}),
        ("ends_at", {"day": "2150-06-08", "begins_at": "18:00", "ends_at": "17:00"}),
        ("ends_at", {"day": "2150-06-08", "ends_at": "17:00"}),
        ("begins_at", {"day": "2150-03-29", "begins_at": "02:30", "ends_at": "03:15"}),  # the clocks skip this hour
    ],
)
def test_dates_without_sense_are_refused_at_their_field(field, values):
    item = factories.news_item(published_on="2150-06-01")
    for name, value in values.items():
        setattr(item, name, item._meta.get_field(name).to_python(value))

    with pytest.raises(ValidationError) as refused:
        item.full_clean()

    assert field in refused.value.message_dict


def test_slug_that_is_an_address_of_the_site_is_refused():
    item = factories.news_item(slug="seite")
    item.full_clean()  # /aktuelles/seite/ is no other page

    item.slug = "anlaesse.ics"
    with pytest.raises(ValidationError):
        item.full_clean()
