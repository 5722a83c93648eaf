"""Documents: links and sources."""

from django.contrib import admin

from editorial.admin import EditorialAdmin, in_all_languages

from ..models import Document


@admin.register(Document)
class DocumentAdmin(EditorialAdmin):
    list_display = ("title", "publisher", "kind", "dated", "medium", "cited")
    list_filter = ("kind", "medium", "language", "programmes")
    date_hierarchy = "published_on"
    search_fields = ("title", "publisher", "url", *in_all_languages("note"))
    prepopulated_fields = {"slug": ("title",)}
    sections = [
        ("Das Dokument", ["title", "publisher", "url", ("published_on", "year"), "note"]),
        ("Art und Form", [("kind", "language"), ("medium", "pages", "size_bytes")]),
        ("Verbindungen", ["programmes", "slug"]),
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
