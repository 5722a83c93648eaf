"""Phases, with their pillars, areas, figures and sources."""

from django.contrib import admin
from django.forms import ModelChoiceField

from core.languages import GERMAN, LANGUAGE_CODES
from editorial.admin import EditorialAdmin, StackedRows, in_all_languages
from editorial.forms.draft_forms import RowForm

from ..models import Pillar, Programme, ProgrammeArea
from .rows import Figures, Sources


class Pillars(StackedRows):
    model = Pillar
    verbose_name_plural = "Pfeiler dieser Phase"
    sections = [(None, [("name", "position")])]


class AreaForm(RowForm):
    """Without a name of its own, an area of a phase is called as it is called today, in every language."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if name := self.fields.get(f"name_{GERMAN}"):
            name.required = False
            name.help_text = f"{name.help_text} Leer: wie der Förderbereich heute heisst."

    def clean(self):
        super().clean()
        values = self.cleaned_data
        area, names = values.get("area"), [f"name_{code}" for code in LANGUAGE_CODES]
        if area and not values.get(f"name_{GERMAN}"):
            values |= {name: values.get(name) or getattr(area, name) for name in names if name in self.fields}
        return values


class Areas(StackedRows):
    form = AreaForm
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
    list_display = ("name_de", "years", "state_now", "translations", "changed_at")
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
