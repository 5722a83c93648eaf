"""Views of the admin about revisions: one revision with its actions, history, preview, deleted pages."""

import re
from collections.abc import Callable
from functools import partial
from typing import cast

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import audit_log
from accounts.permissions import PUBLISH, TRANSLATE, WRITE, has_right, languages_to_write, require_right
from accounts.sessions import signed_in
from core.addresses import FILES_PATH
from core.database.primary_keys import as_pk
from editorial.models import PreviewLink, Release, Revision
from editorial.models.preview_link import VALID_DAYS
from editorial.remarks import marking, office, passages
from editorial.revisions import four_eyes, preview_links, publishing, workflow
from editorial.revisions.diff import Labels, conflict_labels, differences
from editorial.revisions.form_content import PublishError
from editorial.revisions.merge import Conflict
from editorial.texts.dead_links import dead_links
from editorial.texts.writing import readings
from redirects import resolver, validation

State = Revision.State
PER_PAGE = 50
#: Links to files, and images.
_TO_FILE = re.compile(rf'((?:href|src)=")/{FILES_PATH}'.encode())
#: Links to pages of this site.
_TO_PAGE = re.compile(rb'<a href="(/[^"#?]*)')


def office_context(request: HttpRequest, title: str, **values) -> dict:
    return admin.site.each_context(request) | {"title": title} | values


def revision(request: HttpRequest, pk: int) -> HttpResponse:
    require_right(request, WRITE, PUBLISH, TRANSLATE)
    found = get_object_or_404(Revision.objects.select_related("author", "published_by", "base", "release"), pk=pk)
    if request.method == "POST":
        return perform_action(request, found)
    page_admin, page = publishing.admin_of(found), publishing.page_of(found)
    other = compared_revision(request, found)
    language = request.GET.get("sprache", "")
    is_open = found.is_open
    before, after = (other.content if other else {}), found.content
    conflicts: list[Conflict] = []
    labels = Labels.of_admin(page_admin)
    if is_open and not request.GET.get("mit"):
        after, conflicts = publishing.combined(found, other)
    values = {
        "revision": found,
        "page": page,
        "opts": page_admin.opts,
        "form_address": form_address(page_admin, page, found),
        "other": other,
        "differences": differences(page_admin, before, after, language),
        "disputed": conflict_labels(page_admin, conflicts, after),
        "readings": readings(page_admin, after, before) if is_open else [],
        "dead_links": dead_links(page_admin, after, before, public_address_of(page_admin, page)) if is_open else [],
        "faults": [labels.sentence(fault, after) for fault in publishing.known_faults(found, other)] if is_open else [],
        "actions": workflow.possible_actions(request, found),
        "four_eyes": reason_without_button(request, found),
        "may_note": workflow.may_note(request, found),
        "others": other_revisions(found),
        "links": [(link, preview_links.address(link)) for link in links_of(found)],
        "days": VALID_DAYS,
        "together": [each for each in found.together() if each.pk != found.pk],
        "releases": Release.objects.waiting().exclude(pk=found.release_id) if is_open else [],
        "languages": settings.LANGUAGES,
        "language": language,
        "own_languages": languages_to_write(request),
        "remarks": remarks_of(found),
        "may_settle": office.may_settle(request, found),
    }
    return TemplateResponse(request, "admin/revision.html", office_context(request, found.name, **values))


def remarks_of(found: Revision) -> list[passages.Placed]:
    """Those that wait come first."""
    rows = list(found.remarks.select_related("closed_by").order_by(F("closed_at").desc(nulls_first=True), "pk"))
    return passages.placed(publishing.admin_of(found), passages.content_of(found), rows) if rows else []


def reason_without_button(request: HttpRequest, found: Revision | None) -> str:
    """Why somebody with the right to publish may not publish this one."""
    if found and found.is_open and has_right(request, PUBLISH):
        return four_eyes.reason(signed_in(request), found)
    return ""


def links_of(*found: Revision):
    return PreviewLink.objects.valid().filter(revision__in=found).select_related("created_by", "revision")


def public_address_of(page_admin, page) -> str:
    return (page and page_admin.get_view_on_site_url(page)) or ""


def compared_revision(request: HttpRequest, found: Revision) -> Revision | None:
    """The revision to compare with: the one asked for, else the public one; for a published one, its predecessor."""
    asked = request.GET.get("mit", "")
    if asked:
        same_page = Revision.objects.filter(model=found.model, key=found.key)
        return get_object_or_404(same_page, pk=as_pk(asked))
    if found.published_at:
        return found.base
    return publishing.published_revision(publishing.admin_of(found), found.key)


def other_revisions(found: Revision):
    """Other revisions of the page, to compare with."""
    return (
        Revision.objects.filter(model=found.model, key=found.key)
        .exclude(pk=found.pk)
        .newest_first()
        .without_content()[:20]
    )


def form_address(page_admin, page, found: Revision) -> str:
    return f"{form_of(page_admin, page)}?fassung={found.pk}"


def form_of(page_admin, page) -> str:
    """The address of the form of a page; of an empty one, if there is no page yet."""
    name = f"admin:{page_admin.opts.app_label}_{page_admin.opts.model_name}"
    return reverse(f"{name}_change", args=[page.pk]) if page else reverse(f"{name}_add")


