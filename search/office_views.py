"""The search of the admin, with the engine of the public one."""

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.http import urlencode

from accounts.permissions import ANY_RIGHT, TRANSLATE, WRITE, has_right, require_right
from core.admin_page import admin_page
from search import office, query_weeks
from search.engine import searcher
from search.models import QueryWeek
from search.views import normalized_query

HITS_AT_ONCE = 15
MAX_DRAFTS = 15
MOST_ROWS, FEWEST_ASKED = 20, 3


def search(request: HttpRequest) -> TemplateResponse:
    """Public pages, and drafts before them: what somebody writes now is nearer."""
    require_right(request, *ANY_RIGHT)
    words = normalized_query(request.GET.get("q", ""))
    index = office.public_index.current(office.public_key())
    drafts = office.draft_index.current(office.draft_key())
    hits = office.found(index, words) if words else []
    in_drafts = office.found(drafts, words)[:MAX_DRAFTS] if words else []
    values = {
        "words": words,
        "may_replace": has_right(request, WRITE, TRANSLATE),
        "drafts": in_drafts,
        "part": Paginator(hits, HITS_AT_ONCE).get_page(request.GET.get("seite")),
        "others": urlencode({"q": words}),
        "suggestions": suggestions(index, words) if words and not (hits or in_drafts) else [],
    }
    return admin_page(request, "search.html", "Suche", **values)


def queries(request: HttpRequest) -> TemplateResponse:
    """What was asked by week, as a picture and as tables. `woche` is the Monday of the week whose words are listed."""
    require_right(request, *ANY_RIGHT)
    weeks = query_weeks.recent()
    asked = request.GET.get("woche", "")
    shown = next((each for each in weeks if each.day.isoformat() == asked), weeks[-1])
    rows = QueryWeek.objects.queries().filter(week=shown.day)
    values = {
        "chart": query_weeks.Chart(weeks),
        "shown": shown,
        "in_vain": rows.filter(missed__gt=0).order_by("-missed", "words")[:MOST_ROWS],
        "most": rows.filter(asked__gte=FEWEST_ASKED).order_by("-asked", "words")[:MOST_ROWS],
        "fewest": FEWEST_ASKED,
        "may_write": has_right(request, WRITE),
    }
    return admin_page(request, "queries.html", "Wonach gesucht wird", **values)


def suggestions(index, words: str) -> list[str]:
    return searcher.suggestions(index, searcher.search(index, words)[0])
