"""What is answered to a request that fails, by the kind of failure."""

import sys

from django.conf import settings
from django.contrib import admin
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import DatabaseError
from django.http import HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from core.database.faults import causes, is_crowded, is_full, is_lost, is_out_of_time, is_read_only
from core.edition_clock import clock
from core.pages.explained_error import ExplainedError
from core.pages.metadata import Label
from delivery.cached_page import SHARED_CACHING
from delivery.error_page import error_page
from files.uploads import TOO_LARGE
from programmes.context_processors import FURTHER_PAGES, MENU
from redirects import legacy, misspelt
from redirects.resolver import Http410

#: Django's reasons for a form that another site sent: it may not be the user who wrote it.
CROSS_ORIGIN_REASONS = ("Origin checking failed", "Referer checking failed")
#: Not translated: only the office has forms to send, and its language is German.
FORM_OF_FORMER_SESSION = (
    "Seit Sie diese Seite geöffnet haben, hat sich in diesem Browser jemand anderes angemeldet oder das Passwort geändert. Es ist nichts "
    "gespeichert worden. Gehen Sie einen Schritt zurück, kopieren Sie, was Sie geschrieben haben, und öffnen Sie die Seite neu."
)
TOO_LONG_FORM = "Es ist nichts gespeichert worden. Gehen Sie einen Schritt zurück, kürzen Sie den Text, und senden Sie das Formular noch einmal."
STALE_LOGIN = (
    "Öffnen Sie die Anmeldung neu. Kommt diese Meldung wieder, nimmt Ihr Browser von dieser Website keine Cookies an: "
    "Ohne sie ist keine Anmeldung möglich."
)
ENDED_MEANWHILE = (
    "Ihre Sitzung wurde eben beendet, zum Beispiel in einem anderen Fenster. Melden Sie sich wieder an, und sehen Sie nach, ob gespeichert ist, "
    "was Sie zuletzt gesendet haben."
)


def bad_request(request, exception=None):
    """Also for a session that could not be written: Django takes it for deleted, whatever the database said."""
    fault = next((each for each in causes(exception) if isinstance(each, DatabaseError)), None)
    if isinstance(exception, SessionInterrupted) and (answer := database_answer(request, fault)):
        return answer
    if isinstance(exception, SessionInterrupted):
        return to_login(request, "Ihre Sitzung ist beendet", ENDED_MEANWHILE)
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return error_page(request, 413, "Das ist zu viel auf einmal", TOO_LONG_FORM)
    return error_page(
        request,
        400,
        _("Diese Adresse können wir nicht lesen"),
        _("Prüfen Sie die Adresse, oder beginnen Sie auf der Startseite."),
    )


def permission_denied(request, exception=None):
    return error_page(request, 403, _("Das ist nicht erlaubt"), _("Für diese Seite fehlt Ihnen die Berechtigung."))


def csrf_failure(request, reason=""):
    if reason.startswith(CROSS_ORIGIN_REASONS) or not request.path_info.startswith(reverse("admin:index")):
        return cross_origin_form(request)
    if request.path_info.startswith(reverse("admin:login")):
        is_in = admin.site.has_permission(request)
        stale = to_login(request, "Diese Anmeldeseite gilt nicht mehr", STALE_LOGIN)
        return HttpResponseRedirect(reverse("admin:index")) if is_in else stale
    return error_page(request, 403, "Dieses Formular gilt nicht mehr", FORM_OF_FORMER_SESSION)


def to_login(request, title: str, advice: str):
    return error_page(request, 403, title, advice, [Label.interface("Zur Anmeldung", reverse("admin:login"))])


def cross_origin_form(request):
    return error_page(
        request,
        403,
        _("Das ist nicht erlaubt"),
        _("Laden Sie die Seite mit dem Formular neu, und senden Sie es noch einmal ab."),
    )


def not_found(request, exception=None):
    if isinstance(exception, Http410):
        return gone(request, exception)
    if isinstance(exception, ExplainedError):
        headers = {"Retry-After": "5"} if exception.status == 429 else {}
        return error_page(request, exception.status, exception.title, exception.advice, exception.links, headers)
    if target := misspelt.corrected_path(request.path_info):  # a page of today comes before one of the former site
        asked = request.META.get("QUERY_STRING", "")
        return permanent_redirect(f"{target}?{asked}" if asked else target)
    if target := legacy.legacy_target(request.path_info):
        return permanent_redirect(target)
    return error_page(
        request,
        404,
        _("Diese Seite gibt es nicht"),
        _("Vielleicht ist die Adresse falsch geschrieben, oder die Seite wurde verschoben."),
    )


