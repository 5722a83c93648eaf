"""Answers a query from an index: reads its words, finds what has them, and ranks it."""

from .index import Index
from .query import Query
from .ranking import Hit, Ranking


class Searcher:
    def __init__(self, index: Index):
        self.index = index

    def search(self, text: str) -> tuple[Query, list[Hit]]:
        """All hits, the best first; only the first have been compared closely."""
        query = Query(text, self.index.vocabulary, self.index.synonyms)
        return query, Ranking(self.index, query).hits()

    def suggestions(self, query: Query) -> list[str]:
        """Other queries that would find something."""
        corrected = query.corrected(self.index.vocabulary, self.index.shown)
        return [text for text in corrected if self.search(text)[1]]
