"""Phases, with their pillars, areas, figures and sources."""

from django.contrib import admin
from django.forms import ModelChoiceField

from editorial.admin import EditorialAdmin, StackedRows, in_all_languages

from ..models import Pillar, Programme, ProgrammeArea
from .rows import Figures, Sources


class Pillars(StackedRows):
    model = Pillar
    verbose_name_plural = "Pfeiler dieser Phase"
    sections = [(None, [("name", "position")])]


class Areas(StackedRows):
    model = ProgrammeArea
    verbose_name = "Förderbereich"
    verbose_name_plural = "Förderbereiche dieser Phase"
    sections = [(None, [("area", "name"), ("pillar", "position", "is_priority")])]

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        pillar = formset.form.base_fields.get("pillar")
        if isinstance(pillar, ModelChoiceField):  # translators have no such field
            pillar.queryset = Pillar.objects.filter(programme=obj)
        return formset


@admin.register(Programme)
class ProgrammeAdmin(EditorialAdmin):
    list_display = ("name_de", "years", "state_now", "languages", "changed_at")
    search_fields = in_all_languages("name", "summary")
    prepopulated_fields = {"slug": ("name",)}
    sections = [
        ("Die Phase", [("name", "slug"), ("first_year", "last_year"), "summary"]),
        ("Text der Seite", ["in_brief", "introduction", "aims"]),
        ("Förderbereiche und Finanzierung", ["area_count", "areas_note", "funding_note"]),
    ]
    inlines = (Pillars, Areas, Figures, Sources)

    @admin.display(description="Jahre", ordering="first_year")
    def years(self, programme) -> str:
        return f"{programme.first_year}–{programme.last_year}"

    @admin.display(description="Stand")
    def state_now(self, programme) -> str:
        return programme.state().label