def permanent_redirect(target: str) -> HttpResponse:
    response = HttpResponsePermanentRedirect(target)
    patch_cache_control(response, **SHARED_CACHING)
    return response


def gone(request, exception: Http410):
    """410 for a deleted page, with a link to its replacement, or else to the list that it stood on."""
    title = _("Diese Seite gibt es nicht mehr")
    if replacement := exception.replacement():
        return error_page(request, 410, title, _("An ihrer Stelle gibt es diese Seite:"), [replacement])
    names = MENU | FURTHER_PAGES | {"news": _("Aktuelles"), "questions": _("Häufige Fragen")}
    label = Label.interface(names[exception.list_name], reverse(exception.list_name))
    return error_page(request, 410, title, _("Vielleicht finden Sie in dieser Liste, was Sie suchen:"), [label])


def method_not_allowed(request, refusal):
    return error_page(
        request,
        405,
        _("Das geht hier nicht"),
        _("Diese Seite lässt sich nur lesen. Öffnen Sie sie über ihre Adresse."),
        headers={"Allow": refusal["Allow"]},
    )


def database_answer(request, error) -> HttpResponse | None:
    """What to say of a database that cannot do it now; None for any other error."""
    if is_full(error):
        return disk_full(request)
    if is_read_only(error):
        clock.is_read_only = True  # until the next look
        return read_only(request)
    if is_out_of_time(error):
        return unavailable(request)
    if is_lost(error):
        if not is_crowded(error):
            clock.report_loss(error)
        return unavailable(request)
    return None


def server_error(request):
    return database_answer(request, sys.exc_info()[1]) or error_page(
        request,
        500,
        _("Diese Seite ist im Moment nicht erreichbar"),
        _("Bitte versuchen Sie es in einigen Minuten noch einmal."),
    )


def unavailable(request):
    """503 with Retry-After, for requests that need the database while it does not answer."""
    return error_page(
        request,
        503,
        _("Das geht im Moment nicht"),
        _("Die Datenbank antwortet nicht. Versuchen Sie es in einigen Minuten noch einmal."),
        headers={"Retry-After": "30"},
    )


def too_many_searches(request):
    return error_page(
        request,
        429,
        _("Gerade suchen sehr viele"),
        _("Versuchen Sie es in einigen Sekunden noch einmal. Alle anderen Seiten gehen wie immer."),
        headers={"Retry-After": "5"},
    )


def read_only(request):
    """Nothing can be written, to log in neither; what is there can be read."""
    return error_page(
        request,
        503,
        "Die Redaktion ist im Moment geschlossen",
        "Die Datenbank lässt sich nur lesen; es ist nichts geändert worden. Alle Seiten bleiben sichtbar. Versuchen Sie es in einigen "
        "Minuten noch einmal.",
        headers={"Retry-After": "30"},
    )


def slow_sender(request):
    """408: the body did not arrive completely, or not in time. In German, as only the office has forms to send."""
    return error_page(
        request,
        408,
        "Das Senden hat zu lange gedauert",
        "Es ist nichts gespeichert worden. Prüfen Sie die Verbindung, gehen Sie einen Schritt zurück, und senden Sie das Formular noch "
        "einmal.",
    )


def too_large(request, size: int):
    """413: larger than any form with a file."""
    sizes = {"size": size // 1_000_000, "most": settings.UPLOAD_MB}
    return error_page(
        request, 413, "Das ist zu gross", f"{TOO_LARGE.format(**sizes)} Es ist nichts gespeichert worden."
    )


def too_many_forms(request):
    """503: all threads for form submissions are in use. Its body was not read."""
    request.POST = QueryDict()
    return error_page(
        request,
        503,
        "Gerade besetzt",
        "Es werden schon mehrere Formulare gesendet. Gehen Sie einen Schritt zurück, und senden Sie Ihres noch einmal.",
        headers={"Retry-After": "5"},
    )


def disk_full(request):
    """507: the disk is full or read-only. Nothing was written; the text is still in the form in the browser."""
    return error_page(
        request,
        507,
        "Das liess sich nicht speichern",
        "Der Speicher des Servers ist voll oder lässt sich nur lesen; es ist nichts geändert worden. Gehen Sie im Browser einen Schritt zurück: Ihr "
        "Text steht noch im Formular. Sichern Sie ihn, und melden Sie die Störung.",
    )
