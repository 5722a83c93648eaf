"""Which texts are translated, and which of them must be there in German. Nothing else is ever translated."""

from modeltranslation.translator import TranslationOptions, register

from . import models


@register(models.Principle)
class PrincipleTranslation(TranslationOptions):
    fields = ("name", "summary", "in_brief", "description")
    required_languages = {"de": ("name", "summary")}


@register(models.LegalBasis)
class LegalBasisTranslation(TranslationOptions):
    fields = ("title", "abbreviation", "article", "description")
    required_languages = {"de": ("title",)}
