"""What the office adds by itself: texts, free pages, news, questions and contacts."""

from .contact import Contact
from .free_page import FreePage
from .news import NewsItem
from .question import Question, QuestionGroup
from .standing_page import PLACES_ON_OTHER_PAGES, StandingPage

__all__ = [
    "PLACES_ON_OTHER_PAGES",
    "Contact",
    "FreePage",
    "NewsItem",
    "Question",
    "QuestionGroup",
    "StandingPage",
]
