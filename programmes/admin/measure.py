"""Measures and partner organisations."""

from django.contrib import admin

from editorial.admin import EditorialAdmin, in_all_languages

from ..models import Measure, PartnerOrganisation
from .rows import Figures, Sources

FACTS_AT_A_GLANCE: list[str | tuple[str, ...]] = [
    "audience",
    "cost",
    "registration",
    "languages",
    ("phone", "email"),
    "opening_hours",
    "website",
]


@admin.register(Measure)
class MeasureAdmin(EditorialAdmin):
    list_display = ("name_de", "summary_de", "translations", "changed_at")
    list_filter = ("programmes", "areas", "providers")
    search_fields = in_all_languages("name", "summary")
    prepopulated_fields = {"slug": ("name",)}
    sections = [
        ("Die Massnahme", [("name", "slug"), "summary", "in_brief", "description"]),
        ("Auf einen Blick", [*FACTS_AT_A_GLANCE, "place", "adviser"]),
        ("Angaben", [("since_year", "position")]),
        ("Verbindungen", ["providers", "programmes", "areas"]),
    ]
    inlines = (Figures, Sources)


@admin.register(PartnerOrganisation)
class PartnerOrganisationAdmin(EditorialAdmin):
    list_display = ("name_de", "short_name_de", "place", "translations", "changed_at")
    list_filter = ("programmes", "areas")
    search_fields = (*in_all_languages("name", "short_name", "summary"), "place")
    prepopulated_fields = {"slug": ("name",)}
    sections = [
        ("Die Organisation", [("name", "slug"), "short_name", "summary", "description"]),
        ("Auf einen Blick", [*FACTS_AT_A_GLANCE, "place"]),
        ("Angaben", [("founded_year", "position")]),
        ("Verbindungen", ["programmes", "areas"]),
    ]
    inlines = (Figures, Sources)
