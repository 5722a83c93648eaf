"""A phase, or the whole programme, on one page, to print or save."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Prefetch, Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.models import Entry, EntryQuerySet
from core.pages.metadata import Label, Page, last_change, newest
from core.templatetags.figures import years
from pages.models import StandingPage
from principles.models import LegalBasis, Principle

from ..models import (
    Citation,
    Decision,
    Document,
    Evaluation,
    FundingArea,
    GlossaryTerm,
    KeyFigure,
    Measure,
    PartnerOrganisation,
    Programme,
)
from .comparison import languages_of_all
from .programme import NEWEST_PHASES, OWN, sections

Row = TypeVar("Row", bound=Entry)
MAX_ROWS = 200  # rows of each kind, besides the newest phases, so that browsers can print the page


class WholeProgramme(TemplateView):
    template_name = "programmes/whole.html"

    def programmes(self) -> list[Programme]:
        newest = Programme.objects.in_order().reverse().prefetch_related(*own_relations())[:NEWEST_PHASES]
        return list(newest)[::-1]

    def of_phases(self, rows: EntryQuerySet[Row], programmes: list[Programme]) -> EntryQuerySet[Row]:
        """Decisions and evaluations of the phases, and those of no phase."""
        return rows.filter(Q(programme__in=programmes) | Q(programme=None))

    def in_phases(self, rows: EntryQuerySet[Row], programmes: list[Programme]) -> EntryQuerySet[Row]:
        """The same for measures and partners, which can belong to several phases."""
        return rows.filter(Q(programmes__in=programmes) | Q(programmes=None)).distinct()

    def get_context_data(self, **kwargs):
        programmes = self.programmes()
        rows: dict[str, EntryQuerySet] = {
            "areas": FundingArea.objects.filter(in_programmes__programme__in=programmes).distinct(),
            "measures": self.in_phases(Measure.objects.prefetch_related("providers"), programmes),
            "partners": self.in_phases(PartnerOrganisation.objects.all(), programmes),
            "evaluations": self.of_phases(
                Evaluation.objects.select_related("programme", "partner", "measure"), programmes
            ),
            "decisions": self.of_phases(Decision.objects.select_related("follows"), programmes),
        } | self.around_them()
        chapters = {name: list(with_sources(found.in_order())[:MAX_ROWS]) for name, found in rows.items()}
        return super().get_context_data(
            page=self.page(programmes, last_change(programmes, *chapters.values())),
            phases=[(programme, parts_of(programme, chapters["decisions"])) for programme in programmes],
            documents=documents(programmes, *chapters.values()),
            is_whole=True,  # all sources stand at its end
            **chapters,
            **kwargs,
        )

    def around_them(self) -> dict[str, EntryQuerySet]:
        """Chapters that are the same for all phases."""
        return {
            "policy": Principle.objects.all(),
            "laws": LegalBasis.objects.all(),
            "terms": GlossaryTerm.objects.all(),
        }

    def page(self, programmes: list[Programme], changed_at) -> Page:
        """Unlisted, with the home page as canonical: search engines index the single pages."""
        intro = StandingPage.objects.get(key="home")
        return Page(
            title=Label.interface(_("Das ganze Programm")),
            description=Label.interface(
                _("Alle Phasen, Förderbereiche, Massnahmen, Partner, Evaluationen und Entscheide mit ihren Quellen.")
            ),
            changed_at=newest([changed_at, intro.last_changed()]),
            languages=languages_of_all(programmes),
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

    def in_phases(self, rows, programmes):
        return rows.filter(programmes__in=programmes).distinct()

    def around_them(self):
        return {}

    def page(self, programmes, changed_at):
        (programme,) = programmes
        page = Page.about(programme, "name", changed_at, section="home", is_unlisted=True, years=years(programme))
        page.canonical = programme.get_absolute_url()
        page.trail = [Label.of(programme, "name", programme.get_absolute_url())]
        return page


def own_relations() -> list[Prefetch]:
    return [Prefetch(name, rows()) for name, rows in OWN.items()]


def parts_of(programme: Programme, decisions: list[Decision]) -> dict:
    rows = {name: list(getattr(programme, name).all()) for name in OWN}
    return sections(**rows, decisions=[each for each in decisions if each.programme_id == programme.pk])


def with_sources(rows: EntryQuerySet[Row]) -> EntryQuerySet[Row]:
    relations: list[Prefetch] = [Prefetch("citations", Citation.objects.in_order().select_related("document"))]
    if hasattr(rows.model, "figures"):
        relations.append(Prefetch("figures", KeyFigure.objects.in_order().select_related("source")))
    return rows.prefetch_related(*relations)


def documents(*parts: Iterable) -> list[Document]:
    """All cited documents, without duplicates, by publisher and title."""
    rows = [row for part in parts for row in part]
    found = {citation.document for row in rows for citation in row.citations.all()}
    found |= {figure.source for row in rows if hasattr(row, "figures") for figure in row.figures.all()}
    return sorted(found, key=lambda document: (document.publisher, document.title, document.key))
