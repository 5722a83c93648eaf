"""Translated fields, and those that are required in German."""

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
