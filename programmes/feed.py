"""News, decisions and published changes as an Atom feed (RFC 4287), one for each language."""

import datetime
import re
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.models import AddressedEntry, Entry
from core.pages import Label, changes_of
from core.site_names import site_name
from editorial.models import Revision
from editorial.revisions import publishing
from editorial.texts.places import find_pages
from pages.models import NewsItem

from .models import Decision

MAX_ENTRIES = 40  # entries of each kind
#: Prefix of entry ids, which never change, even if the site moves: a tag URI with the canton's domain (RFC 4151).
TAG = f"tag:{settings.SITE['feed_authority']}:kip"
#: Characters that are not allowed in XML, even escaped.
NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class LanguageFeed(Atom1Feed):
    """A feed with `xml:lang` for entries in another language."""

    def item_attributes(self, item):
        return {"xml:lang": item["language"]} if item["language"] != self.feed["language"] else {}


def feed(request: HttpRequest) -> HttpResponse:
    language = get_language()
    entries = sorted(
        [*news(language), *decisions(language), *changes(language)],
        key=lambda entry: entry["updateddate"],
        reverse=True,
    )
    found = LanguageFeed(
        title=f"{_('Aktuelles, Entscheide und Änderungen')} – {site_name('office')}",
        link=settings.SITE_URL + reverse("decisions"),
        description=None,
        language=language,
        author_name=f"{site_name('office')}, {site_name('owner')}",
        feed_url=settings.SITE_URL + request.path,
        feed_guid=f"{TAG}/feed/{language}",
    )
    for entry in entries:
        found.add_item(**entry)
    return HttpResponse(found.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def decisions(language: str) -> Iterator[dict]:
    for decision in Decision.objects.in_order()[:MAX_ENTRIES]:
        yield row_entry("decision", decision, decision.date, language)


def news(language: str) -> Iterator[dict]:
    for item in NewsItem.objects.listed().in_order()[:MAX_ENTRIES]:
        yield row_entry("news", item, item.published_on, language)


def row_entry(kind: str, row: Decision | NewsItem, date: datetime.date, language: str) -> dict:
    title, summary = Label.of(row, "title"), Label.of(row, "summary")
    if title.language != summary.language:  # an entry has one language: German, if not all of it is translated
        title, summary = Label(row.title_de, "de"), Label(row.summary_de, "de")
    name = f"{kind}/{row.key}/{language}"
    return feed_entry(name, title, summary.text, row.get_absolute_url(), midday(date), row.changed_at)


def changes(language: str) -> Iterator[dict]:
    """Revisions published with a note on the change, of pages that still exist. Notes are in German."""
    revisions = Revision.objects.was_public().filter(base__isnull=False).exclude(note="").exclude(content={})
    revisions = list(revisions.defer("content")[:MAX_ENTRIES])
    places = find_pages((each.model, each.key) for each in revisions)
    for revision in revisions:
        place = places.get((revision.model, revision.key))
        address = place and address_of_changes(place.page)
        if address:
            yield feed_entry(
                f"{revision.model}/{revision.key}/{revision.published_at:%Y%m%d%H%M%S%f}/{language}", Label(revision.name, "de"), revision.note, address,
                published=revision.published_at, updated=revision.published_at,
            )  # fmt: skip


def address_of_changes(page: Entry) -> str:
    """URL of the public history, else of the page; empty for rows without a URL, and for news whose last day has passed."""
    if not isinstance(page, AddressedEntry) or not getattr(page, "is_listed", True):
        return ""
    page_admin = publishing.admin_for(type(page))
    return changes_of(page) if page_admin.is_translated(page_admin.title_field) else page.get_absolute_url()


def feed_entry(name: str, title: Label, text: str, address: str, published, updated) -> dict:
    return {
        "title": clean(title.text),
        "link": settings.SITE_URL + address,
        "description": escape(clean(text)),  # Atom1Feed declares it as HTML
        "unique_id": f"{TAG}/{name}",
        "pubdate": published.replace(microsecond=0),
        "updateddate": updated.replace(microsecond=0),
        "language": title.language,
    }


def clean(text: str) -> str:
    return NOT_XML.sub("", text)


def midday(day: datetime.date) -> datetime.datetime:
    """Noon, as a decision has no time: so the date is the same in all of Europe."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
