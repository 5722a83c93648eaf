"""Funding areas: the matrix of areas and phases, and one area through the phases."""

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from core.pages.metadata import Label, Page, last_change
from core.pages.pagination import MAX_ROWS, fetch_some
from pages.lists import IntroducedList

from ..models import FundingArea, Programme, ProgrammeArea
from .programme import NEWEST_PHASES


class FundingAreas(IntroducedList):
    template_name = "programmes/funding_areas.html"
    introduction = "funding_areas"
    listed = "areas"
    model = FundingArea
    per_page = 40

    def fetch(self, rows):
        in_phases = ProgrammeArea.objects.filter(programme__in=self.phases)
        return list(rows.prefetch_related(Prefetch("in_programmes", in_phases)))

    @cached_property
    def newest(self) -> list[Programme]:
        """The newest first; one more than the matrix shows, to know whether there are others."""
        return list(Programme.objects.in_order().reverse()[: NEWEST_PHASES + 1])

    @property
    def phases(self) -> list[Programme]:
        return self.newest[NEWEST_PHASES - 1 :: -1]

    def beside(self, number):
        return {"programmes": self.phases}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "matrix": matrix(context["areas"], context["programmes"]),
            "has_earlier_phases": len(self.newest) > NEWEST_PHASES,
        }

    def structured_data(self, rows):
        return {"mentions": [{"@type": "DefinedTerm", "name": area.name} for area in rows["areas"]]}


def matrix(areas: list[FundingArea], programmes: list[Programme]) -> list[tuple]:
    """For each area a row with one cell for each phase: the phase, and its form of the area or None."""
    rows = []
    for area in areas:
        by_programme = {row.programme_id: row for row in area.in_programmes.all()}
        rows.append((area, [(programme, by_programme.get(programme.pk)) for programme in programmes]))
    return rows


class FundingAreaDetail(DetailView):
    template_name = "programmes/funding_area.html"
    context_object_name = "area"

    def get_queryset(self):
        return FundingArea.objects.prefetch_related("citations__document")

    def get_context_data(self, **kwargs):
        area = self.object
        in_programmes = area.in_programmes.order_by("-programme__first_year", "-programme_id", "-position", "-pk")
        fetch_some(
            area,
            in_programmes=in_programmes.select_related("programme", "pillar"),
            measures=area.measures.in_order(),
            partners=area.partners.in_order(),
            related=area.related.in_order(),
        )
        page = Page.about(
            area,
            "name",
            last_change(area, area.some_in_programmes),
            section="funding_areas",
            trail=[Label.interface(_("Förderbereiche"), reverse("funding_areas"))],
            structured_data={"@type": "WebPage", "about": {"@type": "DefinedTerm", "name": area.name}},
        )
        return super().get_context_data(page=page, in_programmes=area.some_in_programmes[:MAX_ROWS][::-1], **kwargs)
