"""The addresses of states: one state, the TimeGate and the TimeMap of a page (RFC 7089)."""

import datetime
import re

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.http import parse_http_date
from django.utils.translation import gettext as _

from core.pages.explained_error import ExplainedError
from core.pages.metadata import Label
from core.templatetags.figures import day as in_words
from editorial.mementos.rendering import RehearsalsBusyError, body_of
from editorial.mementos.timeline import State, Timeline, timeline_at

#: Longer, a block would not reach the copies of readers and proxies, and a page would outlive its style sheet.
FOR_A_DAY = "public, max-age=86400, s-maxage=600, immutable"
LINK_FORMAT = "application/link-format"
#: The prefix of a language, and the rest of the path of a page of a row; nginx has the same (deploy/nginx/site.conf). Further parts of
#: lists, histories, comparisons, pages for print, feeds and places on lists have no states.
PAGE = (
    r"((?:/(?:fr|it|en))?)"
    r"(/(?:(?!(?:druck|vergleich)/)[^/]+/)?|/(?!(?:fr|it|en|dokumente|evaluationen|glossar|haeufige-fragen|k)/)[^/]+/(?!(?:druck|feed)/)[^/]+/)"
)


class NoStateError(ExplainedError):
    """No state can be shown."""


def state(request: HttpRequest, name: str, address: str) -> HttpResponse:
    """A state at its own name; any other day redirects to what was valid then."""
    timeline = timeline_or_404(address)
    found = timeline.named(name) or timeline.on(asked_day(timeline, name, address))
    if found is None or not found.is_shown:
        raise refusal(timeline, found, address)
    if found.name != name:
        return HttpResponseRedirect(found.path(address))
    try:
        body = body_of(timeline, found, request.path, today_of(timeline, address))
    except RehearsalsBusyError as error:
        advice = _("Versuchen Sie es in einigen Sekunden noch einmal. Alle anderen Seiten gehen wie immer.")
        raise NoStateError(
            429, _("Gerade lesen sehr viele frühere Fassungen"), advice, ways_on(timeline, address)
        ) from error
    response = HttpResponse(body)
    response.headers["Memento-Datetime"] = found.http_date
    response.headers["Link"] = ", ".join([*links_of(timeline, address), *neighbours(timeline, found, address)])
    if found.until:  # the present wording gets an end one day
        response.headers["Cache-Control"] = FOR_A_DAY
    return response


def time_gate(request: HttpRequest, address: str) -> HttpResponse:
    """Leads to the state at the time of the header Accept-Datetime; without it, to the newest one."""
    timeline = timeline_or_404(address)
    found = timeline.closest(asked_moment(request))
    if found is None:
        raise refusal(timeline, next(reversed(timeline.states), None), address)
    link = ", ".join([*links_of(timeline, address), memento_link(found, address, "memento")])
    headers = {"Vary": "accept-datetime", "Link": link, "Cache-Control": "no-store"}  # caches here know the path alone
    return HttpResponseRedirect(found.path(address), headers=headers)


def time_map(request: HttpRequest, address: str) -> HttpResponse:
    timeline = timeline_or_404(address)
    mementos = [memento_link(each, address, relation(timeline, each)) for each in timeline.shown]
    body = ",\n".join([*links_of(timeline, address, itself="self"), *mementos])
    return HttpResponse(f"{body}\n", content_type=LINK_FORMAT)


def timeline_or_404(address: str) -> Timeline:
    timeline = timeline_at(address)
    if timeline is None or not timeline.states:
        raise Http404
    return timeline


def asked_day(timeline: Timeline, name: str, address: str) -> datetime.date:
    """Raises NoStateError for what is no day, and for a day that has not come."""
    try:
        day = datetime.date.fromisoformat(name)
    except ValueError as error:
        advice = _("Schreiben Sie ein Datum so: 2026-11-29.")
        raise NoStateError(404, _("Diesen Tag gibt es nicht"), advice, ways_on(timeline, address)) from error
    if day > timezone.localdate():
        advice = _("Was an diesem Tag gelten wird, wissen wir noch nicht.")
        raise NoStateError(404, _("Dieser Tag ist noch nicht da"), advice, ways_on(timeline, address))
    return day


