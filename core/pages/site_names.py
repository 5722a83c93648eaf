"""The names of the site and its owner, in the language of the page, from `site.yaml` (`kip_site/site_file.py`)."""

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language


def named(what: str) -> tuple[str, str]:
    """The name in the active language, else in German, and its language."""
    texts, language = settings.SITE[what], get_language()
    return (texts[language], language) if language in texts else (german(what), settings.LANGUAGE_CODE)


def site_name(what: str) -> str:
    return named(what)[0]


def german(what: str) -> str:
    return settings.SITE[what][settings.LANGUAGE_CODE]


site_name_lazy = lazy(site_name, str)
