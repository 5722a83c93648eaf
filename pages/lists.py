"""Lists that a standing page introduces, in pages; and the way from a row's own address to its place on such a list."""

import datetime
from collections.abc import Callable, Iterator

from django.http import Http404, HttpResponseRedirect
from django.utils.functional import cached_property

from core.models import AddressedEntry, EntryQuerySet
from core.pages import last_change
from core.pagination import Listing, Part

from .views import IntroducedView


class IntroducedList(IntroducedView):
    """`listed` is the name that the template has for the rows."""

    listed = ""
    model: type[AddressedEntry]
    per_page = 50
    part: Part

    def get(self, request, *args, number: int | None = None, **kwargs):
        self.part = self.listing.part(number or 1)
        return super().get(request, *args, **kwargs)

    @cached_property
    def listing(self) -> Listing:
        return Listing(self.in_order(), self.per_page, self.introduction)

    def in_order(self) -> EntryQuerySet:
        """All rows of the list. No two may stand at the same place, or a page would repeat what another has."""
        raise NotImplementedError

    def fetch(self, rows: EntryQuerySet) -> list:
        """The rows of one page with all that is shown beside them."""
        return list(rows)

    def beside(self, number: int) -> dict:
        """What this page of the list shows besides its rows, as `get_rows` gives it."""
        return {}

    def rows_of_part(self) -> EntryQuerySet:
        """The database orders the keys of all rows, and reads whole rows for this page only."""
        return self.in_order().filter(pk__in=self.part.object_list.values("pk"))

    def get_rows(self):
        return {self.listed: self.fetch(self.rows_of_part())} | self.beside(self.part.number)

    def column(self, name: str) -> list:
        """One field of all rows, in the order of the list."""
        return list(self.in_order().values_list(name, flat=True))

    def last_changes(self) -> Iterator[datetime.datetime]:
        changes = self.column("changed_at")
        for number in range(1, max(1, -(-len(changes) // self.per_page)) + 1):
            rows = changes[(number - 1) * self.per_page : number * self.per_page]
            yield max(last_change(self.intro, *self.beside(number).values()), *rows)


def place_on(view_class: type[IntroducedList]) -> Callable:
    """The view of a row that has no page of its own: it leads to the page of the list where the row stands now."""

    def lead(request, slug: str):
        view = view_class()
        slugs = view.column("slug")
        if slug not in slugs:
            raise Http404
        return HttpResponseRedirect(f"{view.listing.address_of(slugs.index(slug))}#{slug}")

    return lead
