"""Decisions in chronological order, and a decision with votes and related decisions."""

from itertools import groupby

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from core.pages.metadata import Label, Page, last_change
from pages.lists import IntroducedList
from programmes.open_data import structured_data

from ..models import Decision, KeyFigure


class Decisions(IntroducedList):
    template_name = "programmes/decisions.html"
    introduction = listed = "decisions"
    model = Decision
    per_page = 40

    def in_order(self):
        return Decision.objects.with_sums().in_order()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        by_year = groupby(context["decisions"], key=lambda decision: decision.date.year)
        return context | {"years": [(year, list(decisions)) for year, decisions in by_year]}


class DecisionDetail(DetailView):
    template_name = "programmes/decision.html"
    context_object_name = "decision"

    def get_queryset(self):
        return Decision.objects.select_related("programme", "follows__follows__follows").prefetch_related(
            Prefetch("figures", KeyFigure.objects.in_order().select_related("source")),
            "followed_by__followed_by__followed_by",
            "citations__document",
        )

    def get_context_data(self, **kwargs):
        decision = self.object
        page = Page.about(
            decision,
            "title",
            last_change(decision, decision.figures.all()),
            section="decisions",
            trail=[Label.interface(_("Entscheide"), reverse("decisions"))],
            structured_data=structured_data.decision(decision),
        )
        return super().get_context_data(page=page, chain=chain(decision), **kwargs)


def chain(decision: Decision) -> list[Decision]:
    """The decisions before and after this one in its chain, the earliest first; up to three steps each way."""
    before: list[Decision] = []
    earlier = decision.follows
    while earlier and len(before) < 3:
        before.insert(0, earlier)
        earlier = earlier.follows
    return [*before, decision, *later(decision, 3)]


def later(decision: Decision, steps: int) -> list[Decision]:
    if not steps:
        return []
    found: list[Decision] = []
    for following in decision.followed_by.all():
        found += [following, *later(following, steps - 1)]
    return sorted(found, key=lambda each: (each.date, each.position))
