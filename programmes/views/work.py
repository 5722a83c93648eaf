"""Measures and partner organisations: lists and pages that link to each other."""

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from core.pages.metadata import Label, Page, last_change
from core.pages.pagination import fetch_some, fetch_some_names, prefetch_some_names
from pages.lists import IntroducedList
from programmes.open_data import structured_data

from ..models import FundingArea, KeyFigure, Measure, PartnerOrganisation


class Measures(IntroducedList):
    template_name = "programmes/measures.html"
    introduction = listed = "measures"
    model = Measure
    per_page = 48

    def fetch(self, rows):
        return list(
            rows.prefetch_related(
                prefetched_names("providers", PartnerOrganisation), prefetched_names("areas", FundingArea)
            )
        )


class Partners(IntroducedList):
    template_name = "programmes/partners.html"
    introduction = listed = "partners"
    model = PartnerOrganisation
    per_page = 48

    def fetch(self, rows):
        return list(
            rows.prefetch_related(prefetched_names("measures", Measure), prefetched_names("areas", FundingArea))
        )


def prefetched_names(relation: str, model) -> Prefetch:
    return prefetch_some_names(relation, model.objects.in_order())


def figures_and_sources() -> list:
    """Relations that are shown in full on the pages of measures and partners."""
    return [Prefetch("figures", KeyFigure.objects.in_order().select_related("source")), "citations__document"]


def fetch_shared(row: Measure | PartnerOrganisation):
    """Fetches the related rows with pages of their own for a measure or partner, one query each."""
    fetch_some_names(row, programmes=row.programmes.in_order().reverse(), areas=row.areas.in_order())
    fetch_some(row, evaluations=row.evaluations.in_order().select_related("programme"))


class MeasureDetail(DetailView):
    template_name = "programmes/measure.html"
    context_object_name = "measure"

    def get_queryset(self):
        return Measure.objects.select_related("adviser").prefetch_related(*figures_and_sources())

    def get_context_data(self, **kwargs):
        measure = self.object
        fetch_some_names(measure, providers=measure.providers.in_order())
        fetch_shared(measure)
        page = Page.about(
            measure,
            "name",
            last_change(measure, measure.figures.all()),
            section="measures",
            trail=[Label.interface(_("Massnahmen"), reverse("measures"))],
            structured_data=structured_data.measure(measure),
        )
        adviser = [measure.adviser] if measure.adviser else []
        providers = [each for each in measure.some_providers if each not in adviser]
        named = [
            (label, found) for label, found in ((_("Auskunft"), adviser), (_("Durchgeführt von"), providers)) if found
        ]
        asks_office = not any(each.is_reachable for each in [measure, *adviser, *providers])
        return super().get_context_data(page=page, advisers=named, asks_office=asks_office, **kwargs)


class PartnerDetail(DetailView):
    template_name = "programmes/partner.html"
    context_object_name = "partner"

    def get_queryset(self):
        return PartnerOrganisation.objects.prefetch_related(*figures_and_sources())

    def get_context_data(self, **kwargs):
        partner = self.object
        fetch_some(partner, measures=partner.measures.in_order())
        fetch_shared(partner)
        page = Page.about(
            partner,
            "name",
            last_change(partner, partner.figures.all()),
            section="partners",
            trail=[Label.interface(_("Partner"), reverse("partners"))],
            structured_data=structured_data.partner(partner),
        )
        return super().get_context_data(page=page, **kwargs)
