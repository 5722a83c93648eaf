"""The start page of the admin: open tasks of the person, and content that needs attention."""

import datetime
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from django.db.models import Field, Max, Q, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import CentralAccount
from accounts.permissions import ANY_RIGHT, PUBLISH, WRITE, can_view, has_right, languages_to_write
from core.languages import OTHER_LANGUAGES
from editorial.comparison.diff import language_of
from editorial.forms.page_admin import page_admins
from editorial.forms.page_reference import PageReference, find_pages
from editorial.models import Revision
from editorial.office import end_date, missing
from editorial.office.drafts import in_lines
from editorial.views import translations
from links.extraction import LinkLocation, field_of, links_at
from links.models import Link
from notifications.models import Notification

State = Revision.State
MAX_ROWS = 20
CONFIRMATION_PERIOD = datetime.timedelta(days=365)


@dataclass(frozen=True)
class BrokenLink:
    """A broken link, in one of the fields that contain it."""

    place: PageReference
    field: Field
    link: Link

    @property
    def label(self) -> str:
        return str(self.field.verbose_name)

    @property
    def address(self) -> str:
        """The form that shows the field, beside German if it is in another language."""
        language = language_of(self.field.name)
        return self.place.form(sprache=language) if language in OTHER_LANGUAGES else self.place.address


def start_page_lists(request: HttpRequest) -> dict:
    """The context of the start page's template."""
    return open_revisions(request) | {
        "endings": end_date.endings() if has_right(request, WRITE, PUBLISH) else [],
        "translations": translations.language_counts(languages_to_write(request)),
        "broken_links": broken_links() if has_right(request, WRITE) else [],
        "missing": missing.gaps() if has_right(request, WRITE) else [],
        "may_write": has_right(request, WRITE),
        "may_see_removed": has_right(request, WRITE, PUBLISH),
        "may_see_queries": can_view(request),
        "may_see_changes": has_right(request, *ANY_RIGHT, "auth.change_user"),
        "links_checked_at": Link.objects.aggregate(last=Max("checked_at"))["last"],
        "refused_accounts": refused_accounts() if has_right(request, "auth.change_user") else [],
        "undelivered": Notification.objects.undelivered()[:MAX_ROWS] if has_right(request, "auth.change_user") else [],
        "unconfirmed": unconfirmed() if has_right(request, WRITE) else [],
    }


def open_revisions(request: HttpRequest) -> dict:
    """The open revisions by what they wait for, with one query. «Of others» is what no other list shows."""
    waiting = Revision.objects.open().without_content().select_related("release")
    found = list(waiting.with_open_remarks().newest_first())
    scheduled = [each for each in found if each.state == State.SCHEDULED and has_right(request, WRITE, PUBLISH)]
    lists = {
        "mine": [each for each in found if each.author_id == request.user.pk and each.state != State.SCHEDULED],
        "to_approve": [each for each in found if each.state == State.SUBMITTED and has_right(request, PUBLISH)],
        "failed": [each for each in scheduled if each.failure],
        "scheduled": sorted((each for each in scheduled if not each.failure), key=attrgetter("publish_at", "pk")),
    }
    shown = {each for revisions in lists.values() for each in revisions}
    return {name: in_lines(revisions) for name, revisions in lists.items()} | {
        "of_others": in_lines(each for each in found if each not in shown)[:MAX_ROWS],
        "open_drafts": len(found) if can_view(request) else 0,
    }


def refused_accounts() -> list[CentralAccount]:
    """Central accounts of people with whose mail address another account has been refused."""
    return list(CentralAccount.objects.exclude(refused_at=None).select_related("person").order_by("-refused_at"))


def unconfirmed() -> list[PageReference]:
    """The first of them, with one query and one for each kind found."""
    rows = unconfirmed_rows()[:MAX_ROWS]
    found = find_pages((label, key) for label, key, _last in rows)
    return [found[label, key] for label, key, _last in rows]


def unconfirmed_rows() -> QuerySet:
    """Kind, key and last day of pages that nobody has changed or confirmed for a year, oldest first."""
    then = timezone.now() - CONFIRMATION_PERIOD
    old = Q(changed_at__lt=then) & (Q(confirmed_on=None) | Q(confirmed_on__lt=then.date()))
    last = Coalesce("confirmed_on", TruncDate("changed_at"))
    parts = [
        each.model.objects.filter(old)
        .order_by()
        .annotate(of_kind=Value(each.opts.label_lower), last=last)
        .values_list("of_kind", "key", "last")
        for each in page_admins()
    ]
    return parts[0].union(*parts[1:], all=True).order_by("last", "of_kind", "key")


def broken_links() -> list[BrokenLink]:
    """Broken links that are still in their fields, oldest first."""
    links = list(Link.objects.broken())
    locations = [(link, LinkLocation(*spot)) for link in links for spot in link.spots]
    places_found = find_pages((location.model, location.key) for _link, location in locations)
    standing = cache(lambda place, location: links_at(place.page, location))
    return [
        BrokenLink(place, field, link)
        for link, location in locations
        if (place := places_found.get((location.model, location.key)))
        and (field := field_of(place.page, location))
        and link.address in standing(place, location)
    ]
