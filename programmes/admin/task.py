"""What people come for, as the home page lists it."""

from django.contrib import admin

from editorial.admin import EditorialAdmin, in_all_languages

from ..models import Task


@admin.register(Task)
class TaskAdmin(EditorialAdmin):
    list_display = ("name_de", "position", "leads_to", "translations", "changed_at")
    list_select_related = ("measure", "partner", "page")
    search_fields = in_all_languages("name", "summary")
    sections = [
        ("Das Anliegen", ["name", "summary", ("pictogram", "position")]),
        ("Wohin es führt", ["measure", "partner", "page", "website"]),
    ]

    @admin.display(description="führt zu")
    def leads_to(self, task):
        return task.leads_to
