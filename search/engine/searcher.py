"""Runs a query on an index: parsing, matching, ranking."""

from search.engine.index import Index
from search.engine.query import Query
from search.engine.ranking import Hit, Ranking


class Searcher:
    def __init__(self, index: Index):
        self.index = index

    def search(self, text: str) -> tuple[Query, list[Hit]]:
        """All hits, the best first; only the first MAX_COMPARED are compared in detail."""
        query = Query(text, self.index.lexicon, self.index.synonyms)
        return query, Ranking(self.index, query).hits()

    def suggestions(self, query: Query) -> list[str]:
        """Corrected queries that have hits."""
        corrected = query.corrected(self.index.lexicon, self.index.spelling)
        return [text for text in corrected if self.search(text)[1]]
