"""Occasions for calendars (iCalendar, RFC 5545) and for search engines (schema.org)."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from icalendar import Calendar, Event

from core.pages.metadata import Label
from core.pages.site_names import site_name
from core.rich_text.cleaner import running_text

from .models import NewsItem

Moment = datetime.date | datetime.datetime
ONE_DAY = datetime.timedelta(days=1)


def calendar_file(occasions: Iterable[NewsItem]) -> HttpResponse:
    """Raises Http404 if there is none."""
    events = [event(item) for item in occasions]
    if not events:
        raise Http404
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{site_name('owner')}//{site_name('office')}//{get_language().upper()}")
    for each in events:
        calendar.add_component(each)
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")


def event(item: NewsItem) -> Event:
    found, text = Event(), f"{item.summary}\n\n{running_text(item.body)}".strip()
    found.add("uid", f"{item.key}@{settings.SITE['feed_authority'].partition(',')[0]}")
    found.add("dtstamp", item.changed_at)
    found.add("last-modified", item.changed_at)
    found.add("dtstart", in_utc(item.start))
    if item.end:
        found.add("dtend", in_utc(item.end) if item.begins_at else item.end + ONE_DAY)
    found.add("summary", item.title)
    found.add("description", text)
    found.add("url", settings.SITE_URL + item.get_absolute_url())
    if item.venue:
        found.add("location", item.venue)
    return found


def in_utc(moment: Moment | None) -> Moment | None:
    """A time of day without a definition of its zone, which each file would have to carry."""
    return moment.astimezone(datetime.UTC) if isinstance(moment, datetime.datetime) else moment


def in_schema(item: NewsItem) -> dict:
    title = Label.of(item, "title")
    described = {"name": title.text, "description": item.summary, "inLanguage": title.language}
    if item.start is None:
        modified = item.last_changed()
        dates = {
            "datePublished": item.published_on.isoformat(),
            "dateModified": modified.isoformat() if modified else "",
        }
        return {"@type": "NewsArticle", "headline": title.text} | described | dates
    ends = {"endDate": item.end.isoformat()} if item.end else {}
    place = {"@type": "Place", "name": item.venue, "address": item.venue} if item.venue else {}
    return {"@type": "Event", "startDate": item.start.isoformat(), "location": place} | described | ends
