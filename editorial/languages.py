"""Which language a translated text is really in: the rules of modeltranslation, with the answer said aloud."""

from django.db.models import Model
from modeltranslation.fields import NONE
from modeltranslation.utils import build_localized_fieldname, get_language, resolution_order


def resolve(obj: Model, name: str) -> tuple[str, str]:
    """The text of a translated field as shown in the active language, and the code of the language that it is in.

    An untranslated field raises KeyError: its language is not known to modeltranslation.
    """
    descriptor = translated_field(type(obj), name)
    undefined = (
        descriptor.field.get_default() if descriptor.fallback_undefined is NONE else descriptor.fallback_undefined
    )
    for language in resolution_order(get_language(), descriptor.fallback_languages):
        value = getattr(obj, build_localized_fieldname(name, language))
        if descriptor.meaningful_value(value, undefined):
            return value, language
    return "", get_language()


def translated_field(model: type[Model], name: str):
    return next(
        vars(base)[name]
        for base in model.__mro__
        if name in vars(base) and hasattr(vars(base)[name], "fallback_languages")
    )


def has_fallen_back(obj: Model, name: str) -> bool:
    """Whether a reader of the active language gets this text in another one."""
    value, language = resolve(obj, name)
    return bool(value) and language != get_language()
