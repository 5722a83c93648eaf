"""Pagination of long lists, each page with an address, and limits for lists on pages about something else."""

from collections.abc import Callable, Container
from functools import partial, wraps

from django.core.paginator import EmptyPage, Paginator
from django.core.paginator import Page as PaginatorPage
from django.db.models import Model, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.urls import path, register_converter, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

MAX_ROWS = 60  # of a section whose rows have a list page of their own
MAX_NAMES = 30  # in one line


class Listing(Paginator):
    """Paginates a list. The first page has the list's address, the others follow at `seite/2/` and so on."""

    def __init__(self, rows: QuerySet, per_page: int, address: str):
        super().__init__(rows, per_page)
        self.address_name = address

    def address(self, number: int) -> str:
        return reverse(self.address_name, kwargs={"number": number} if number > 1 else {})

    def part(self, number: int) -> "ListPage":
        try:
            page = self.page(number)
        except EmptyPage as error:
            raise Http404 from error
        return ListPage(page.object_list, page.number, self)

    def address_of(self, index: int) -> str:
        """The address of the page with the row at this zero-based index of the whole list."""
        return self.address(index // self.per_page + 1)


class ListPage(PaginatorPage):
    """One page of a list, for its heading and its pagination links."""

    paginator: Listing
    object_list: QuerySet

    def __bool__(self):
        return True  # an empty list has a page too

    @property
    def is_later(self) -> bool:
        return self.number > 1

    def words(self, language: str) -> str:
        with override(language):
            return _("Seite %(number)d von %(pages)d") % {"number": self.number, "pages": self.paginator.num_pages}

    @property
    def previous(self) -> str | None:
        return self.paginator.address(self.number - 1) if self.has_previous() else None

    @property
    def next(self) -> str | None:
        return self.paginator.address(self.number + 1) if self.has_next() else None

    def links(self) -> list[tuple[int | None, str]]:
        """Page numbers with addresses: the first, the last and those around the current one; None for a gap."""
        numbers = self.paginator.get_elided_page_range(self.number, on_each_side=1, on_ends=1)
        return [
            (number, self.paginator.address(number)) if isinstance(number, int) else (None, "") for number in numbers
        ]


class NumberConverter:
    """Accepts leading zeros, which `canonical_address` redirects."""

    regex = "0{0,20}[1-9][0-9]{0,5}"
    to_python = int
    to_url = str


register_converter(NumberConverter, "number")


def canonical_address(view: Callable) -> Callable:
    """Redirects `seite/1/` to the address without a number, `seite/02/` to `seite/2/`: each page has one address."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs):
        number = kwargs.get("number")
        others = {name: value for name, value in kwargs.items() if name != "number" or value > 1}
        if number and (match := request.resolver_match):
            address = reverse(match.view_name, kwargs=others)
            if address != request.path_info:
                return HttpResponsePermanentRedirect(address)
        return view(request, *args, **kwargs)

    return answer


def paginated_paths(route: str, view: Callable, name: str) -> list:
    """The URL patterns of a list: both have one name, and the second has a `number`."""
    view = canonical_address(view)
    return [path(route, view, name=name), path(f"{route}seite/<number:number>/", view, name=name)]


def prefetch_some_names(relation: str, rows: QuerySet) -> Prefetch:
    """Prefetches `some_<relation>` for each row: as many names as one line shows, and one more if there are others."""
    return Prefetch(relation, rows[: MAX_NAMES + 1], to_attr=f"some_{relation}")


def fetch_some(row: Model, most: int = MAX_ROWS, **relations: QuerySet):
    """Sets the same attribute on a single row, with a plain LIMIT; Prefetch needs a window function for its slices."""
    for name, rows in relations.items():
        setattr(row, f"some_{name}", list(rows[: most + 1]))


fetch_some_names = partial(fetch_some, most=MAX_NAMES)


def row_address(address: str, long_lists: Container[str]) -> str:
    """`/glossar/#kip`, or `/glossar/kip/`, which redirects to the right page, if the list has several pages."""
    path_of_list, mark, slug = address.partition("#")
    return f"{path_of_list}{slug}/" if mark and path_of_list in long_lists else address
