"""Two phases beside each other, and the choice of two."""

from operator import attrgetter

from django.db.models import Prefetch
from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.pages.metadata import Label, Page, last_change
from core.pages.pagination import prefetch_some_names
from redirects.resolver import page_with_slug

from ..comparisons import (
    CHOICE,
    CHOICE_DESCRIPTION,
    DESCRIPTION,
    NAME,
    languages_of_all,
    newest_pairs,
    of_both,
    pair_address,
)
from ..models import Citation, Decision, Evaluation, KeyFigure, Measure, PartnerOrganisation, Programme, ProgrammeArea
from .programme import in_time


class Comparisons(TemplateView):
    template_name = "programmes/comparisons.html"

    def get_context_data(self, **kwargs):
        pairs = newest_pairs()
        if not pairs:
            raise Http404
        page = Page(
            title=Label.interface(_(CHOICE)),
            description=Label.interface(_(CHOICE_DESCRIPTION)),
            changed_at=last_change(*pairs),
            languages=languages_of_all(each for pair in pairs for each in pair),
            section="home",
        )
        return super().get_context_data(page=page, pairs=pairs, **kwargs)


class ComparisonDetail(TemplateView):
    template_name = "programmes/comparison.html"

    def get(self, request, *args, earlier: str, later: str, **kwargs):
        self.programmes = list(with_everything(Programme.objects.filter(slug__in=[earlier, later])))
        if [each.slug for each in self.programmes] == [earlier, later]:
            return super().get(request, *args, **kwargs)
        pair = sorted({programme_of(earlier), programme_of(later)}, key=in_time)
        if len(pair) < 2:
            raise Http404
        return HttpResponsePermanentRedirect(pair_address(*pair))

    def get_context_data(self, **kwargs):
        programmes = self.programmes
        page = Page(
            title=of_both(NAME, programmes),
            description=of_both(DESCRIPTION, programmes),
            changed_at=last_change(programmes, *(programme.decisions.all() for programme in programmes)),
            languages=languages_of_all(programmes),
            section="home",
            trail=[Label.interface(_("Phasen vergleichen"), reverse("comparisons"))],
        )
        return super().get_context_data(
            page=page,
            programmes=programmes,
            areas=beside_each_other(programmes),
            sources=sources(programmes),
            has=shared_criteria(programmes),
            **kwargs,
        )


def programme_of(slug: str) -> Programme:
    found = page_with_slug(Programme, slug)
    if not isinstance(found, Programme):
        raise Http404
    return found


def with_everything(programmes):
    return programmes.in_order().prefetch_related(
        Prefetch("areas", ProgrammeArea.objects.in_order().select_related("area", "pillar")),
        Prefetch("figures", KeyFigure.objects.in_order().select_related("source")),
        Prefetch("decisions", Decision.objects.with_sums().in_order()),
        Prefetch("citations", Citation.objects.in_order().select_related("document")),
        prefetch_some_names("measures", Measure.objects.in_order()),
        prefetch_some_names("partners", PartnerOrganisation.objects.in_order()),
        prefetch_some_names("evaluations", Evaluation.objects.in_order()),
    )


def beside_each_other(programmes: list[Programme]) -> list[list[ProgrammeArea | None]]:
    """For each funding area its form in one phase and in the other, in the order of the areas; None where it has none."""
    forms = [{row.area: row for row in programme.areas.all()} for programme in programmes]
    areas = sorted({area for each in forms for area in each}, key=lambda area: (area.position, area.slug))
    return [[each.get(area) for each in forms] for area in areas]


def sources(programmes: list[Programme]) -> list[Citation]:
    """Of both, each document once."""
    cited = {each.document_id: each for programme in programmes for each in programme.citations.all()}
    return list(cited.values())


#: Criteria that only some phases have, and the relation or field that tells.
CRITERIA = {
    "aims": "aims",
    "figures": "figures.all",
    "decisions": "decisions.all",
    "measures": "some_measures",
    "partners": "some_partners",
    "evaluations": "some_evaluations",
}


def shared_criteria(programmes: list[Programme]) -> dict[str, bool]:
    """What at least one of them has: there is no row where both have nothing."""
    return {name: any(has(programme, where) for programme in programmes) for name, where in CRITERIA.items()}


def has(programme: Programme, where: str) -> bool:
    found = attrgetter(where)(programme)
    return bool(found() if callable(found) else found)
