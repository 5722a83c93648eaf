"""Two phases beside each other, and the choice of two."""

from collections.abc import Iterable
from itertools import combinations
from operator import attrgetter

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override
from django.views.generic import TemplateView
from modeltranslation.utils import get_language

from core.addresses import cached_reverse
from core.languages import languages_of
from core.pages import Label, Page, last_change
from core.pagination import prefetch_some_names
from redirects.resolver import page_with_slug

from ..models import Citation, Decision, Evaluation, KeyFigure, Measure, PartnerOrganisation, Programme, ProgrammeArea
from .programme import NEWEST_PHASES, in_time

Pair = tuple[Programme, Programme]
TITLE = gettext_noop("%(earlier)s und %(later)s im Vergleich")
DESCRIPTION = gettext_noop(
    "%(earlier)s und %(later)s nebeneinander: Jahre, Ziele, Förderbereiche, Geld, Stimmen und Massnahmen."
)
NO_BREAK_SPACE = "\u00a0"


def newest_pairs() -> list[Pair]:
    """Every pair of the newest phases, each with the earlier one first; further pairs have pages, but nothing leads there."""
    newest = list(Programme.objects.in_order().reverse()[:NEWEST_PHASES])
    return list(combinations(reversed(newest), 2))


def pair_address(earlier: Programme, later: Programme) -> str:
    return cached_reverse("comparison", earlier.slug, later.slug)


def languages_of_all(programmes: Iterable[Programme]) -> list[str]:
    """Languages that all of them are written in."""
    found = [languages_of(programme, "summary") for programme in programmes]
    return [code for code, _name in settings.LANGUAGES if all(code in each for each in found)]


class Comparisons(TemplateView):
    template_name = "programmes/comparisons.html"

    def get_context_data(self, **kwargs):
        pairs = newest_pairs()
        if not pairs:
            raise Http404
        page = Page(
            title=Label.interface(_("Zwei Phasen vergleichen")),
            description=Label.interface(
                _("Was sich von einer Phase zur anderen geändert hat: Ziele, Bereiche, Geld, Stimmen und Massnahmen.")
            ),
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
            title=of_both(TITLE, programmes),
            description=of_both(DESCRIPTION, programmes),
            changed_at=last_change(programmes, *(programme.decisions.all() for programme in programmes)),
            languages=languages_of_all(programmes),
            section="home",
            trail=[Label.interface(_("Zwei Phasen vergleichen"), reverse("comparisons"))],
        )
        return super().get_context_data(
            page=page,
            programmes=programmes,
            areas=beside_each_other(programmes),
            sources=sources(programmes),
            has=shared_criteria(programmes),
            **kwargs,
        )


def of_both(text: str, programmes: list[Programme]) -> Label:
    """A text with both names; in German if one of the names is."""
    found = {Label.of(programme, "name").language for programme in programmes}
    language = get_language() if found == {get_language()} else settings.LANGUAGE_CODE
    with override(language):
        names = [Label.of(programme, "name").text.replace(" ", NO_BREAK_SPACE) for programme in programmes]
        return Label(_(text) % dict(zip(("earlier", "later"), names, strict=True)), language)


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
