"""Translated fields, and those that are required in German."""

from modeltranslation.translator import TranslationOptions, register

from . import models


@register(models.StandingPage)
class StandingPageTranslation(TranslationOptions):
    fields = ("title", "summary", "in_brief", "body")
    required_languages = {"de": ("title", "summary")}
