"""Admin of synonyms and of missed queries, from which a synonym can be added directly."""

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from accounts.permissions import WRITE, OfficeRights, has_right
from core.database.primary_keys import as_pks
from core.strict_admin import StrictAdmin
from search.models import MissedQuery, Synonym

MISSED_QUERIES_LIST = "admin:search_missedquery_changelist"


class WritersOnly(OfficeRights):
    def has_change_permission(self, request, obj=None):
        return has_right(request, WRITE)

    def has_delete_permission(self, request, obj=None):
        return has_right(request, WRITE)


@admin.register(Synonym)
class SynonymAdmin(WritersOnly, StrictAdmin):
    """Takes effect when saved, without a draft: no page changes."""

    fields = ("words", "language")
    list_display = ("words", "language")
    list_filter = ("language",)
    search_fields = ("words",)

    def get_changeform_initial_data(self, request):
        """«Synonym ergänzen» fills in the words of the missed query."""
        missed = self.missed(request)
        return {"words": f"{missed.words}, "} if missed else {}

    def missed(self, request) -> MissedQuery | None:
        return MissedQuery.objects.filter(pk__in=as_pks([request.GET.get("anfrage")])).first()

    def response_add(self, request, obj, post_url_continue=None):
        """Deletes the missed query that now has a synonym, and returns to the list."""
        missed = self.missed(request)
        if missed is None:
            return super().response_add(request, obj, post_url_continue)
        missed.delete()
        self.message_user(request, f"Wer «{missed}» sucht, findet jetzt auch, was die anderen Wörter finden.")
        return HttpResponseRedirect(reverse(MISSED_QUERIES_LIST))


@admin.register(MissedQuery)
class MissedQueryAdmin(WritersOnly, StrictAdmin):
    """Missed queries can be read, answered with a synonym and deleted, not edited."""

    list_display = ("words", "language", "count", "last_on", "add_synonym")
    list_display_links = None
    list_filter = ("language",)
    search_fields = ("words",)

    def get_queryset(self, request):
        return MissedQuery.objects.in_force()

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description="Abhilfe")
    def add_synonym(self, missed) -> str:
        address = f"{reverse('admin:search_synonym_add')}?anfrage={missed.pk}"
        return format_html('<a href="{}">Synonym ergänzen</a>', address)
