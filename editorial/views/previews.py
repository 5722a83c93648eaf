"""Previews of drafts: for the office, and for everybody with a link to one."""

import re
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.permissions import ANY_RIGHT, require_right
from core.database.primary_keys import as_pk
from core.languages import LANGUAGE_CODES
from core.pages.addresses import FILES_PATH
from core.pages.explained_error import ExplainedError
from editorial.forms.form_content import PublishError
from editorial.forms.page_admin import by_kind, page_of
from editorial.models import PreviewLink, Revision
from editorial.remarks import marking
from editorial.revisions import preview_links, publishing

#: Links to files, and images.
_TO_FILE = re.compile(rf'((?:href|src)=")/{FILES_PATH}'.encode())
#: Links to pages of this site.
_TO_PAGE = re.compile(rb'<a href="(/[^"#?]*)')


def preview(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    require_right(request, *ANY_RIGHT)
    files = reverse("admin:preview_file", args=[pk, "-"])
    found = get_object_or_404(Revision, pk=pk)
    return preview_response(request, found, language, files, lambda *page: reverse("admin:preview", args=page))


def preview_file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    require_right(request, *ANY_RIGHT)
    return preview_file_response(get_object_or_404(Revision, pk=pk), name)


def preview_link(request: HttpRequest, token: str, language: str = settings.LANGUAGE_CODE) -> HttpResponse:
    """For everybody with a valid link; a draft that has been published redirects to the public page."""
    link = link_of_token(token, language)
    found = link.revision
    if not found.is_open:
        page = page_of(found)
        return HttpResponseRedirect(publishing.page_address(found, page, language) if page else "/")
    shown = member_asked(request, found)
    files = reverse("preview_link_file", args=[token, "-"])

    response = preview_response(request, shown, language, files, partial(link_address, token, found))
    if response.status_code == 200:
        pages = [(each, link_address(token, found, each.pk, language)) for each in by_kind(found.together())]
        response.content = marking.with_links(response.content.decode(), token, link, shown, language, pages)
    return response


def member_asked(request: HttpRequest, found: Revision) -> Revision:
    """The revision of the release that is to be shown, by default the one of the link."""
    asked = as_pk(request.GET.get("seite"))
    return next((each for each in found.together() if each.pk == asked), found)


def link_address(token: str, found: Revision, pk: int, language: str) -> str:
    return reverse("preview_link", args=[token, language]) + (f"?seite={pk}" if pk != found.pk else "")


def preview_link_file(request: HttpRequest, token: str, name: str) -> HttpResponse:
    return preview_file_response(link_of_token(token).revision, name)


def link_of_token(token: str, language: str = settings.LANGUAGE_CODE) -> PreviewLink:
    """Raises Http404 for an invalid link, and for a withdrawn draft. The holder of a link that has ended is told so."""
    link = preview_links.find(token)
    if link and (link.revision.is_open or link.revision.published_at):
        return link
    if not preview_links.is_genuine(token):
        raise Http404
    if language in LANGUAGE_CODES:  # not one of Django's own
        translation.activate(language)  # for the error page, which is made after this view
    raise ExplainedError(
        410,
        _("Dieser Vorschau-Link gilt nicht mehr"),
        _(
            "Er ist abgelaufen, oder den Entwurf gibt es nicht mehr. Fragen Sie die Person, die Ihnen den Link gegeben hat."
        ),
        [],
    )


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
