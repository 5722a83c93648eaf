"""The choices of a reference to one of many pages: those that are public, and those that are new in the same release."""

import json

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import JsonResponse

from core.database.primary_keys import as_pk
from editorial.forms.references import DRAFT_MARK, RELEASE_PARAMETER
from editorial.models import Revision
from editorial.office.drafts import named


class AutocompleteView(AutocompleteJsonView):
    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        found = json.loads(response.content)
        if not request.GET.get("page"):
            found["results"] = [*self.drafts(request), *found["results"]]
        return JsonResponse(found)

    def drafts(self, request) -> list[dict[str, str]]:
        label, release = self.model_admin.opts.label_lower, as_pk(request.GET.get(RELEASE_PARAMETER))
        waiting = Revision.objects.open().filter(release=release, model=label, base=None) if release else []
        return [
            {"id": f"{DRAFT_MARK}{each.key}", "text": f"{each.name} (Entwurf)"} for each in named(waiting, self.term)
        ]
