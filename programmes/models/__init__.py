"""The facts about the programmes, one module for each noun."""

from .decision import Decision
from .document import Citation, Document
from .evaluation import Evaluation
from .figure import KeyFigure
from .funding_area import FundingArea, Pillar, ProgrammeArea
from .glossary import GlossaryTerm
from .measure import Measure, PartnerOrganisation
from .organisation import OrganisationalUnit
from .programme import Programme
from .task import Task

__all__ = [
    "Citation",
    "Decision",
    "Document",
    "Evaluation",
    "FundingArea",
    "GlossaryTerm",
    "KeyFigure",
    "Measure",
    "OrganisationalUnit",
    "PartnerOrganisation",
    "Pillar",
    "Programme",
    "ProgrammeArea",
    "Task",
]
