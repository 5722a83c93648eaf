"""The site with two further languages: one right-to-left, one that Django does not know.

The settings are those that `docs/adding-a-language.md` describes. Tables are created from the models, not by
migrations.
"""

import polib
from django.conf.locale import LANG_INFO

from kip_site.settings import *  # noqa: F403  all other settings are the site's
from kip_site.settings import BASE_DIR, LANGUAGES, LANGUAGES_IN_GERMAN, LOCALE_PATHS, VAR_DIR

LANG_INFO["ti"] = {"bidi": False, "code": "ti", "name": "Tigrinya", "name_local": "ትግርኛ"}
LANGUAGES = [*LANGUAGES, ("ar", "العربية"), ("ti", "ትግርኛ")]
LANGUAGES_IN_GERMAN |= {"ar": "Arabisch", "ti": "Tigrinya"}
FORMAT_MODULE_PATH = ["kip_site.formats", "tests.languages.formats"]
LOCALE_PATHS = [*LOCALE_PATHS, VAR_DIR / "locale"]
MIGRATION_MODULES = dict.fromkeys(["pages", "principles", "programmes"])

for source in (BASE_DIR / "tests" / "languages" / "locale").glob("*/django.po"):
    compiled = VAR_DIR / "locale" / source.parent.name / "LC_MESSAGES" / "django.mo"
    compiled.parent.mkdir(parents=True, exist_ok=True)
    polib.pofile(str(source)).save_as_mofile(str(compiled))
