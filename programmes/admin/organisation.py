"""The canton's organisation above this site, and its contact."""

from django.contrib import admin

from editorial.admin import EditorialAdmin, in_all_languages

from ..models import OrganisationalUnit
from .rows import Sources


@admin.register(OrganisationalUnit)
class OrganisationalUnitAdmin(EditorialAdmin):
    list_display = ("name_de", "position", "url", "is_sample", "translations", "changed_at")
    search_fields = in_all_languages("name")
    sections = [
        ("Im Pfad über jeder Seite", [("name", "position"), "url"]),
        ("Kontakt", ["address", ("phone", "email"), "opening_hours", "is_sample"]),
    ]
    inlines = (Sources,)
