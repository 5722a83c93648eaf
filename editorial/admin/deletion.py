"""Deletes a page: lists what would change, and proposes the deletion where somebody else has to approve it."""

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst

from editorial.admin.base import UNCHANGED, BaseAdmin
from editorial.forms.form_content import PublishError
from editorial.revisions import removals
from editorial.texts import mending, occurrences


class DeletionAdmin(BaseAdmin):
    def delete_view(self, request, object_id, extra_context=None):
        """Lists every place that the page has, and goes back to the page with the reasons if it cannot be deleted."""
        page = self.get_object(request, unquote(object_id)) if self.has_delete_permission(request) else None
        if page is None:
            return super().delete_view(request, object_id, extra_context)
        searched = occurrences.Searched(self, page)
        found = occurrences.occurrences(page, searched)
        mendings = mending.offered(found, request.POST or request.GET)
        context = {"occurrences": found, "mendings": mendings, "four_eyes": settings.FOUR_EYES} | (extra_context or {})
        try:
            request.mends = mending.mends(mendings, searched) if request.method == "POST" else {}
            if "_enter" in request.POST:
                self.message_user(request, "Gelöscht ist noch nichts. Die neuen Adressen stimmen.")
                return HttpResponseRedirect(f"{request.path}?{mending.typed(request.POST)}")
            return super().delete_view(request, object_id, context)
        except ValidationError as refusal:
            self.message_user(request, " ".join(refusal.messages), messages.ERROR)
            return HttpResponseRedirect(f"{request.path}?{mending.typed(request.POST)}")
        except PublishError as refusal:
            for message in refusal.messages:
                self.message_user(request, message, messages.ERROR)
            return HttpResponseRedirect(self.in_admin("change", object_id))

    def get_deleted_objects(self, objs, request):
        """Without the links of relations to many: they have no name, and the page lists what is connected."""
        tree, counts, lacking, protected = super().get_deleted_objects(objs, request)
        links = [each._meta for each in apps.get_models(include_auto_created=True) if each._meta.auto_created]
        plurals = {str(each.verbose_name_plural) for each in links}
        return (
            without(tree, tuple(f"{capfirst(each.verbose_name)}: " for each in links)),
            {name: count for name, count in counts.items() if str(name) not in plurals},
            lacking,
            protected,
        )

    def get_actions(self, request):
        """Where somebody else carries a deletion out, it is proposed page by page, with words of its own."""
        found = super().get_actions(request)
        return {name: each for name, each in found.items() if not (settings.FOUR_EYES and name == "delete_selected")}

    def response_action(self, request, queryset, *args, **kwargs):
        """Several pages are deleted all or none; before that, the answer lists every place that each has."""
        try:
            with transaction.atomic():
                response = super().response_action(request, queryset, *args, **kwargs)
        except PublishError as refusal:
            for message in refusal.messages:
                self.message_user(request, message, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        if isinstance(response, TemplateResponse) and response.context_data:
            chosen = list(response.context_data["queryset"])
            response.context_data["occurrences"] = occurrences.occurrences_of_each(self, chosen)
        return response

    def response_delete(self, request, obj_display, obj_id):
        """Redirects to the page where a replacement for the deleted page can be named."""
        if settings.FOUR_EYES:
            self.message_user(request, f"Die Löschung von «{obj_display}» wartet jetzt auf die Freigabe. {UNCHANGED}")
            return HttpResponseRedirect(reverse("admin:drafts"))
        self.message_user(
            request, f"«{obj_display}» ist gelöscht. Gibt es dafür eine andere Seite? Nennen Sie sie hier."
        )
        return HttpResponseRedirect(reverse("admin:removed"))

    def delete_model(self, request, obj):
        removals.remove(self, obj, request.user, mends=request.mends)

    def delete_queryset(self, request, queryset):
        for page in queryset:
            removals.remove(self, page, request.user)


def without(tree: list, beginnings: tuple[str, ...]) -> list:
    """A nested list of sentences without those that begin so."""
    kept = [without(each, beginnings) if isinstance(each, list) else each for each in tree]
    return [each for each in kept if each and not (isinstance(each, str) and each.startswith(beginnings))]
