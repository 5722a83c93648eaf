"""The home page and the page of a phase."""

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Count, Min
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.models import Entry, EntryQuerySet
from core.pages.metadata import Label, Page, last_change
from core.pages.pagination import MAX_ROWS, Listing
from core.templatetags.figures import years
from pages.lists import IntroducedList
from pages.models import NewsItem
from programmes.open_data import structured_data

from ..comparisons import NEWEST_PHASES
from ..models import Citation, Decision, GlossaryTerm, KeyFigure, Pillar, Programme, ProgrammeArea
from ..models.programme import State
from ..models.task import tasks_in_order

Row = TypeVar("Row", bound=Entry)
LATEST = 3  # decisions and news on the home page
RECENT = 20  # decisions among which those of the home page are
GRANTS = 4  # amounts of the current phase, beside its other figures


def some(rows: EntryQuerySet[Row]) -> EntryQuerySet[Row]:
    """The first rows of what has its own list, and one more, which tells that there are others."""
    return rows.in_order()[: MAX_ROWS + 1]


#: Rows that belong to one phase only, with the relations that are shown with them.
OWN: dict[str, Callable[[], EntryQuerySet]] = {
    "pillars": lambda: Pillar.objects.all(),
    "areas": lambda: ProgrammeArea.objects.select_related("area"),
    "figures": lambda: KeyFigure.objects.select_related("source"),
    "citations": lambda: Citation.objects.select_related("document"),
}


def related_rows(phase: Programme) -> dict[str, list]:
    """Rows of the page of a phase by section, with one query each."""
    return {
        **{name: list(rows().filter(programme=phase)) for name, rows in OWN.items()},
        "measures": list(some(phase.measures.all())),
        "partners": list(some(phase.partners.all())),
        "evaluations": list(some(phase.evaluations.all())),
        "decisions": list(some(phase.decisions.with_sums())),
    }


class Home(IntroducedList):
    """The newest phases and the main content of the site; further pages show earlier phases."""

    introduction = "home"
    listed = "programmes"
    model = Programme
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
        return super().in_order().reverse()

    def fetch(self, rows):
        """In chronological order."""
        return list(rows)[::-1]

    def beside(self, number):
        if number > 1:
            return {}
        return {
            "tasks": tasks_in_order(),
            "decisions": list(Decision.objects.latest_main()[:RECENT]),
            "news": list(NewsItem.objects.listed().in_order()[:LATEST]),
            "national_site": list(GlossaryTerm.objects.filter(key="kip-pic")),
        }

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.part.is_later:
            context["page"].title = Label.interface(_("Frühere Phasen"))
            return context | {"latest_year": max(programme.last_year for programme in context["programmes"])}
        return context | {"totals": self.totals} | self.for_visitors(context)

    def for_visitors(self, context: dict) -> dict:
        phase = in_focus(context["programmes"])
        granting = [decision for decision in context["decisions"] if decision.amount_chf]
        return {
            "phase": phase,
            "grants": [decision for decision in granting if phase and decision.programme_id == phase.pk][:GRANTS],
            "decisions": [decision for decision in context["decisions"] if decision.votes][:LATEST],
            "national_site": next(iter(context["national_site"]), None),
            "funding": self.texts.get("funding"),
            "sources": [citation for text in self.texts.values() for citation in text.citations.all()],
        }


class ProgrammeDetail(TemplateView):
    template_name = "programmes/programme.html"

    def get_context_data(self, **kwargs):
        programme, previous, following = neighbours(kwargs["slug"])
        parts = related_rows(programme)
        page = Page.about(
            programme,
            "name",
            last_change(programme, *parts.values()),
            section="home",
            structured_data=structured_data.programme(programme, parts["decisions"]),
            years=years(programme),
        )
        other = previous or following
        return super().get_context_data(
            page=page,
            programme=programme,
            previous=previous,
            following=following,
            other=other,
            pair=sorted([programme, other], key=in_time) if other else None,
            **sections(**parts),
            **kwargs,
        )


def in_focus(programmes: list[Programme]) -> Programme | None:
    """The running phase of these in time; between two phases the next one, and after the last one that."""
    ahead = [programme for programme in programmes if programme.state() != State.COMPLETED]
    return next(iter([*ahead, *programmes[-1:]]), None)


def in_time(programme: Programme) -> tuple[int, int]:
    return programme.first_year, programme.pk


def sections(pillars, areas, figures, citations, decisions, **others) -> dict:
    """The rows of the page's sections."""
    return others | {
        "pillars": [(pillar, under) for pillar in pillars if (under := areas_under(pillar.pk, areas))],
        "areas": areas_under(None, areas),
        "decisions": decisions,
        "granted": [decision for decision in decisions if decision.amount_chf],
        "funding": [figure for figure in figures if figure.kind == KeyFigure.Kind.FUNDING],
        "results": [figure for figure in figures if figure.kind != KeyFigure.Kind.FUNDING],
        "papers": [citation for citation in citations if citation.document.is_paper],
        "sources": [citation for citation in citations if not citation.document.is_paper],
    }


def areas_under(pillar_id: int | None, areas: list[ProgrammeArea]) -> list[ProgrammeArea]:
    """The areas of one pillar, or those without one."""
    return [row for row in areas if row.pillar_id == pillar_id]


def neighbours(slug: str) -> tuple[Programme, Programme | None, Programme | None]:
    """The phase with this slug, the one before and the one after it."""
    programmes = list(Programme.objects.around(slug))
    place = next((place for place, programme in enumerate(programmes) if programme.slug == slug), None)
    if place is None:
        raise Http404
    before, after = programmes[place - 1 : place], programmes[place + 1 :]
    return programmes[place], next(iter(before), None), next(iter(after), None)
