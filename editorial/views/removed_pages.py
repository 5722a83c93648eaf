"""Deleted pages: bring one back, or name the page that replaces it for readers."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.permissions import PUBLISH, WRITE, has_right, require_right
from core.admin_page import admin_page
from core.database.primary_keys import as_pk
from editorial.forms.form_content import PublishError
from editorial.models import Revision
from editorial.office.drafts import in_lines
from editorial.revisions import actions, publishing
from editorial.views.revision import PER_PAGE
from redirects import resolver, validation


def removed(request: HttpRequest) -> HttpResponse:
    """Deleted pages, to restore them or to name a replacement for readers."""
    require_right(request, WRITE, PUBLISH)
    if request.method == "POST":
        require_right(request, PUBLISH)
        if "bring_back" in request.POST:
            return bring_back(request)
        name_replacement(request)
        return HttpResponseRedirect(request.get_full_path())
    revisions = (
        Revision.objects.live().filter(content={}).newest_first().select_related("author", "published_by", "base")
    )
    part = Paginator(revisions, PER_PAGE).get_page(request.GET.get("seite"))
    for each in part:
        each.had_address = resolver.old_addresses_of(each.model, each.key).first()
    values = {
        "revisions": part,
        "may_publish": has_right(request, PUBLISH),
        "may_bring_back": has_right(request, PUBLISH) and has_right(request, WRITE) and not settings.FOUR_EYES,
        "never_public": in_lines(Revision.objects.never_public()[:PER_PAGE]),
    }
    return admin_page(request, "removed.html", "Gelöschte Seiten", **values)


def bring_back(request: HttpRequest) -> HttpResponse:
    """Publishes the last text of a deleted page at once; what cannot be published stays as a draft."""
    require_right(request, WRITE)
    gone = get_object_or_404(Revision.objects.live().filter(content={}), pk=as_pk(request.POST.get("bring_back")))
    following = request.get_full_path()
    try:
        draft = actions.restore(request, gone.base or gone)[1]
        following = reverse("admin:revision", args=[draft.pk])
        publishing.publish(draft, request.user)
    except PublishError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
        return HttpResponseRedirect(following)
    messages.success(request, f"«{gone.name}» ist wieder auf der Website.")
    return HttpResponseRedirect(request.get_full_path())


def name_replacement(request: HttpRequest):
    pk = as_pk(request.POST.get("revision"))
    gone = get_object_or_404(Revision.objects.live().filter(content={}), pk=pk)
    try:
        address = validation.checked_replacement(request.POST.get("replaced_by", ""))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        resolver.old_addresses_of(gone.model, gone.key).update(replaced_by=address)
        said = (
            f"Wer «{gone.name}» sucht, findet jetzt den Weg zu {address}." if address else "Kein Ersatz mehr genannt."
        )
        messages.success(request, said)
