"""Long lists in pages, each at an address of its own; and how much of a list a page shows that is about something else."""

from collections.abc import Callable, Container
from functools import partial, wraps

from django.core.paginator import EmptyPage, Paginator
from django.core.paginator import Page as PaginatorPage
from django.db.models import Model, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.urls import path, register_converter, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

MAX_ROWS = 60  # rows of a section whose rows have a list of their own
MAX_NAMES = 30  # names one after the other in a line


class Listing(Paginator):
    """The pages of a list. The first stands at the list's own address, the others at `seite/2/` and so on below it."""

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
        """Of the page with the row that stands at this place in the whole list, counted from nought."""
        return self.address(index // self.per_page + 1)


class ListPage(PaginatorPage):
    """One page of a list, as its heading and its navigation name it."""

    paginator: Listing
    object_list: QuerySet

    def __bool__(self):
        return True  # also where the list is empty

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
        """The numbers to go to with their addresses: the first, the last and those around this one; None for a gap."""
        numbers = self.paginator.get_elided_page_range(self.number, on_each_side=1, on_ends=1)
        return [
            (number, self.paginator.address(number)) if isinstance(number, int) else (None, "") for number in numbers
        ]


class NumberConverter:
    """With noughts in front too: `one_address` leads from there to the page."""

    regex = "0{0,20}[1-9][0-9]{0,5}"
    to_python = int
    to_url = str


register_converter(NumberConverter, "number")


def canonical_address(view: Callable) -> Callable:
    """From `seite/1/` to the address without a number, and from `seite/02/` to `seite/2/`: no page has two."""

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
    """The addresses of a list: both have one name, and the second has a `number`."""
    view = canonical_address(view)
    return [path(route, view, name=name), path(f"{route}seite/<number:number>/", view, name=name)]


def prefetch_some_names(relation: str, rows: QuerySet) -> Prefetch:
    """As `some_measures` and so on, for each row of a list: what a line of names shows, and one more if there are others."""
    return Prefetch(relation, rows[: MAX_NAMES + 1], to_attr=f"some_{relation}")


def fetch_some(row: Model, most: int = MAX_ROWS, **relations: QuerySet):
    """The same for the one row that a page is about: a plain limit does, where the database counts for each row of a list."""
    for name, rows in relations.items():
        setattr(row, f"some_{name}", list(rows[: most + 1]))


fetch_some_names = partial(fetch_some, most=MAX_NAMES)


def row_address(address: str, long_lists: Container[str]) -> str:
    """`/glossar/#kip`, or `/glossar/kip/`, which leads to the right page, where the glossary goes over several pages."""
    path_of_list, mark, slug = address.partition("#")
    return f"{path_of_list}{slug}/" if mark and path_of_list in long_lists else address
