"""A phase, or the whole programme, on one page: to print, to keep, to read from the first to the last word."""

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from editorial.pages import Label, Page, last_change
from principles.models import StandingPage

from ..models import (
    Citation,
    Decision,
    Document,
    Evaluation,
    FundingArea,
    KeyFigure,
    Measure,
    PartnerOrganisation,
    Pillar,
    Programme,
    ProgrammeArea,
)
from .programme import sections

#: What belongs to a phase alone.
OWN = ("pillars", "areas", "figures", "citations")
MOST = 200  # rows of each kind, and 8 phases: a page that a browser can print
NEWEST_PHASES = 8


class WholeProgramme(TemplateView):
    template_name = "programmes/whole.html"

    def programmes(self) -> list[Programme]:
        newest = Programme.objects.in_order().reverse().prefetch_related(*own_relations())[:NEWEST_PHASES]
        return list(newest)[::-1]

    def of_phases(self, rows: QuerySet, programmes: list[Programme]) -> QuerySet:
        """Decisions and evaluations of the whole programme are also those of no single phase."""
        return rows.filter(Q(programme__in=programmes) | Q(programme=None))

    def get_context_data(self, **kwargs):
        programmes = self.programmes()
        chapters = {
            "areas": FundingArea.objects.filter(in_programmes__programme__in=programmes).distinct(),
            "measures": Measure.objects.filter(programmes__in=programmes).distinct().prefetch_related("providers"),
            "partners": PartnerOrganisation.objects.filter(programmes__in=programmes).distinct(),
            "evaluations": self.of_phases(Evaluation.objects.all(), programmes),
            "decisions": self.of_phases(Decision.objects.all(), programmes),
        }
        chapters = {name: list(with_sources(rows.in_order())[:MOST]) for name, rows in chapters.items()}
        return super().get_context_data(
            page=self.page(programmes, last_change(programmes, *chapters.values())),
            phases=[(programme, sections(**own_rows(programme), decisions=[])) for programme in programmes],
            documents=documents(programmes, *chapters.values()),
            **chapters,
            **kwargs,
        )

    def page(self, programmes: list[Programme], changed_at) -> Page:
        """Search engines find the pages themselves."""
        intro = StandingPage.objects.get(key="home")
        return Page(
            title=Label.interface(_("Das ganze Programm")),
            description=Label.interface(
                _("Alle Phasen, Förderbereiche, Massnahmen, Partner, Evaluationen und Entscheide mit ihren Quellen.")
            ),
            changed_at=max(changed_at, intro.changed_at),
            languages=[get_language()],
            section="home",
            is_unlisted=True,
            canonical=reverse("home"),
        )


class WholePhase(WholeProgramme):
    def programmes(self):
        found = Programme.objects.filter(slug=self.kwargs["slug"]).prefetch_related(*own_relations())
        if not found:
            raise Http404
        return list(found)

    def of_phases(self, rows, programmes):
        return rows.filter(programme__in=programmes)

    def page(self, programmes, changed_at):
        (programme,) = programmes
        page = Page.about(programme, "name", changed_at, section="home", is_unlisted=True)
        page.canonical = programme.get_absolute_url()
        page.trail = [Label.of(programme, "name", programme.get_absolute_url())]
        return page


def own_relations() -> list[Prefetch]:
    beside = {
        "pillars": Pillar.objects.all(),
        "areas": ProgrammeArea.objects.select_related("area"),
        "figures": KeyFigure.objects.select_related("source"),
        "citations": Citation.objects.select_related("document"),
    }
    return [Prefetch(name, beside[name]) for name in OWN]


def own_rows(programme: Programme) -> dict[str, list]:
    return {name: list(getattr(programme, name).all()) for name in OWN}


def with_sources(rows: QuerySet) -> QuerySet:
    relations = [Prefetch("citations", Citation.objects.in_order().select_related("document"))]
    if hasattr(rows.model, "figures"):
        relations.append(Prefetch("figures", KeyFigure.objects.in_order().select_related("source")))
    return rows.prefetch_related(*relations)


def documents(*parts: Iterable) -> list[Document]:
    """What all of it rests on, each once, by publisher and title."""
    rows = [row for part in parts for row in part]
    found = {citation.document for row in rows for citation in row.citations.all()}
    found |= {figure.source for row in rows if hasattr(row, "figures") for figure in row.figures.all()}
    return sorted(found, key=lambda document: (document.publisher, document.title, document.key))
