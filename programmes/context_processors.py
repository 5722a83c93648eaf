"""What every page shows: the organisation above the site with its contact, the languages, the site's own address."""

from functools import cache

from django.conf import settings
from django.db.models import Exists
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from editorial.addresses import address_of
from editorial.pages import Label

from .models import OrganisationalUnit
from .views import LISTS_OF_MARKS

#: What the main navigation calls the pages that it leads to, by the names of their addresses.
MENU = {
    "home": gettext_lazy("Programme"),
    "funding_areas": gettext_lazy("Förderbereiche"),
    "measures": gettext_lazy("Massnahmen"),
    "partners": gettext_lazy("Partner"),
    "decisions": gettext_lazy("Entscheide"),
    "evaluations": gettext_lazy("Evaluationen"),
    "policy": gettext_lazy("Integrationspolitik"),
    "contact": gettext_lazy("Kontakt"),
}


def site(request) -> dict:
    """Nothing here asks the database until a template uses it: error pages do not."""
    language = get_language() or settings.LANGUAGE_CODE
    german_path = request.path if language == settings.LANGUAGE_CODE else request.path.removeprefix(f"/{language}")
    units = cache(units_with_long_lists)  # asked once, if at all
    return {
        "site_url": settings.SITE_URL,
        "site_name": _("Kantonale Integrationsprogramme"),
        "word_mark": Label.proper_name(settings.WORD_MARK),
        "word_mark_owner": Label.proper_name(settings.WORD_MARK_OWNER),
        "units": SimpleLazyObject(units),
        "long_lists": SimpleLazyObject(lambda: long_lists(units())),
        "menu": [(name, address_of(name), text) for name, text in MENU.items()],
        "language": language,
        "language_links": [(code, name, in_language(code, german_path)) for code, name in settings.LANGUAGES],
        "german_path": german_path,
        "german_url": settings.SITE_URL + german_path,
    }


def in_language(code: str, german_path: str) -> str:
    """Addresses differ in their prefix only: see `i18n_patterns` in `kip_site/urls.py`."""
    return german_path if code == settings.LANGUAGE_CODE else f"/{code}{german_path}"


def units_with_long_lists() -> list[OrganisationalUnit]:
    """With every unit, whether each list of rows without pages of their own is long: one query for every page."""
    over_one_page = {name: Exists(view.model.objects.all()[view.per_page :]) for name, view in LISTS_OF_MARKS.items()}
    return list(OrganisationalUnit.objects.in_order().annotate(**over_one_page))


def long_lists(units: list[OrganisationalUnit]) -> set[str]:
    """The addresses, in all languages, of lists that go over several pages: a mark on the first would lead astray."""
    names = [name for name in LISTS_OF_MARKS if units and getattr(units[0], name)]
    return {translate_url(address_of(name), code) for name in names for code, _name in settings.LANGUAGES}
