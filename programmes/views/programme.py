"""The home page and the page of a phase."""

from django.db.models import Count, Min, Prefetch, prefetch_related_objects
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from editorial.pages import Label, Page, last_change
from editorial.paging import Listing, fetch_some
from principles.lists import IntroducedList

from .. import structured_data
from ..models import (
    Citation,
    Decision,
    GlossaryTerm,
    KeyFigure,
    Programme,
    ProgrammeArea,
)

LATEST = 3  # decisions on the home page
GRANTS = 4  # of the running phase, beside what else it is in figures
NEWEST_PHASES = 8  # in a line of time and in the matrix of areas; those before them follow page by page

#: What belongs to a phase alone, and is shown whole on its page.
OWN = ("pillars", "areas", "figures", "citations")
#: What has a list of its own: the page of a phase shows no more of it than it can carry.
LISTED = ("measures", "partners", "evaluations", "decisions")


class Home(IntroducedList):
    """The newest phases and all that a visitor needs first; the pages after it show the phases before them."""

    introduction = "home"
    listed = "programmes"
    per_page = NEWEST_PHASES
    borrowed = ("funding",)
    page_type = "WebPage"

    def get_template_names(self):
        return ["programmes/earlier_phases.html" if self.part.is_later else "programmes/home.html"]

    @cached_property
    def totals(self) -> dict:
        return Programme.objects.aggregate(count=Count("pk"), first_year=Min("first_year"))

    @cached_property
    def listing(self):
        listing = Listing(self.in_order(), self.per_page, self.introduction)
        listing.count = self.totals["count"]
        return listing

    def in_order(self):
        return Programme.objects.in_order().reverse()

    def fetch(self, rows):
        """As time goes, from left to right."""
        return list(rows)[::-1]

    def beside(self, number):
        if number > 1:
            return {}
        running = list(Programme.objects.current().in_order()[:1])
        for programme in running:
            fetch_some(programme, GRANTS, decisions=programme.decisions.in_order().filter(amount_chf__gt=0))
        return {
            "running": running,
            "decisions": list(Decision.objects.latest_votes()[:LATEST]),
            "terms": list(GlossaryTerm.objects.filter(key__in=["regelstrukturen", "kip-pic"])),
        }

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.part.is_later:
            context["page"].title = Label.interface(_("Frühere Phasen"))
            return context | {"latest_year": max(programme.last_year for programme in context["programmes"])}
        return context | {"totals": self.totals} | self.for_visitors(context)

    def for_visitors(self, context: dict) -> dict:
        terms = {term.key: term for term in context["terms"]}
        return {
            "running": next(iter(context["running"]), None),
            "regular_structures": terms.get("regelstrukturen"),
            "national_site": terms.get("kip-pic"),
            "grants": GRANTS,
            "funding": self.texts.get("funding"),
            "sources": [citation for text in self.texts.values() for citation in text.citations.all()],
        }


class ProgrammeDetail(TemplateView):
    template_name = "programmes/programme.html"

    def get_context_data(self, **kwargs):
        programmes = list(Programme.objects.around(kwargs["slug"]))
        programme, previous, following = neighbours(programmes, kwargs["slug"])
        prefetch_related_objects([programme], *own_relations())
        fetch_some(programme, **{relation: getattr(programme, relation).in_order() for relation in LISTED})
        parts = [getattr(programme, relation).all() for relation in OWN]
        parts += [getattr(programme, f"some_{relation}") for relation in LISTED]
        page = Page.about(
            programme,
            "name",
            last_change(programme, *parts),
            section="home",
            structured_data=structured_data.programme(programme),
        )
        return super().get_context_data(
            page=page,
            programme=programme,
            previous=previous,
            following=following,
            **sections(programme, programme.some_decisions),
            **kwargs,
        )


def sections(programme: Programme, decisions: list[Decision]) -> dict:
    """The rows of the page's sections, from what was fetched with the phase."""
    figures, citations = programme.figures.all(), programme.citations.all()
    return {
        "pillars": programme.areas_by_pillar(),
        "areas": programme.areas_under(None),
        "granted": [decision for decision in decisions if decision.amount_chf],
        "funding": [figure for figure in figures if figure.kind == KeyFigure.Kind.FUNDING],
        "results": [figure for figure in figures if figure.kind != KeyFigure.Kind.FUNDING],
        "papers": [citation for citation in citations if citation.document.is_paper],
        "sources": [citation for citation in citations if not citation.document.is_paper],
    }


def neighbours(programmes: list[Programme], slug: str) -> tuple[Programme, Programme | None, Programme | None]:
    """The phase with this slug, the one before and the one after it."""
    place = next((place for place, programme in enumerate(programmes) if programme.slug == slug), None)
    if place is None:
        raise Http404
    return programmes[place], *(programmes[place - 1 : place] or [None]), *(programmes[place + 1 : place + 2] or [None])


def own_relations() -> list:
    """What belongs to a phase alone, one query each: every row comes with what is shown beside it."""
    beside = {
        "areas": ProgrammeArea.objects.select_related("area"),
        "figures": KeyFigure.objects.select_related("source"),
        "citations": Citation.objects.select_related("document"),
    }
    return [Prefetch(name, beside[name]) if name in beside else name for name in OWN]
