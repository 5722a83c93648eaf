"""How the office edits the standing pages."""

from django.contrib import admin

from editorial.admin import EditorialAdmin, in_all_languages

from .models import StandingPage


@admin.register(StandingPage)
class StandingPageAdmin(EditorialAdmin):
    """Each page belongs to a URL of the code, so that none can be added or deleted."""

    list_display = ("title_de", "summary_de", "languages", "changed_at")
    search_fields = in_all_languages("title", "summary")
    sections = [("Die Seite", ["title", "summary", "in_brief", "body"])]

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
