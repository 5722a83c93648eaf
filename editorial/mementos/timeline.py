"""The states of a page that were public, from when until when, and their addresses."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import http_date

from core.models import AddressedEntry
from editorial.comparison.readable import german_address, page_named_by_url
from editorial.forms.page_admin import PageAdmin, admin_for
from editorial.models import Revision
from redirects.models import OldAddress
from redirects.resolver import SLUG, resolve_german_path


@dataclass(frozen=True)
class State:
    """What was public from the publication of a revision until that of the next one, which may be the deletion.

    `name` is its day in Switzerland; of several on one day, all but the last one have a number: «2026-11-29-1».
    """

    revision: Revision
    name: str
    until: datetime.datetime | None
    is_removal: bool

    @property
    def since(self) -> datetime.datetime:
        return timezone.localtime(self.revision.moment)

    @property
    def is_within_a_day(self) -> bool:
        return self.until is not None and self.until.date() == self.day

    @property
    def day(self) -> datetime.date:
        return self.since.date()

    @property
    def reason(self) -> str:
        """Why the office has blocked it; empty if it has not."""
        return self.revision.block.reason if hasattr(self.revision, "block") else ""

    @property
    def is_shown(self) -> bool:
        return not self.is_removal and not self.reason

    @property
    def http_date(self) -> str:
        return http_date(self.since.timestamp())

    def path(self, address: str) -> str:
        return reverse("state", args=[self.name, address])


class Timeline:
    """All states of one page, the oldest first."""

    def __init__(self, page_admin: PageAdmin, key: str):
        self.admin, self.key = page_admin, key

    @cached_property
    def states(self) -> list[State]:
        found = Revision.objects.of(self.admin.model, self.key).was_public().select_related("block")
        revisions = list(found.annotate(is_gone=Q(content={})).defer("content", "faults").reverse())
        ends = [timezone.localtime(each.moment) for each in revisions[1:]] + [None]
        days = [timezone.localdate(each.moment) for each in revisions]
        names = [name for day, same in groupby(days) for name in names_of(day, len(list(same)))]
        removals = [vars(each)["is_gone"] for each in revisions]
        return [State(*each) for each in zip(revisions, names, ends, removals, strict=True)]

    @property
    def shown(self) -> list[State]:
        return [state for state in self.states if state.is_shown]

    def named(self, name: str) -> State | None:
        return next((state for state in self.states if state.name == name), None)

    def on(self, day: datetime.date) -> State | None:
        """The last state of a day, or what was still valid then."""
        return next((state for state in reversed(self.states) if state.day <= day), None)

    def closest(self, moment: datetime.datetime | None) -> State | None:
        """What was valid at a moment, as far as it is shown; before the first one that one, and by default the newest.

        Readers know moments to the second.
        """
        before = [state for state in self.shown if moment is None or state.since.replace(microsecond=0) <= moment]
        return next(iter([*before[-1:], *self.shown]), None)


def names_of(day: datetime.date, count: int) -> Iterator[str]:
    yield from (f"{day}-{number}" for number in range(1, count))
    yield str(day)


def timeline_at(address: str) -> Timeline | None:
    """That of the page which has this German path without its first slash, had it, or had it until its deletion.

    None for paths that are no page of a row: rows on lists have no state of their own.
    """
    path = f"/{address}"
    match = resolve_german_path(path)
    model, slug = getattr(match and match.func, "model", None), match and match.kwargs.get("slug")
    if model and slug:
        has_page = issubclass(model, AddressedEntry) and german_address(model(slug=slug)) == path
        key = key_of(model, slug) if has_page else None
        return Timeline(admin_for(model), key) if key else None
    page = page_named_by_url(path)
    return Timeline(admin_for(type(page)), page.key) if page else None


def key_of(model: type[AddressedEntry], slug: str) -> str | None:
    """The key of the page with this slug, or with this former one."""
    now = model.objects.filter(**{SLUG: slug}).values_list("key", flat=True).first()
    return now or OldAddress.objects.of(model).filter(slug=slug).values_list("key", flat=True).first()


def paths_by_revision(page: AddressedEntry, page_admin: PageAdmin) -> dict[int, str]:
    """The address of each shown state of a page in the reader's language; none for rows on a list."""
    german = german_address(page)
    if "#" in german:
        return {}
    return {state.revision.pk: state.path(german[1:]) for state in Timeline(page_admin, page.key).shown}
