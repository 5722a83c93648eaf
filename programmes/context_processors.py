"""What every page shows: the organisation above the site with its contact, the languages, the site's own address."""

from django.conf import settings
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .models import OrganisationalUnit


def site(request) -> dict:
    """Nothing here asks the database until a template uses it: error pages do not."""
    german_path = translate_url(request.path, settings.LANGUAGE_CODE)
    return {
        "site_url": settings.SITE_URL,
        "site_name": _("Kantonale Integrationsprogramme"),
        "word_mark": settings.WORD_MARK,
        "word_mark_owner": settings.WORD_MARK_OWNER,
        "units": SimpleLazyObject(lambda: list(OrganisationalUnit.objects.in_order())),
        "language": get_language() or settings.LANGUAGE_CODE,
        "language_links": [(code, name, translate_url(request.path, code)) for code, name in settings.LANGUAGES],
        "german_path": german_path,
        "german_url": settings.SITE_URL + german_path,
    }
