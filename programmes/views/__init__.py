"""Pages of the programmes, one module for each part of the site."""

from .decisions import DecisionDetail, Decisions
from .funding_areas import FundingAreaDetail, FundingAreas
from .programme import Home, ProgrammeDetail
from .reference import Documents, Evaluations, Glossary
from .work import MeasureDetail, Measures, PartnerDetail, Partners

__all__ = [
    "DecisionDetail",
    "Decisions",
    "Documents",
    "Evaluations",
    "FundingAreaDetail",
    "FundingAreas",
    "Glossary",
    "Home",
    "MeasureDetail",
    "Measures",
    "PartnerDetail",
    "Partners",
    "ProgrammeDetail",
]
