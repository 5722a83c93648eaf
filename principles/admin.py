"""How the office edits the integration policy."""

from django.contrib import admin

from editorial.admin import EditorialAdmin, in_all_languages

from .models import LegalBasis, Principle


@admin.register(Principle)
class PrincipleAdmin(EditorialAdmin):
    list_display = ("name_de", "position", "translations", "changed_at")
    search_fields = in_all_languages("name", "summary")
    prepopulated_fields = {"slug": ("name",)}
    sections = [("Der Grundsatz", [("name", "slug"), "summary", "in_brief", "description", "position"])]


@admin.register(LegalBasis)
class LegalBasisAdmin(EditorialAdmin):
    list_display = ("title_de", "article_de", "collection", "number", "level", "translations", "changed_at")
    list_filter = ("level", "collection")
    search_fields = (*in_all_languages("title", "abbreviation", "article"), "number")
    prepopulated_fields = {"slug": ("title",)}
    sections = [
        ("Die Rechtsgrundlage", ["title", "slug", ("abbreviation", "article"), "description"]),
        ("Fundstelle", ["level", ("collection", "number"), ("enacted_on", "as_of"), "url", "position"]),
    ]
