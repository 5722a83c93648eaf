"""Measures and the partner organisations that carry them out: lists linked both ways."""

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from editorial.pages import Label, Page, last_change
from editorial.paging import some, some_names
from principles.lists import IntroducedList

from .. import structured_data
from ..models import Evaluation, FundingArea, KeyFigure, Measure, PartnerOrganisation, Programme


class Measures(IntroducedList):
    template_name = "programmes/measures.html"
    introduction = listed = "measures"
    per_page = 48

    def in_order(self):
        return Measure.objects.in_order()

    def fetch(self, rows):
        return list(rows.prefetch_related(names_of("providers", PartnerOrganisation), names_of("areas", FundingArea)))


class Partners(IntroducedList):
    template_name = "programmes/partners.html"
    introduction = listed = "partners"
    per_page = 48

    def in_order(self):
        return PartnerOrganisation.objects.in_order()

    def fetch(self, rows):
        return list(rows.prefetch_related(names_of("measures", Measure), names_of("areas", FundingArea)))


def names_of(relation: str, model) -> Prefetch:
    return some_names(relation, model.objects.in_order())


def shared_relations() -> list:
    """What the page of a measure and that of a partner both show, one query each."""
    return [
        some_names("programmes", Programme.objects.in_order().reverse()),
        names_of("areas", FundingArea),
        some("evaluations", Evaluation.objects.in_order().select_related("programme")),
        Prefetch("figures", KeyFigure.objects.in_order().select_related("source")),
        "citations__document",
    ]


class MeasureDetail(DetailView):
    template_name = "programmes/measure.html"
    context_object_name = "measure"

    def get_queryset(self):
        return Measure.objects.prefetch_related(names_of("providers", PartnerOrganisation), *shared_relations())

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
            some("measures", Measure.objects.in_order()), *shared_relations()
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
