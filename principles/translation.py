"""Translated fields, and those that are required in German."""

from modeltranslation.translator import translator

from . import models

translator.register(
    models.Principle,
    fields=("name", "summary", "in_brief", "description"),
    required_languages={"de": ("name", "summary")},
)
translator.register(
    models.LegalBasis, fields=("title", "abbreviation", "article", "description"), required_languages={"de": ("title",)}
)
