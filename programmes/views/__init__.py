"""Pages of the programmes, one module for each part of the site."""

from .decisions import DecisionDetail, Decisions
from .funding_areas import FundingAreaDetail, FundingAreas
from .open_data import OpenData
from .programme import Home, ProgrammeDetail
from .reference import Documents, Evaluations, Glossary
from .whole import WholePhase, WholeProgramme
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
    "LISTS_OF_MARKS",
    "MeasureDetail",
    "Measures",
    "OpenData",
    "PartnerDetail",
    "Partners",
    "ProgrammeDetail",
    "WholePhase",
    "WholeProgramme",
]

#: Lists whose rows have no page: others link to a row's mark on the list. By the names of their addresses.
LISTS_OF_MARKS = {view.introduction: view for view in (Documents, Evaluations, Glossary)}
