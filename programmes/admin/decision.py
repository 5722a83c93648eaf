"""Decisions of parliament and people."""

from django.contrib import admin

from editorial.admin import EditorialAdmin, in_all_languages

from ..models import Decision
from .rows import Figures, Sources


@admin.register(Decision)
class DecisionAdmin(EditorialAdmin):
    list_display = ("title_de", "date", "body", "outcome", "programme")
    list_filter = ("body", "outcome", "programme", "is_main")
    list_select_related = ("programme",)
    date_hierarchy = "date"
    search_fields = (*in_all_languages("title", "summary"), "business_number")
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = ("follows",)
    sections = [
        ("Der Entscheid", ["title", "slug", ("date", "position"), ("body", "outcome"), "summary", "description"]),
        ("Abstimmung", [("yes_votes", "no_votes", "turnout_percent"), ("signatures", "signatures_required")]),
        ("Geld und Geschäft", [("amount_chf", "business_number")]),
        ("Verbindungen", ["programme", "follows", "is_main"]),
    ]
    inlines = (Figures, Sources)
