"""Admin of the programmes, one module for each model group. The import order is that of the admin's start page."""

# isort: off
from .programme import ProgrammeAdmin
from .funding_area import FundingAreaAdmin
from .measure import MeasureAdmin, PartnerOrganisationAdmin
from .evaluation import EvaluationAdmin
from .decision import DecisionAdmin
from .figure import KeyFigureAdmin
from .document import DocumentAdmin
from .glossary import GlossaryTermAdmin
from .organisation import OrganisationalUnitAdmin
from .task import TaskAdmin

from principles.admin import LegalBasisAdmin, PrincipleAdmin
from pages.admin import StandingPageAdmin
from .rows import Sources
# isort: on

#: Policy and standing pages cite documents too, but their apps do not import documents.
for page_admin in (PrincipleAdmin, LegalBasisAdmin, StandingPageAdmin):
    page_admin.inlines = (*page_admin.inlines, Sources)

__all__ = [
    "DecisionAdmin",
    "DocumentAdmin",
    "EvaluationAdmin",
    "FundingAreaAdmin",
    "GlossaryTermAdmin",
    "KeyFigureAdmin",
    "MeasureAdmin",
    "OrganisationalUnitAdmin",
    "PartnerOrganisationAdmin",
    "ProgrammeAdmin",
    "TaskAdmin",
]
