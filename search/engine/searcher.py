"""Runs a query on an index: parsing, matching, ranking."""

from search.engine.index import Index
from search.engine.query import Query
from search.engine.ranking import Hit, Ranking


def search(index: Index, text: str) -> tuple[Query, list[Hit]]:
    """All hits, the best first; only the first MAX_COMPARED are compared in detail."""
    query = Query(text, index.lexicon, index.synonyms)
    return query, Ranking(index, query).hits()


def suggestions(index: Index, query: Query) -> list[str]:
    """Corrected queries that have hits."""
    return [text for text in query.corrected(index.lexicon, index.spelling) if search(index, text)[1]]
