"""Paginated lists with a standing page as introduction, and redirects from a row's address to its place on a list."""

import datetime
from collections.abc import Callable, Iterator

from django.http import Http404, HttpResponseRedirect
from django.utils.functional import cached_property
from modeltranslation.utils import get_language

from core.models import AddressedEntry, EntryQuerySet
from core.models.entry import last_edited
from core.pages.metadata import last_change, newest
from core.pages.pagination import Listing, ListPage

from .introduced import IntroducedView


class IntroducedList(IntroducedView):
    """A paginated list; `listed` is the template name of the rows."""

    listed = ""
    model: type[AddressedEntry]
    per_page = 50
    part: ListPage

    def get(self, request, *args, number: int | None = None, **kwargs):
        self.part = self.listing.part(number or 1)
        return super().get(request, *args, **kwargs)

    @cached_property
    def listing(self) -> Listing:
        return Listing(self.in_order(), self.per_page, self.introduction)

    def in_order(self) -> EntryQuerySet:
        """All rows, in a total order: with equal rows, two pages could show the same row."""
        return self.model.objects.in_order()

    def fetch(self, rows: EntryQuerySet) -> list:
        """The rows of one page with their related rows prefetched."""
        return list(rows)

    def beside(self, number: int) -> dict:
        """Further context of this page of the list, in the form of `get_rows`."""
        return {}

    def rows_of_part(self) -> EntryQuerySet:
        """The rows of this page. The database sorts keys only, and reads whole rows for this page."""
        return self.in_order().filter(pk__in=self.part.object_list.values("pk"))

    def get_rows(self):
        return {self.listed: self.fetch(self.rows_of_part())} | self.beside(self.part.number)

    def column(self, name: str) -> list:
        """One field of all rows, in the order of the list."""
        return list(self.in_order().values_list(name, flat=True))

    def last_changes(self) -> Iterator[datetime.datetime | None]:
        listed = self.in_order()
        dates = listed.values_list("changed_at", "changed_in", *filter(None, [listed.model.dated_by]))
        changes = [last_edited(at, by_language, get_language(), *day) for at, by_language, *day in dates]
        for number in range(1, max(1, -(-len(changes) // self.per_page)) + 1):
            rows = changes[(number - 1) * self.per_page : number * self.per_page]
            yield newest([last_change(self.intro, *self.beside(number).values()), *rows])


def redirect_to_list(view_class: type[IntroducedList]) -> Callable:
    """A view for rows without a page of their own: redirects to the page of the list that has the row now."""

    def lead(request, slug: str):
        view = view_class()
        slugs = view.column("slug")
        if slug not in slugs:
            raise Http404
        return HttpResponseRedirect(f"{view.listing.address_of(slugs.index(slug))}#{slug}")

    return lead
