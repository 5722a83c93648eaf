"""Which texts are translated, and which of them must be there in German. Nothing else is ever translated."""

from modeltranslation.translator import TranslationOptions, register

from . import models


@register(models.StandingPage)
class StandingPageTranslation(TranslationOptions):
    fields = ("title", "summary", "in_brief", "body")
    required_languages = {"de": ("title", "summary")}
