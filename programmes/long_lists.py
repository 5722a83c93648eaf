"""Lists whose rows have no page of their own: others link to a row's anchor, which a list in pages may have elsewhere."""

from django.conf import settings
from django.db.models import Exists
from django.urls import translate_url

from core.addresses import cached_reverse
from pages.lists import IntroducedList

from .models import OrganisationalUnit

#: By the names of their addresses; the views enter themselves.
lists: dict[str, type[IntroducedList]] = {}


def units_with_long_lists() -> list[OrganisationalUnit]:
    """With every unit, whether each list of rows without pages of their own is long: one query for every page."""
    over_one_page = {name: Exists(view.model.objects.all()[view.per_page :]) for name, view in lists.items()}
    return list(OrganisationalUnit.objects.in_order().annotate(**over_one_page))


def long_lists(units: list[OrganisationalUnit]) -> set[str]:
    """The addresses, in all languages, of lists that go over several pages: a mark on the first would lead astray."""
    names = [name for name in lists if units and getattr(units[0], name)]
    return {translate_url(cached_reverse(name), code) for name in names for code, _name in settings.LANGUAGES}
