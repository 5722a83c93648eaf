"""How the office edits the programmes, one module for each noun. The order is that of the admin's start page."""

# isort: off
from .programme import ProgrammeAdmin
from .funding_area import FundingAreaAdmin
from .measure import MeasureAdmin, PartnerOrganisationAdmin
from .evaluation import EvaluationAdmin
from .decision import DecisionAdmin
from .figure import KeyFigureAdmin
from .document import DocumentAdmin
from editorial.file_admin import StoredFileAdmin
from .glossary import GlossaryTermAdmin
from .organisation import OrganisationalUnitAdmin

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
    "StoredFileAdmin",
]
