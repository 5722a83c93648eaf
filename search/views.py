"""The page of the search: hits for what was asked, or what helps further."""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from editorial.pages import Label, Page
from search.documents import Document
from search.excerpts import Pieces, excerpt, marked
from search.index import Hit, Index
from search.missed import memory
from search.question import MOST_LETTERS, Question
from search.shelf import library

PER_PAGE = 15
MOST_PAGES = 20
FURTHER = 3  # other places on the same page
CONTROLS = dict.fromkeys([*range(32), *range(127, 160), 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF], " ")


@dataclass
class Shown:
    """A hit as the page shows it."""

    hit: Hit
    question: Question

    @property
    def document(self) -> Document:
        return self.hit.document

    @property
    def title(self) -> Pieces:
        return marked(self.document.title.text, self.question)

    @cached_property
    def passage(self):
        """The best one that tells more than a heading; else what stands first at the place; else on the page."""
        told = [each for each in self.document.passages if each.text != each.heading]
        found = [each for each in self.hit.passages if each in told]
        places = [each.address for each in self.hit.passages if each is not self.document.title]
        there = [each for each in told if each.address in places[:1]]
        return next(iter([*found, *there, *told]), None)

    @property
    def excerpt(self) -> Pieces:
        return excerpt(self.passage, self.question)

    @property
    def address(self) -> str:
        """The place that answers, unless the page as a whole does."""
        best = self.hit.passages[0]
        return self.document.address if best is self.document.title else best.address

    @property
    def further(self) -> list[Label]:
        """Other places on the page where asked words stand."""
        places = {each.address: each for each in reversed(self.hit.passages) if each.heading}
        places.pop(self.address, None)
        labels = [Label.interface(each.heading, address) for address, each in reversed(places.items())]
        return labels[:FURTHER]


@dataclass
class Answer:
    question: str
    number: int
    index: Index
    suggestions: list[Label] = field(default_factory=list)

    def __post_init__(self):
        self.asked, self.hits = self.index.ask(self.question)
        if self.question and not self.hits:
            self.suggestions = [asking(text) for text in self.index.suggested(self.asked)]

    @cached_property
    def part(self):
        return Paginator(self.hits[: PER_PAGE * MOST_PAGES], PER_PAGE).get_page(self.number)

    @property
    def shown(self) -> list[Shown]:
        return [Shown(hit, self.asked) for hit in self.part]

    @property
    def previous(self) -> str:
        return asking(self.question, self.part.number - 1).url if self.part.has_previous() else ""

    @property
    def next(self) -> str:
        return asking(self.question, self.part.number + 1).url if self.part.has_next() else ""


def asking(text: str, number: int = 1) -> Label:
    query = {"q": text} | ({"seite": number} if number > 1 else {})
    return Label.interface(text, f"{reverse('search')}?{urlencode(query)}")


def search(request: HttpRequest) -> HttpResponse:
    """Needs no database where there is an index: it outlives it as the stored pages do."""
    shelf, language = library.current(), get_language()
    text = " ".join(request.GET.get("q", "")[:MOST_LETTERS].translate(CONTROLS).split())
    number = request.GET.get("seite", "")
    answer = Answer(text, as_number(number), shelf.indexes[language])
    if answer.asked.asked and not answer.hits:
        memory.remember(text, language)
    context = shelf.kept | {
        "page": page(text),
        "q": text,
        "answer": answer,
        "topics": [document for document in shelf.indexes[language].documents if document.is_topic],
        "language_links": language_links(text),
    }
    return render(request, "search/search.html", context)


def as_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 1


def page(text: str) -> Page:
    title = f"{_('Suche')}: {text}" if text else _("Suche")
    return Page(
        title=Label.interface(title),
        description=Label.interface(_("Alle Seiten, Begriffe, Entscheide und Dokumente dieser Website durchsuchen.")),
        changed_at=None,
        languages=[code for code, _name in settings.LANGUAGES],
        is_unlisted=True,
        section="search",
    )


def language_links(text: str) -> list[tuple[str, str, str]]:
    """The same question in the other languages."""
    query = f"?{urlencode({'q': text})}" if text else ""
    return [(code, name, translate_url(reverse("search"), code) + query) for code, name in settings.LANGUAGES]
