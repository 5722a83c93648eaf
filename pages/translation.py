"""Translated fields, and those that are required in German."""

from modeltranslation.translator import TranslationOptions, register

from . import models


@register([models.StandingPage, models.FreePage])
class TextPageTranslation(TranslationOptions):
    fields = ("title", "summary", "in_brief", "body")
    required_languages = {"de": ("title", "summary")}


@register(models.NewsItem)
class NewsItemTranslation(TranslationOptions):
    fields = ("title", "summary", "body", "venue")
    required_languages = {"de": ("title", "summary")}


@register(models.QuestionGroup)
class QuestionGroupTranslation(TranslationOptions):
    fields = ("title",)
    required_languages = {"de": ("title",)}


@register(models.Question)
class QuestionTranslation(TranslationOptions):
    fields = ("question", "answer")
    required_languages = {"de": ("question", "answer")}


@register(models.Contact)
class ContactTranslation(TranslationOptions):
    fields = ("topic", "name", "description", "address", "opening_hours", "spoken")
    required_languages = {"de": ("topic", "name")}