def asked_moment(request: HttpRequest) -> datetime.datetime | None:
    if not (asked := request.headers.get("Accept-Datetime")):
        return None
    try:
        return datetime.datetime.fromtimestamp(parse_http_date(asked), datetime.UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadRequest("Accept-Datetime is no date.") from error


def refusal(timeline: Timeline, found: State | None, address: str) -> NoStateError:
    links = ways_on(timeline, address, found.since if found else timeline.states[0].since)
    if found is None:
        advice = _("Die erste Fassung, die wir haben, ist vom %(day)s.") % {"day": in_words(timeline.states[0].day)}
        return NoStateError(404, _("So früh gibt es von dieser Seite nichts"), advice, links)
    if found.is_removal:
        advice = _("Sie wurde am %(day)s gelöscht.") % {"day": in_words(found.day)}
        return NoStateError(410, _("Diese Seite gab es an diesem Tag nicht"), advice, links)
    advice = _("Grund: %(reason)s") % {"reason": found.reason}
    return NoStateError(410, _("Diese Fassung ist gesperrt"), advice, links)


def ways_on(timeline: Timeline, address: str, moment: datetime.datetime | None = None) -> list[Label]:
    """Today's page, and the state that was valid at a moment or before, by default the newest."""
    links = [Label.interface(_("Zur heutigen Seite"), path)] if (path := today_of(timeline, address)) else []
    near = timeline.closest(moment)
    words = _("Fassung vom %(day)s") % {"day": in_words(near.day)} if near else ""
    return [*links, Label.interface(words, near.path(address))] if near else links


def today_of(timeline: Timeline, address: str) -> str:
    """The address of the page today; empty if there is none."""
    page = timeline.admin.model.objects.filter(key=timeline.key).first()
    return (page and timeline.admin.get_view_on_site_url(page)) or ""


# -- links, as RFC 7089 and RFC 6690 write them


def discovery(path: str, code: int = 200) -> str:
    """The header Link of an answer, as nginx makes it too; empty where there is no TimeGate."""
    if code not in (200, 410) or not (found := re.fullmatch(PAGE, path)):
        return ""
    gate, listing = (iri_to_uri(f"{found[1]}/{name}{found[2]}") for name in ("fassung", "fassungen"))
    return f'<{gate}>; rel="timegate", <{listing}>; rel="timemap"; type="{LINK_FORMAT}"'


def link(path: str, relation: str, **further: str) -> str:
    attributes = "".join(f'; {name}="{value}"' for name, value in further.items())
    return f'<{settings.SITE_URL}{path}>; rel="{relation}"{attributes}'


def links_of(timeline: Timeline, address: str, itself: str = "timemap") -> list[str]:
    ends = {"from": timeline.shown[0].http_date, "until": timeline.shown[-1].http_date} if timeline.shown else {}
    return [
        link(reverse("home") + address, "original"),
        link(reverse("time_gate", args=[address]), "timegate"),
        link(reverse("time_map", args=[address]), itself, type=LINK_FORMAT, **ends),
    ]


def neighbours(timeline: Timeline, found: State, address: str) -> list[str]:
    """The state itself, the one before and the one after it."""
    place = timeline.shown.index(found)
    near = timeline.shown[max(0, place - 1) : place + 2]
    return [
        memento_link(
            each,
            address,
            "memento" if each is found else "prev memento" if each.since <= found.since else "next memento",
        )
        for each in near
    ]


def relation(timeline: Timeline, found: State) -> str:
    ends = [name for name, each in (("first", timeline.shown[0]), ("last", timeline.shown[-1])) if each is found]
    return " ".join([*ends, "memento"])


def memento_link(found: State, address: str, relation: str) -> str:
    return link(found.path(address), relation, datetime=found.http_date)
