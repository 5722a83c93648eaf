"""An error page with the site's layout, with two fallbacks: without the database, and a constant string."""

import logging
import re
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpResponse
from django.template import loader
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.login import lost_form
from core.pages.metadata import Label
from programmes.context_processors import in_language, site

logger = logging.getLogger(__name__)

MAX_WORDS_LETTERS = 60
FALLBACK_PAGE = (
    '<!doctype html><html lang="de-CH"><meta charset="utf-8"><title>Störung</title>'
    "<h1>Diese Seite ist im Moment nicht erreichbar</h1><p>Bitte versuchen Sie es in einigen Minuten noch einmal.</p>"
    '<p lang="fr">Cette page est momentanément indisponible. Veuillez réessayer dans quelques minutes.</p>'
    '<p lang="it">Questa pagina al momento non è disponibile. Riprovi tra qualche minuto.</p>'
    '<p lang="en">This page is not available at the moment. Please try again in a few minutes.</p></html>'
)


def error_page(
    request, status: int, title: str, advice: str, first: Sequence[Label] = (), headers: dict[str, str] | None = None
) -> HttpResponse:
    """An error page, without a database query, so that it can be rendered when the database is down.

    `first` holds the links that fit this error best; they stand before the general ones. In the office, its start page is
    one of them.
    """
    if is_of_office(request):
        first = [*first, Label.interface("Redaktion", reverse("admin:index"))]
    context = {
        "title": title,
        "advice": advice,
        "status": status,
        "sent_fields": sent_fields(request) if status >= 500 else [],
        "is_lost": status in (404, 410) and not (is_of_office(request) or is_preview(request)),
        "words_of_address": words_of(request.path_info),
    }
    try:
        body: str = loader.render_to_string("error.html", context | header_context(request) | onward_links(first))
    except Exception:  # the reader must get a response whatever failed before
        logger.exception("The error page itself failed")
        body = FALLBACK_PAGE
    return HttpResponse(body, status=status, headers={"Cache-Control": "no-store"} | (headers or {}))


def sent_fields(request) -> list[tuple[str, str]]:
    """What a form of the office or of a remark sent, to send it once more: nothing of it was saved, and the browser does not keep
    such pages.

    Neither a form with a password or a code, nor what another site sent.
    """
    is_remark = getattr(request.resolver_match, "url_name", "") == "preview_remarks"
    if request.method != "POST" or not (is_of_office(request) or is_remark):
        return []
    if request.headers.get("Origin", settings.SITE_URL) not in (
        settings.SITE_URL,
        request.build_absolute_uri("/")[:-1],
    ):
        return []
    try:
        return lost_form.sent_values(request)
    except Exception:  # it cannot be read: too many fields, or no form
        return []


def is_of_office(request) -> bool:
    return request.path_info.startswith(reverse("admin:index"))


def is_preview(request) -> bool:
    """Its address is a secret, misspelt too: no words to search for."""
    return "vorschau" in request.path_info.lower().split("/")


def words_of(path: str) -> str:
    """«deutsch kurse» from /massnahmen/deutsch-kurse/, with which the search begins."""
    return " ".join(re.findall(r"[^\W_]+", path.rstrip("/").rpartition("/")[2]))[:MAX_WORDS_LETTERS]


def header_context(request) -> dict:
    """The context of the page header; language links lead to the home page, as the requested path is wrong."""
    links = [(code, name, in_language(code, "/")) for code, name in settings.LANGUAGES]
    return site(request) | {"request": request, "language_links": links, "shown": (), "placed_pages": []}


def onward_links(first: Sequence[Label]) -> dict:
    """The links below the message: `first`, then the general ones."""
    names = {
        "measures": _("Massnahmen"),
        "funding_areas": _("Förderbereiche"),
        "decisions": _("Entscheide"),
        "glossary": _("Glossar"),
        "contact": _("Kontakt"),
    }
    labels = {label.url: label for label in first}
    labels |= {url: Label.interface(text, url) for name, text in names.items() if (url := reverse(name)) not in labels}
    return {"home": reverse("home"), "ways_on": labels.values()}
