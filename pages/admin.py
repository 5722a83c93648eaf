"""How the office edits texts, and adds pages, news, questions and contacts."""

from django.contrib import admin

from editorial.admin import EditorialAdmin, in_all_languages

from .models import Contact, FreePage, NewsItem, Question, QuestionGroup, StandingPage
from .urls import STANDING_PAGES


@admin.register(NewsItem)
class NewsItemAdmin(EditorialAdmin):
    may_end = False  # «gilt bis» says when, and the text stays at its address
    list_display = ("title_de", "published_on", "valid_until", "day", "translations", "changed_at")
    date_hierarchy = "published_on"
    search_fields = in_all_languages("title", "summary")
    prepopulated_fields = {"slug": ("title",)}
    sections = [
        ("Die Meldung", ["title", "slug", "summary", "body", ("published_on", "valid_until"), "contacts"]),
        ("Nur bei einem Anlass", [("day", "last_day"), ("begins_at", "ends_at"), "venue"]),
    ]


@admin.register(Question)
class QuestionAdmin(EditorialAdmin):
    list_display = ("question_de", "group", "position", "translations", "changed_at")
    list_filter = ("group",)
    list_select_related = ("group",)
    search_fields = in_all_languages("question", "answer")
    prepopulated_fields = {"slug": ("question",)}
    sections = [("Die Frage", ["question", "slug", "answer", "group", "position"])]


@admin.register(QuestionGroup)
class QuestionGroupAdmin(EditorialAdmin):
    list_display = ("title_de", "position", "translations", "changed_at")
    search_fields = in_all_languages("title")
    prepopulated_fields = {"slug": ("title",)}
    sections = [("Die Gruppe", ["title", "slug", "position"])]


@admin.register(Contact)
class ContactAdmin(EditorialAdmin):
    list_display = ("topic_de", "name_de", "phone", "email", "translations", "changed_at")
    search_fields = (*in_all_languages("topic", "name"), "phone", "email")
    prepopulated_fields = {"slug": ("topic",)}
    sections = [
        ("Der Kontakt", ["topic", "slug", "name", "description"]),
        ("So erreicht man die Stelle", [("phone", "email"), "website", "address", "opening_hours", "spoken"]),
        ("Wo er steht", ["standing_pages", "position"]),
    ]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(db_field, request, queryset=text_pages(), **kwargs)


@admin.register(FreePage)
class FreePageAdmin(EditorialAdmin):
    list_display = ("title_de", "place", "above", "translations", "changed_at")
    list_filter = ("place",)
    list_select_related = ("parent", "standing_page")
    search_fields = in_all_languages("title", "summary")
    prepopulated_fields = {"slug": ("title",)}
    sections = [
        ("Die Seite", ["title", "slug", "summary", "in_brief", "body", "contacts"]),
        ("Wo sie steht", ["place", ("parent", "standing_page"), "position"]),
    ]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "standing_page":
            kwargs["queryset"] = text_pages()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="unter")
    def above(self, page) -> str:
        return str(page.above or "")


def text_pages():
    """The standing pages that show contacts and the pages below them."""
    return StandingPage.objects.filter(key__in=STANDING_PAGES).in_order()


@admin.register(StandingPage)
class StandingPageAdmin(EditorialAdmin):
    """Each page belongs to a URL of the code, so that none can be added or deleted."""

    may_end = False
    list_display = ("title_de", "summary_de", "translations", "changed_at")
    search_fields = in_all_languages("title", "summary")
    sections = [("Die Seite", ["title", "summary", "in_brief", "body"])]

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
