"""Funding areas: the matrix of areas and phases, and one area through the phases."""

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from editorial.pages import Label, Page, last_change
from principles.views import IntroducedView

from ..models import FundingArea, Measure, PartnerOrganisation, Programme, ProgrammeArea


class FundingAreas(IntroducedView):
    template_name = "programmes/funding_areas.html"
    introduction = "funding_areas"

    def get_rows(self):
        in_programmes = Prefetch("in_programmes", ProgrammeArea.objects.all())
        return {
            "areas": list(FundingArea.objects.in_order().prefetch_related(in_programmes)),
            "programmes": list(Programme.objects.in_order().prefetch_related("areas")),
        }

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"matrix": matrix(context["areas"], context["programmes"])}

    def structured_data(self, rows):
        return {"mentions": [{"@type": "DefinedTerm", "name": area.name} for area in rows["areas"]]}


def matrix(areas: list[FundingArea], programmes: list[Programme]) -> list[tuple]:
    """For each area one cell for each phase: the phase and the area as this phase has it, or None."""
    rows = []
    for area in areas:
        by_programme = {row.programme_id: row for row in area.in_programmes.all()}
        rows.append((area, [(programme, by_programme.get(programme.pk)) for programme in programmes]))
    return rows


class FundingAreaDetail(DetailView):
    template_name = "programmes/funding_area.html"
    context_object_name = "area"

    def get_queryset(self):
        return FundingArea.objects.prefetch_related(
            Prefetch("in_programmes", ProgrammeArea.objects.in_order().select_related("programme", "pillar")),
            Prefetch("measures", Measure.objects.in_order()),
            Prefetch("partners", PartnerOrganisation.objects.in_order()),
            "related",
            "citations__document",
        )

    def get_context_data(self, **kwargs):
        area = self.object
        page = Page.about(
            area,
            "name",
            last_change(area, area.in_programmes.all()),
            section="funding_areas",
            trail=[Label.interface(_("Förderbereiche"), reverse("funding_areas"))],
            structured_data={"@type": "WebPage", "about": {"@type": "DefinedTerm", "name": area.name}},
        )
        return super().get_context_data(page=page, **kwargs)
