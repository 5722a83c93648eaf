"""Short addresses for print, one for each page, with a QR code. They redirect to the current address of the page."""

import io

import segno
from django.apps import apps
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import override

from core.admin_page import admin_page
from core.models import Entry
from core.pages.addresses import admin_address
from redirects.models import ShortAddress
from redirects.resolver import Http410


def redirect_short_address(request: HttpRequest, code: str) -> HttpResponseRedirect:
    """A temporary redirect, because the printed address stays while the page may move. Raises Http410, Http404."""
    short = get_object_or_404(ShortAddress, code=code.lower())
    try:
        model = apps.get_model(short.model)
    except LookupError as error:
        raise Http404 from error
    page = model.objects.filter(key=short.key).first()
    if page is None:
        raise Http410(model, short.key)
    return HttpResponseRedirect(page.get_absolute_url())


def short_address(short: ShortAddress, language: str) -> str:
    with override(language):
        return settings.SITE_URL + reverse("short_address", args=[short.code])


def qr_code(text: str) -> bytes:
    """An SVG without style and script, which any content security policy permits. Readable with 25 % of it damaged."""
    stream = io.BytesIO()
    code = segno.make(text, error="q", micro=False)
    code.save(stream, kind="svg", border=4, svgclass=None, lineclass=None, omitsize=True, title=text, light="#fff")
    return stream.getvalue()


def short_link_page(request: HttpRequest, page_admin, entry: Entry) -> HttpResponse:
    """The page of the admin with the short address and the QR code of an entry in each language."""
    if request.method == "POST":
        ShortAddress.objects.of(entry)
        return HttpResponseRedirect(request.path)
    short = ShortAddress.objects.existing(entry)
    codes = [
        (code, language, short_address(short, code), admin_address(page_admin.opts, "qr", entry.pk, code))
        for code, language in settings.LANGUAGES
        if short
    ]
    title = f"Kurzadresse: {entry}"
    return admin_page(request, "short_address.html", title, opts=page_admin.opts, original=entry, codes=codes)


def qr_code_image(entry: Entry, language: str) -> HttpResponse:
    short = ShortAddress.objects.existing(entry)
    if short is None or language not in dict(settings.LANGUAGES):
        raise Http404
    svg = qr_code(short_address(short, language))
    headers = {"Content-Disposition": f'inline; filename="{entry.key}-{language}.svg"'}
    return HttpResponse(svg, content_type="image/svg+xml", headers=headers)
