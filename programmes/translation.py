"""Translated fields, and those that are required in German."""

from modeltranslation.translator import translator

from . import models

CONTACT_FACTS = ("audience", "cost", "registration", "languages", "opening_hours")

translator.register(
    models.Programme,
    fields=("name", "summary", "in_brief", "introduction", "aims", "areas_note", "funding_note"),
    required_languages={"de": ("name", "summary", "in_brief")},
)
translator.register(
    models.FundingArea, fields=("name", "summary", "description"), required_languages={"de": ("name", "summary")}
)
translator.register(models.Pillar, fields=("name",), required_languages=("de",))
translator.register(models.ProgrammeArea, fields=("name",), required_languages=("de",))
translator.register(
    models.PartnerOrganisation,
    fields=("name", "short_name", "summary", "description", *CONTACT_FACTS),
    required_languages={"de": ("name", "summary")},
)
translator.register(
    models.Measure,
    fields=("name", "summary", "in_brief", "description", *CONTACT_FACTS),
    required_languages={"de": ("name", "summary")},
)
translator.register(
    models.Evaluation, fields=("title", "description", "contractor", "clients"), required_languages={"de": ("title",)}
)
translator.register(
    models.Decision, fields=("title", "summary", "description"), required_languages={"de": ("title", "summary")}
)
translator.register(models.KeyFigure, fields=("label", "unit", "note"), required_languages={"de": ("label",)})
translator.register(models.Document, fields=("note",))
translator.register(models.Citation, fields=("supports",))
translator.register(
    models.GlossaryTerm,
    fields=("term", "abbreviation", "definition", "explanation"),
    required_languages={"de": ("term", "definition")},
)
translator.register(
    models.OrganisationalUnit, fields=("name", "address", "opening_hours"), required_languages={"de": ("name",)}
)
translator.register(models.Task, fields=("name", "summary"), required_languages={"de": ("name",)})
