"""The language that a translated text is really in, by the fallback rules of modeltranslation."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db.models import Model
from django.utils.translation import get_language_from_path
from modeltranslation.fields import NONE
from modeltranslation.utils import build_localized_fieldname, get_language, resolution_order

GERMAN = settings.LANGUAGE_CODE
LANGUAGE_CODES = [code for code, _name in settings.LANGUAGES]  # German first
OTHER_LANGUAGES = [code for code in LANGUAGE_CODES if code != GERMAN]
#: Right-to-left languages that Django does not know: Pashto, Dari, Sindhi, Yiddish.
OTHER_RTL_LANGUAGES = {"ps", "prs", "sd", "yi"}


def language_of_path(path: str) -> str:
    """German at the root, other languages below their prefix."""
    return get_language_from_path(path) or GERMAN


def direction(code: str) -> str:
    """The value of HTML's `dir` for a language."""
    from_the_right = code in OTHER_RTL_LANGUAGES or LANG_INFO.get(code, {}).get("bidi", False)
    return "rtl" if from_the_right else "ltr"


def resolve(obj: Model, name: str) -> tuple[str, str]:
    """The text of a translated field as displayed in the active language, and the code of the language that it is in.

    Raises LookupError for a field that is not translated.
    """
    active = get_language()
    is_meaningful, columns = candidate_columns(type(obj), name, active)
    for column, language in columns:
        value = getattr(obj, column)
        if is_meaningful(value):
            return value, language
    return "", active


@cache
def candidate_columns(
    model: type[Model], name: str, active: str
) -> tuple[Callable[[str], bool], list[tuple[str, str]]]:
    """A function that tells whether a value is a text, and the columns to try in order, each with its language."""
    descriptor = translated_field(model, name)
    default = descriptor.fallback_undefined
    undefined = descriptor.field.get_default() if default is NONE else default
    order = resolution_order(active, descriptor.fallback_languages)
    columns = [(build_localized_fieldname(name, language), language) for language in order]
    return lambda value: descriptor.meaningful_value(value, undefined), columns


def translated_field(model: type[Model], name: str):
    """The descriptor that modeltranslation sets in place of a translated field. Raises LookupError."""
    for found in (vars(base).get(name) for base in model.__mro__):
        if hasattr(found, "fallback_languages"):
            return found
    raise LookupError(f"{model.__name__}.{name} is not translated")


def languages_of(obj: Model, name: str) -> list[str]:
    """The codes of the languages in which a translated field has a text."""
    return [code for code in LANGUAGE_CODES if getattr(obj, build_localized_fieldname(name, code))]
