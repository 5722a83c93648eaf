"""Pages of the programmes."""

from django.views.generic import TemplateView


class Home(TemplateView):
    template_name = "programmes/home.html"


FundingAreas = FundingAreaDetail = Measures = MeasureDetail = Partners = PartnerDetail = Evaluations = Home
Decisions = DecisionDetail = Documents = Glossary = ProgrammeDetail = Home