def perform_action(request: HttpRequest, found: Revision) -> HttpResponse:
    """Performs the action of the form. Raises PermissionDenied, and Http404 for an unknown action."""
    try:
        action = workflow.ACTIONS[request.POST.get("action", "")]
    except KeyError as error:
        raise Http404 from error
    try:
        action.require(request, found)
        said, following = action.perform(request, found)
        if action.name != "publish":  # recorded in `publishing`, because the clock publishes too
            reason = {"reason": request.POST.get("reason", "")} if action.name == "block" else {}
            audit_log.record_on_commit(action.name, None, **found.named | reason)
        messages.success(request, said)
    except PublishError as refusal:
        following = found
        for message in refusal.messages:
            messages.error(request, message)
    address = following if isinstance(following, str) else following_page(request, following)
    return HttpResponseRedirect(address)


def following_page(request: HttpRequest, following: Revision) -> str:
    """Back to the release, if the action was chosen there."""
    if "of_release" in request.POST and following.release_id:
        return reverse("admin:release", args=[following.release_id])
    return reverse("admin:revision", args=[following.pk])


def preview(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    require_right(request, WRITE, PUBLISH, TRANSLATE)
    files = reverse("admin:preview_file", args=[pk, "-"])
    found = get_object_or_404(Revision, pk=pk)
    return preview_response(request, found, language, files, lambda *page: reverse("admin:preview", args=page))


def preview_file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    require_right(request, WRITE, PUBLISH, TRANSLATE)
    return preview_file_response(get_object_or_404(Revision, pk=pk), name)


def preview_link(request: HttpRequest, token: str, language: str = settings.LANGUAGE_CODE) -> HttpResponse:
    """For everybody with a valid link; a draft that has been published redirects to the public page."""
    link = link_of_token(token)
    found = link.revision
    if not found.is_open:
        page = publishing.page_of(found)
        return HttpResponseRedirect(publishing.page_address(found, page, language) if page else "/")
    shown = member_asked(request, found)
    files = reverse("preview_link_file", args=[token, "-"])

    response = preview_response(request, shown, language, files, partial(link_address, token, found))
    if response.status_code == 200:
        response.content = marking.with_links(response.content.decode(), token, link, shown, language)
    return response


def member_asked(request: HttpRequest, found: Revision) -> Revision:
    """The revision of the release that is to be shown, by default the one of the link."""
    asked = as_pk(request.GET.get("seite"))
    return next((each for each in found.together() if each.pk == asked), found)


def link_address(token: str, found: Revision, pk: int, language: str) -> str:
    return reverse("preview_link", args=[token, language]) + (f"?seite={pk}" if pk != found.pk else "")


def preview_link_file(request: HttpRequest, token: str, name: str) -> HttpResponse:
    return preview_file_response(link_of_token(token).revision, name)


def link_of_token(token: str) -> PreviewLink:
    """Raises Http404 for an invalid link, and for a withdrawn draft."""
    link = preview_links.find(token)
    if link is None or not (link.revision.is_open or link.revision.published_at):
        raise Http404
    return link


def preview_response(
    request: HttpRequest, found: Revision, language: str, files: str, address: Callable[[int, str], str]
) -> HttpResponse:
    """The body of the public page without its headers, which permit caching.

    `files` is the address of a file with "-" as its name: links to files lead to those that publishing would show. `address`
    is that of the preview of a revision in a language: links among the pages of the release lead there.
    """
    if language not in dict(settings.LANGUAGES):
        raise Http404
    try:
        page, addresses = publishing.preview(found, language)
        content = _TO_FILE.sub(rb"\1" + files.removesuffix("-").encode(), page.content)

        def link(match: re.Match) -> bytes:
            target = addresses.get(match[1].decode())
            return b'<a href="' + address(*target).encode() if target else match[0]

        response = HttpResponse(_TO_PAGE.sub(link, content), status=page.status_code)
    except PublishError as refusal:
        response = no_preview_page(request, found, refusal)
    return without_indexing(response)


def preview_file_response(found: Revision, name: str) -> HttpResponse:
    try:
        response = publishing.preview_file(found, f"/{FILES_PATH}{name}")
    except PublishError as refusal:
        raise Http404 from refusal
    del response.headers["Cache-Control"]
    return without_indexing(response)


def no_preview_page(request: HttpRequest, found: Revision, refusal: PublishError) -> HttpResponse:
    values = {"faults": refusal.messages, "revision": found, "title": "Vorschau"}
    return TemplateResponse(request, "admin/no_preview.html", values, status=409)


def without_indexing(response: HttpResponse) -> HttpResponse:
    """Keeps the preview's address from search engines and from the sites to which it links."""
    response.headers["X-Robots-Tag"], response.headers["Referrer-Policy"] = "noindex, nofollow", "no-referrer"
    return response


def history(request: HttpRequest, page_admin, page) -> HttpResponse:
    revisions = Revision.objects.of(page_admin.model, page.key).newest_first().without_content()
    values = {
        "opts": page_admin.opts,
        "object": page,
        "revisions": Paginator(revisions, PER_PAGE).get_page(request.GET.get("seite")),
    }
    return TemplateResponse(request, "admin/history.html", office_context(request, f"Fassungen: {page}", **values))


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
        "never_public": Revision.objects.never_public()[:PER_PAGE],
    }
    return TemplateResponse(request, "admin/removed.html", office_context(request, "Gelöschte Seiten", **values))


def bring_back(request: HttpRequest) -> HttpResponse:
    """Publishes the last text of a deleted page at once; what cannot be published stays as a draft."""
    require_right(request, WRITE)
    gone = get_object_or_404(Revision.objects.live().filter(content={}), pk=as_pk(request.POST.get("bring_back")))
    following = request.get_full_path()
    try:
        draft = cast("Revision", workflow.restore(request, gone.base or gone)[1])
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
