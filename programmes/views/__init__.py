"""Pages of the programmes, one module for each part of the site."""

from .. import long_lists
from .comparison import ComparisonDetail, Comparisons
from .decisions import DecisionDetail, Decisions
from .funding_areas import FundingAreaDetail, FundingAreas
from .open_data import OpenData
from .programme import Home, ProgrammeDetail
from .reference import Documents, Evaluations, Glossary
from .whole import WholePhase, WholeProgramme
from .work import MeasureDetail, Measures, PartnerDetail, Partners

__all__ = [
    "ComparisonDetail",
    "Comparisons",
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
    "OpenData",
    "PartnerDetail",
    "Partners",
    "ProgrammeDetail",
    "WholePhase",
    "WholeProgramme",
]

long_lists.lists.update({view.introduction: view for view in (Documents, Evaluations, Glossary)})
