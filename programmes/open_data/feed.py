"""News, decisions and published changes as an Atom feed (RFC 4287), one for each language."""

import datetime
import re
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.models import AddressedEntry, Entry
from core.models.entry import midday
from core.pages.metadata import Label, changes_of
from core.pages.site_names import site_name
from core.templatetags.texts import colon
from editorial.comparison.diff import languages_edited
from editorial.forms.page_admin import admin_for
from editorial.forms.page_reference import find_pages
from editorial.mementos.timeline import paths_by_revision
from editorial.models import Revision
from editorial.views import public_history
from pages.models import NewsItem
from programmes.models import Decision

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
    entries = [*news(language), *decisions(language), *changes(language)]
    return atom(request, _("Aktuelles, Entscheide und Änderungen"), reverse("decisions"), "feed", entries)


def changes_feed(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The changes of one page. Each leads to the whole page as it was then, or else to the history."""
    page_admin, page = public_history.page_or_404(kind, key)
    history, language = changes_of(page), get_language()
    states = paths_by_revision(page, page_admin)
    told = Revision.objects.of(page_admin.model, key).told().select_related("base")[:MAX_ENTRIES]
    entries = [change_entry(each, language, states.get(each.pk, history)) for each in told if concerns(each, language)]
    title = f"{_('Was sich geändert hat')}{colon()}{Label.of(page, page_admin.title_field).text}"
    return atom(request, title, history, f"{page_admin.opts.label_lower}/{key}", entries)


def atom(request: HttpRequest, title: str, address: str, name: str, entries: list[dict]) -> HttpResponse:
    """The entries in the order of what they are about, the newest first."""
    found = LanguageFeed(
        title=f"{clean(title)} – {site_name('office')}",
        link=settings.SITE_URL + address,
        description=None,
        language=get_language(),
        author_name=f"{site_name('office')}, {site_name('owner')}",
        feed_url=settings.SITE_URL + request.path,
        feed_guid=f"{TAG}/{name}/{get_language()}",
    )
    for entry in sorted(entries, key=lambda entry: entry["pubdate"], reverse=True):
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
    return feed_entry(
        name, title, summary.text, row.get_absolute_url(), midday(date), row.last_changed() or midday(date)
    )


def changes(language: str) -> Iterator[dict]:
    """Revisions published with a note on the change, of pages that still exist. Notes are in German."""
    told = Revision.objects.told().filter(base__isnull=False).exclude(note="").select_related("base")[:MAX_ENTRIES]
    revisions = [each for each in told if concerns(each, language)]
    places = find_pages((each.model, each.key) for each in revisions)
    for revision in revisions:
        place = places.get((revision.model, revision.key))
        address = place and address_of_changes(place.page)
        if address:
            yield change_entry(revision, language, address)


def concerns(revision: Revision, language: str) -> bool:
    """Whether readers of this language notice the change."""
    return language in languages_edited(revision.base_content, revision.content)


def change_entry(revision: Revision, language: str, address: str) -> dict:
    name = f"{revision.model}/{revision.key}/{revision.published_at:%Y%m%d%H%M%S%f}/{language}"
    moment = revision.moment
    return feed_entry(name, Label(revision.name, "de"), revision.note, address, published=moment, updated=moment)


def address_of_changes(page: Entry) -> str:
    """URL of the public history, else of the page; empty for rows without a URL, and for news whose last day has passed."""
    if not isinstance(page, AddressedEntry) or not getattr(page, "is_listed", True):
        return ""
    page_admin = admin_for(type(page))
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
