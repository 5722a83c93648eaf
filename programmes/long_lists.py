"""Lists of rows without a page of their own: links to a row's anchor break when the list has several pages."""

from django.db.models import Exists
from django.urls import translate_url

from core.edition_clock import clock
from core.languages import LANGUAGE_CODES
from core.pages.addresses import cached_reverse
from pages import navigation
from pages.lists import IntroducedList

from .models import OrganisationalUnit

#: By URL name; the views register themselves.
lists: dict[str, type[IntroducedList]] = {}


def units_with_long_lists() -> list[OrganisationalUnit]:
    """The units, annotated with whether each such list has more than one page, and which pages have content.

    One query, for all pages of an edition.
    """
    return clock.once_per_edition(read_units)


def read_units() -> list[OrganisationalUnit]:
    over_one_page = {name: Exists(view.model.objects.all()[view.per_page :]) for name, view in lists.items()}
    return list(OrganisationalUnit.objects.in_order().annotate(**over_one_page, **navigation.annotations()))


def long_lists(units: list[OrganisationalUnit]) -> set[str]:
    """Paths, in all languages, of the lists with several pages: an anchor on their first page may not exist."""
    names = [name for name in lists if units and getattr(units[0], name)]
    return {translate_url(cached_reverse(name), code) for name in names for code in LANGUAGE_CODES}
