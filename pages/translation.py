"""Translated fields, and those that are required in German."""

from modeltranslation.translator import translator

from . import models

translator.register(
    [models.StandingPage, models.FreePage],
    fields=("title", "summary", "in_brief", "body"),
    required_languages={"de": ("title", "summary")},
)
translator.register(
    models.NewsItem, fields=("title", "summary", "body", "venue"), required_languages={"de": ("title", "summary")}
)
translator.register(models.QuestionGroup, fields=("title",), required_languages={"de": ("title",)})
translator.register(models.Question, fields=("question", "answer"), required_languages={"de": ("question", "answer")})
translator.register(
    models.Contact,
    fields=("topic", "name", "description", "address", "opening_hours", "spoken"),
    required_languages={"de": ("topic", "name")},
)
