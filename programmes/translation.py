"""Translated fields, and those that are required in German."""

from modeltranslation.translator import TranslationOptions, register

from . import models


@register(models.Programme)
class ProgrammeTranslation(TranslationOptions):
    fields = ("name", "summary", "in_brief", "introduction", "aims", "areas_note", "funding_note")
    required_languages = {"de": ("name", "summary", "in_brief")}


@register(models.FundingArea)
class FundingAreaTranslation(TranslationOptions):
    fields = ("name", "summary", "description")
    required_languages = {"de": ("name", "summary")}


@register(models.Pillar)
class PillarTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("de",)


@register(models.ProgrammeArea)
class ProgrammeAreaTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("de",)


CONTACT_FACTS = ("audience", "cost", "registration", "languages", "opening_hours")


@register(models.PartnerOrganisation)
class PartnerOrganisationTranslation(TranslationOptions):
    fields = ("name", "short_name", "summary", "description", *CONTACT_FACTS)
    required_languages = {"de": ("name", "summary")}


@register(models.Measure)
class MeasureTranslation(TranslationOptions):
    fields = ("name", "summary", "in_brief", "description", *CONTACT_FACTS)
    required_languages = {"de": ("name", "summary")}


@register(models.Evaluation)
class EvaluationTranslation(TranslationOptions):
    fields = ("title", "description", "contractor", "clients")
    required_languages = {"de": ("title",)}


@register(models.Decision)
class DecisionTranslation(TranslationOptions):
    fields = ("title", "summary", "description")
    required_languages = {"de": ("title", "summary")}


@register(models.KeyFigure)
class KeyFigureTranslation(TranslationOptions):
    fields = ("label", "unit", "note")
    required_languages = {"de": ("label",)}


@register(models.Document)
class DocumentTranslation(TranslationOptions):
    fields = ("note",)


@register(models.Citation)
class CitationTranslation(TranslationOptions):
    fields = ("supports",)


@register(models.GlossaryTerm)
class GlossaryTermTranslation(TranslationOptions):
    fields = ("term", "abbreviation", "definition", "explanation")
    required_languages = {"de": ("term", "definition")}


@register(models.OrganisationalUnit)
class OrganisationalUnitTranslation(TranslationOptions):
    fields = ("name", "address", "opening_hours")
    required_languages = {"de": ("name",)}


@register(models.Task)
class TaskTranslation(TranslationOptions):
    fields = ("name", "summary")
    required_languages = {"de": ("name",)}
