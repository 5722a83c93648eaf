"""Inlines of many pages: sources and key figures."""

from editorial.admin import StackedRows

from ..models import Citation, KeyFigure
from ..models.document import FACTS


class Sources(StackedRows):
    model = Citation
    verbose_name = "Quelle"
    verbose_name_plural = "Quellen dieser Seite"
    autocomplete_fields = ("document",)
    sections = [(None, ["document", ("supports", "position")])]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("document", *FACTS)


class Figures(StackedRows):
    model = KeyFigure
    verbose_name = "Kennzahl"
    verbose_name_plural = "Kennzahlen dieser Seite"
    autocomplete_fields = ("source",)
    sections = [
        (None, ["label", ("qualifier", "value", "unit"), ("first_year", "last_year"), "source", "note",
                ("kind", "position")])
    ]  # fmt: skip
