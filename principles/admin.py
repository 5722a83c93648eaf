"""How the office edits the integration policy and the standing pages."""

from django.contrib import admin

from editorial.admin import EditorialAdmin, StackedRows, in_all_languages

from .models import LegalBasis, Principle, StandingPage


class Sources(StackedRows):
    """Citations belong to the programmes, which know this app and not the other way round."""

    model = Principle._meta.get_field("citations").related_model
    verbose_name = "Quelle"
    verbose_name_plural = "Quellen dieser Seite"
    classes = ("collapse",)
    autocomplete_fields = ("document",)
    sections = [(None, ["document", ("supports", "position")])]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("document")


@admin.register(Principle)
class PrincipleAdmin(EditorialAdmin):
    list_display = ("name_de", "position", "languages", "changed_at")
    search_fields = in_all_languages("name", "summary")
    prepopulated_fields = {"slug": ("name",)}
    sections = [("Der Grundsatz", [("name", "slug"), "summary", "in_brief", "description", "position"])]
    inlines = (Sources,)


@admin.register(LegalBasis)
class LegalBasisAdmin(EditorialAdmin):
    list_display = ("title_de", "article_de", "collection", "number", "level", "languages", "changed_at")
    list_filter = ("level", "collection")
    search_fields = (*in_all_languages("title", "abbreviation", "article"), "number")
    prepopulated_fields = {"slug": ("title",)}
    sections = [
        ("Die Rechtsgrundlage", ["title", "slug", ("abbreviation", "article"), "description"]),
        ("Fundstelle", ["level", ("collection", "number"), ("enacted_on", "as_of"), "url", "position"]),
    ]
    inlines = (Sources,)


@admin.register(StandingPage)
class StandingPageAdmin(EditorialAdmin):
    """Each page is there because an address asks for it: none can be added, none taken away."""

    list_display = ("title_de", "summary_de", "languages", "changed_at")
    search_fields = in_all_languages("title", "summary")
    sections = [("Die Seite", ["title", "summary", "in_brief", "body"])]
    inlines = (Sources,)

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
