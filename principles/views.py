"""Pages of the integration policy."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from core.pages.metadata import Label, Page, last_change
from pages.introduced import IntroducedView
from redirects.resolver import with_old_slugs

from .models import LegalBasis, Principle


class Policy(IntroducedView):
    template_name = "principles/policy.html"
    introduction = "policy"

    def get_rows(self):
        return {
            "principles": list(Principle.objects.in_order()),
            "legal_bases": with_old_slugs(LegalBasis.objects.in_order().prefetch_related("citations__document")),
        }

    def structured_data(self, rows):
        return {"mentions": [legislation(basis) for basis in rows["legal_bases"]]}


def legislation(basis: LegalBasis) -> dict:
    number = f"{basis.collection} {basis.number}".strip()
    return {"@type": "Legislation", "name": str(basis), "legislationIdentifier": number}


class PrincipleDetail(DetailView):
    template_name = "principles/principle.html"
    context_object_name = "principle"

    def get_queryset(self):
        return Principle.objects.prefetch_related("citations__document")

    def get_context_data(self, **kwargs):
        principle = self.object
        page = Page.about(
            principle,
            "name",
            last_change(principle),
            section="policy",
            trail=[Label.interface(_("Integrationspolitik"), reverse("policy"))],
            structured_data={"@type": "WebPage", "about": {"@type": "DefinedTerm", "name": principle.name}},
        )
        others = Principle.objects.in_order()
        return super().get_context_data(page=page, principles=others, **kwargs)
