"""The home page and the page of a phase."""

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.views.generic import TemplateView

from editorial.pages import Page, last_change
from principles.views import IntroducedView

from .. import structured_data
from ..models import (
    Citation,
    Decision,
    Evaluation,
    GlossaryTerm,
    KeyFigure,
    Programme,
    ProgrammeArea,
)

LATEST = 3  # decisions on the home page

#: Everything that the page of a phase shows, and whose last change is the page's.
RELATIONS = ("pillars", "areas", "measures", "partners", "evaluations", "decisions", "figures", "citations")


class Home(IntroducedView):
    template_name = "programmes/home.html"
    introduction = "home"
    borrowed = ("funding",)
    page_type = "WebPage"

    def get_rows(self):
        granted = Prefetch("decisions", Decision.objects.in_order())
        return {
            "programmes": list(Programme.objects.in_order().prefetch_related(granted)),
            "decisions": list(Decision.objects.latest_votes().select_related("programme")[:LATEST]),
            "terms": list(GlossaryTerm.objects.filter(key__in=["regelstrukturen", "kip-pic"])),
        }

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        terms = {term.key: term for term in context["terms"]}
        running = next((programme for programme in context["programmes"] if programme.is_running), None)
        return context | {
            "running": running,
            "regular_structures": terms.get("regelstrukturen"),
            "national_site": terms.get("kip-pic"),
            "funding": self.texts.get("funding"),
            "sources": [citation for text in self.texts.values() for citation in text.citations.all()],
        }


class ProgrammeDetail(TemplateView):
    template_name = "programmes/programme.html"

    def get_context_data(self, **kwargs):
        programmes = list(Programme.objects.in_order())
        programme, previous, following = neighbours(programmes, kwargs["slug"])
        prefetch_related_objects([programme], *phase_relations())
        parts = [getattr(programme, relation).all() for relation in RELATIONS]
        page = Page.about(
            programme,
            "name",
            last_change(programme, *parts),
            section="home",
            structured_data=structured_data.programme(programme),
        )
        return super().get_context_data(
            page=page, programme=programme, previous=previous, following=following, **sections(programme), **kwargs
        )


def sections(programme: Programme) -> dict:
    """The rows of the page's sections, from what was fetched with the phase."""
    figures, citations = programme.figures.all(), programme.citations.all()
    return {
        "pillars": programme.areas_by_pillar(),
        "areas": programme.areas_under(None),
        "granted": [decision for decision in programme.decisions.all() if decision.amount_chf],
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


def phase_relations() -> list:
    """The relations of a phase, one query each: every row comes with what is shown beside it."""
    beside = {
        "areas": ProgrammeArea.objects.select_related("area"),
        "evaluations": Evaluation.objects.select_related("partner", "measure"),
        "figures": KeyFigure.objects.select_related("source"),
        "citations": Citation.objects.select_related("document"),
    }
    return [Prefetch(name, beside[name]) if name in beside else name for name in RELATIONS]
