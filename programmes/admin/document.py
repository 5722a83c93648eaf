"""Documents: links and sources."""

from django.contrib import admin
from django.utils.html import format_html

from core.pages.addresses import admin_address
from editorial.admin import EditorialAdmin, in_all_languages

from ..models import Citation, Document, KeyFigure
from ..models.document import FACTS


@admin.register(Document)
class DocumentAdmin(EditorialAdmin):
    list_display = ("title", "publisher", "kind", "dated", "medium", "cited")
    list_filter = ("kind", "medium", "language")
    date_hierarchy = "published_on"
    search_fields = ("title", "publisher", "url", *in_all_languages("note"))
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = ("file",)
    sections = [
        ("Das Dokument", ["title", "publisher", "url", "file", ("published_on", "year"), "note"]),
        ("Art und Form", [("kind", "language"), ("medium", "pages", "size_bytes")]),
        ("Verbindungen", ["slug"]),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("citations", "figures")

    @admin.display(description="Datum", ordering="published_on")
    def dated(self, document):
        return document.dated

    @admin.display(description="belegt")
    def cited(self, document) -> str:
        count = len(document.citations.all()) + len(document.figures.all())
        return f"{count}-mal" if count else ""

    def get_deleted_objects(self, objs, request):
        """A cited document cannot be deleted; the message links to each place where it is cited."""
        objects, counts, missing, protected = super().get_deleted_objects(objs, request)
        return objects, counts, missing, [link(place) for place in places_that_cite(objs)] or protected


def places_that_cite(documents) -> list:
    """Where the documents are used: pages by their citations, and figures by their source."""
    citations = Citation.objects.filter(document__in=documents).select_related(*FACTS)
    figures = KeyFigure.objects.filter(source__in=documents)
    return sorted({citation.fact for citation in citations}, key=str) + list(figures)


def link(place) -> str:
    address = admin_address(place._meta, "change", place.pk)
    return format_html('{}: <a href="{}">{}</a>', place._meta.verbose_name, address, place)
