"""Pages of the integration policy, and the standing pages."""

from django.views.generic import TemplateView


class Policy(TemplateView):
    template_name = "principles/policy.html"


PrincipleDetail = StandingPageDetail = Policy
