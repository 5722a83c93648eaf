"""Measures and the partner organisations that carry them out: lists linked both ways."""

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from editorial.pages import Label, Page, last_change
from principles.views import IntroducedView

from .. import structured_data
from ..models import Evaluation, FundingArea, KeyFigure, Measure, PartnerOrganisation, Programme


class Measures(IntroducedView):
    template_name = "programmes/measures.html"
    introduction = "measures"

    def get_rows(self):
        return {"measures": list(Measure.objects.in_order().prefetch_related("providers", "areas"))}


class Partners(IntroducedView):
    template_name = "programmes/partners.html"
    introduction = "partners"

    def get_rows(self):
        return {"partners": list(PartnerOrganisation.objects.in_order().prefetch_related("measures", "areas"))}


def shared_relations() -> list:
    """What the page of a measure and that of a partner both show, one query each."""
    return [
        Prefetch("programmes", Programme.objects.in_order()),
        Prefetch("areas", FundingArea.objects.in_order()),
        Prefetch("evaluations", Evaluation.objects.in_order().select_related("programme")),
        Prefetch("figures", KeyFigure.objects.in_order().select_related("source")),
        "citations__document",
    ]


class MeasureDetail(DetailView):
    template_name = "programmes/measure.html"
    context_object_name = "measure"

    def get_queryset(self):
        return Measure.objects.prefetch_related("providers", *shared_relations())

    def get_context_data(self, **kwargs):
        measure = self.object
        page = Page.about(
            measure,
            "name",
            last_change(measure, measure.figures.all()),
            section="measures",
            trail=[Label.interface(_("Massnahmen"), reverse("measures"))],
            structured_data=structured_data.measure(measure),
        )
        return super().get_context_data(page=page, **kwargs)


class PartnerDetail(DetailView):
    template_name = "programmes/partner.html"
    context_object_name = "partner"

    def get_queryset(self):
        return PartnerOrganisation.objects.prefetch_related(
            Prefetch("measures", Measure.objects.in_order()), *shared_relations()
        )

    def get_context_data(self, **kwargs):
        partner = self.object
        page = Page.about(
            partner,
            "name",
            last_change(partner, partner.figures.all()),
            section="partners",
            trail=[Label.interface(_("Partner"), reverse("partners"))],
            structured_data=structured_data.partner(partner),
        )
        return super().get_context_data(page=page, **kwargs)
