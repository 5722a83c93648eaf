"""Context of every page: the organisation with its contact, the languages, the site's URL."""

from functools import cache

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.pages.addresses import cached_reverse
from core.pages.metadata import Label
from pages import navigation

from .long_lists import long_lists, units_with_long_lists

#: Labels of the main navigation by URL name.
MENU = {
    "home": gettext_lazy("Programme"),
    "measures": gettext_lazy("Massnahmen"),
    "partners": gettext_lazy("Partner"),
    "decisions": gettext_lazy("Entscheide"),
    "policy": gettext_lazy("Integrationspolitik"),
    "contact": gettext_lazy("Kontakt"),
}
#: Those of the footer.
FURTHER_PAGES = {
    "funding_areas": gettext_lazy("Förderbereiche"),
    "evaluations": gettext_lazy("Evaluationen"),
    "comparisons": gettext_lazy("Phasen vergleichen"),
    "documents": gettext_lazy("Dokumente"),
    "glossary": gettext_lazy("Glossar"),
    "open_data": gettext_lazy("Offene Daten"),
    "contact": gettext_lazy("Kontakt"),
    "accessibility": gettext_lazy("Barrierefreiheit"),
    "privacy": gettext_lazy("Datenschutz"),
    "imprint": gettext_lazy("Impressum"),
}


def site(request) -> dict:
    """Lazy: no database query until a template uses a value. Error pages use none that needs a query."""
    language = get_language() or settings.LANGUAGE_CODE
    german_path = request.path if language == settings.LANGUAGE_CODE else request.path.removeprefix(f"/{language}")
    units = cache(units_with_long_lists)  # at most one query
    return {
        "site_url": settings.SITE_URL,
        "site_name": _("Kantonale Integrationsprogramme"),
        "word_mark": Label.site_name("office"),
        "word_mark_owner": Label.site_name("owner"),
        "units": SimpleLazyObject(units),
        "long_lists": SimpleLazyObject(lambda: long_lists(units())),
        "shown": SimpleLazyObject(lambda: navigation.shown(units())),
        "placed_pages": SimpleLazyObject(lambda: navigation.placed_pages(units())),
        "menu": [(name, cached_reverse(name), text) for name, text in MENU.items()],
        "further_pages": [(cached_reverse(name), text) for name, text in FURTHER_PAGES.items()],
        "language": language,
        "language_links": [(code, name, in_language(code, german_path)) for code, name in settings.LANGUAGES],
        "german_path": german_path,
        "german_url": settings.SITE_URL + german_path,
    }


def in_language(code: str, german_path: str) -> str:
    """The path in another language: paths differ in their prefix only (`i18n_patterns` in `kip_site/urls.py`)."""
    return german_path if code == settings.LANGUAGE_CODE else f"/{code}{german_path}"
