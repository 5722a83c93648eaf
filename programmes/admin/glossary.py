"""Glossary terms."""

from django.contrib import admin

from editorial.admin import EditorialAdmin, in_all_languages

from ..models import GlossaryTerm
from .rows import Figures, Sources


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(EditorialAdmin):
    list_display = ("term_de", "abbreviation_de", "definition_de", "translations", "changed_at")
    search_fields = in_all_languages("term", "abbreviation", "definition")
    prepopulated_fields = {"slug": ("term",)}
    sections = [("Der Begriff", [("term", "abbreviation"), "slug", "definition", "explanation", "website"])]
    inlines = (Figures, Sources)
