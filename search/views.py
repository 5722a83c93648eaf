"""The search page: hits, or suggestions."""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.languages import LANGUAGE_CODES
from core.pages.metadata import Label, Page
from core.text.normalization import INVISIBLE, normalized
from search.engine import searcher
from search.engine.documents import Document
from search.engine.index import Index
from search.engine.query import MAX_LETTERS, Query
from search.engine.ranking import Hit
from search.engine.snippets import Snippet, best_passage, marked, snippet
from search.index_registry import registry
from search.missed_queries import asked_queries, missed_queries

PER_PAGE = 15
MAX_PAGES = 20
MAX_SECTIONS = 3  # links to other sections of the same page
IN_LANGUAGE = {
    "de": gettext_lazy("auf Deutsch"), "fr": gettext_lazy("auf Französisch"), "it": gettext_lazy("auf Italienisch"),
    "en": gettext_lazy("auf Englisch"),
}  # fmt: skip
#: A best hit with a lower answered share counts as a missed query.
SUFFICIENT_SHARE = 0.6


@dataclass
class Result:
    """A hit as the page shows it."""

    hit: Hit
    query: Query

    @property
    def document(self) -> Document:
        return self.hit.document

    @property
    def title(self) -> Snippet:
        return marked(self.document.title.text, self.query)

    @cached_property
    def passage(self):
        """The passage to show, headings excluded: of the matching ones, else of the same section, else of the page."""
        told = [each for each in self.document.passages if each.text != each.heading]
        found = [each for each in self.hit.passages if each in told]
        places = [each.address for each in self.hit.passages if each is not self.document.title]
        there = [each for each in told if each.address in places[:1]]
        return best_passage([*found, *there, *told], self.query)

    @property
    def language(self) -> str | Promise:
        """«auf Deutsch», where title or passage is not in the language of the page; else empty."""
        languages = [each.language for each in (self.document.title, self.passage) if each]
        other = next((code for code in languages if code != get_language()), "")
        return IN_LANGUAGE.get(other, "")

    @property
    def excerpt(self) -> Snippet:
        return snippet(self.passage, self.query)

    @property
    def address(self) -> str:
        """The page, where its title matches best; else the section of the best passage."""
        first = self.hit.passages[0]
        return self.document.address if first is self.document.title else first.address

    @property
    def page_of_file(self) -> str:
        """«PDF, Seite 7», where the link leads into a file; else empty."""
        return self.hit.passages[0].heading if "#page=" in self.address else ""

    @property
    def further(self) -> list[Label]:
        """Links to other sections of the page with words of the query."""
        places = {each.address: each for each in reversed(self.hit.passages) if each.heading}
        places.pop(self.address, None)
        labels = [Label.interface(each.heading, address) for address, each in reversed(places.items())]
        return labels[:MAX_SECTIONS]


@dataclass
class Results:
    text: str
    number: int
    index: Index
    suggestions: list[Label] = field(default_factory=list)

    def __post_init__(self):
        self.query, self.hits = searcher.search(self.index, self.text)
        if self.text and not self.hits:
            self.suggestions = [query_label(text) for text in searcher.suggestions(self.index, self.query)]

    @property
    def is_missed(self) -> bool:
        """Whether the query is stored for the office: without hits, or with an insufficient best hit."""
        return bool(self.query.words_asked) and not (
            self.hits and self.query.is_known and self.hits[0].answered >= SUFFICIENT_SHARE
        )

    @cached_property
    def part(self):
        return Paginator(self.hits[: PER_PAGE * MAX_PAGES], PER_PAGE).get_page(self.number)

    @property
    def shown(self) -> list[Result]:
        return [Result(hit, self.query) for hit in self.part]

    @property
    def previous(self) -> str:
        return query_label(self.text, self.part.number - 1).url if self.part.has_previous() else ""

    @property
    def next(self) -> str:
        return query_label(self.text, self.part.number + 1).url if self.part.has_next() else ""


def query_label(text: str, number: int = 1) -> Label:
    query = {"q": text} | ({"seite": number} if number > 1 else {})
    return Label.interface(text, f"{reverse('search')}?{urlencode(query)}")


def normalized_query(text: str) -> str:
    """The query, normalised like the content, without invisible characters (copied text may contain them)."""
    return " ".join(normalized(text[: 3 * MAX_LETTERS]).translate(INVISIBLE).split())[:MAX_LETTERS]


def search(request: HttpRequest) -> HttpResponse:
    """The search page. Needs no database once the index is built, so that it works while the database is down."""
    index_set, language = registry.current(), get_language()
    text = normalized_query(request.GET.get("q", ""))
    number = request.GET.get("seite", "")
    answer = Results(text, page_number(number), index_set.indexes[language])
    if answer.is_missed:
        missed_queries.remember(text, language)
    if answer.query.words_asked and answer.number == 1:
        asked_queries.remember(text, is_missed=answer.is_missed)
    context = index_set.page_context | {
        "page": search_page(text),
        "q": text,
        "answer": answer,
        "topics": [document for document in index_set.indexes[language].documents if document.is_topic],
        "language_links": language_links(text),
    }
    return render(request, "search/search.html", context)


def page_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 1


def search_page(text: str) -> Page:
    title = _("Suche: %(text)s") % {"text": text} if text else _("Suche")
    return Page(
        title=Label.interface(title),
        description=Label.interface(_("Alle Seiten, Begriffe, Entscheide und Dokumente dieser Website durchsuchen.")),
        changed_at=None,
        languages=LANGUAGE_CODES,
        is_unlisted=True,
        section="search",
    )


def language_links(text: str) -> list[tuple[str, str, str]]:
    """Code, name and URL of the same query in each language."""
    query = f"?{urlencode({'q': text})}" if text else ""
    return [(code, name, translate_url(reverse("search"), code) + query) for code, name in settings.LANGUAGES]
