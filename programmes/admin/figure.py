"""Key figures of all pages in one list; each is also edited inline with its page."""

from django.contrib import admin

from core.templatetags.figures import digits
from editorial.admin import EditorialAdmin, in_all_languages

from ..models import KeyFigure
from ..models.figure import SUBJECTS


@admin.register(KeyFigure)
class KeyFigureAdmin(EditorialAdmin):
    list_display = ("label_de", "shown_value", "unit_de", "years", "subject", "source")
    list_filter = ("kind", "programme")
    list_select_related = ("source", *SUBJECTS)
    search_fields = in_all_languages("label", "note")
    autocomplete_fields = ("source",)
    sections = [
        ("Die Kennzahl", ["label", ("qualifier", "value", "unit"), ("first_year", "last_year"), "source", "note"]),
        ("Wo sie steht: genau eines ausfüllen", [*SUBJECTS, ("kind", "position")]),
    ]

    @admin.display(description="Wert", ordering="value")
    def shown_value(self, figure) -> str:
        return digits(figure.value)

    @admin.display(description="Jahre", ordering="first_year")
    def years(self, figure) -> str:
        return "–".join(str(year) for year in (figure.first_year, figure.last_year) if year)

    @admin.display(description="steht bei")
    def subject(self, figure):
        return figure.subject
