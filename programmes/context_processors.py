"""What every page shows: the organisation above the site with its contact, the languages, the site's own address."""

from django.conf import settings
from django.db.models import Exists
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .models import OrganisationalUnit
from .views import LISTS_OF_MARKS


def site(request) -> dict:
    """Nothing here asks the database until a template uses it: error pages do not."""
    german_path = translate_url(request.path, settings.LANGUAGE_CODE)
    units = SimpleLazyObject(lambda: list(OrganisationalUnit.objects.in_order().annotate(**over_one_page())))
    return {
        "site_url": settings.SITE_URL,
        "site_name": _("Kantonale Integrationsprogramme"),
        "word_mark": settings.WORD_MARK,
        "word_mark_owner": settings.WORD_MARK_OWNER,
        "units": units,
        "long_lists": SimpleLazyObject(lambda: long_lists(units)),
        "language": get_language() or settings.LANGUAGE_CODE,
        "language_links": [(code, name, translate_url(request.path, code)) for code, name in settings.LANGUAGES],
        "german_path": german_path,
        "german_url": settings.SITE_URL + german_path,
    }


def over_one_page() -> dict[str, Exists]:
    """Whether each list of rows without pages of their own is long, told by the query that every page makes anyway."""
    return {name: Exists(view.model.objects.all()[view.per_page :]) for name, view in LISTS_OF_MARKS.items()}


def long_lists(units: list[OrganisationalUnit]) -> set[str]:
    """The addresses, in all languages, of lists that go over several pages: a mark on the first would lead astray."""
    names = [name for name in LISTS_OF_MARKS if units and getattr(units[0], name)]
    return {translate_url(reverse(name), code) for name in names for code, _name in settings.LANGUAGES}
