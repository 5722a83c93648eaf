"""Funding areas."""

from django.contrib import admin

from editorial.admin import EditorialAdmin, in_all_languages

from ..models import FundingArea
from .rows import Sources


@admin.register(FundingArea)
class FundingAreaAdmin(EditorialAdmin):
    list_display = ("name_de", "position", "translations", "changed_at")
    search_fields = in_all_languages("name", "summary")
    prepopulated_fields = {"slug": ("name",)}
    sections = [
        ("Der Förderbereich", [("name", "slug"), "summary", "description"]),
        ("Verbindungen", ["related", ("pictogram", "position")]),
    ]
    inlines = (Sources,)
