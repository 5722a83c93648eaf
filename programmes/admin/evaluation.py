"""Evaluations and studies."""

from django.contrib import admin

from editorial.admin import EditorialAdmin, in_all_languages

from ..models import Evaluation
from .rows import Sources


@admin.register(Evaluation)
class EvaluationAdmin(EditorialAdmin):
    list_display = ("title_de", "kind", "status", "programme", "translations", "changed_at")
    list_filter = ("kind", "status", "programme", "partner", "measure")
    list_select_related = ("programme",)
    search_fields = in_all_languages("title", "contractor")
    prepopulated_fields = {"slug": ("title",)}
    sections = [
        ("Die Evaluation oder Studie", ["title", "slug", ("kind", "status"), "description"]),
        ("Angaben", ["contractor", "clients", ("first_year", "last_year"), "volume_chf", "position"]),
        ("Worum es geht", ["programme", "partner", "measure"]),
    ]
    inlines = (Sources,)
