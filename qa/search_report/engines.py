"""Other search engines on the same texts, in a typical configuration, for comparison."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path

import psycopg

from qa.bench.database import Cluster
from qa.bench.machine import newest_postgresql
from search.engine.documents import Document
from search.engine.index import Index
from search.engine.query import Synonyms
from search.engine.searcher import search

MOST = 30


class OurSearch:
    def __init__(self, index: Index, name: str = "this search"):
        self.index, self.name = index, name

    def without_synonyms(self) -> "OurSearch":
        """This search without the synonyms of the office."""
        bare = copy(self.index)
        bare.synonyms = Synonyms(())
        return OurSearch(bare, "… without synonyms")

    def ask(self, text: str) -> list[str]:
        return [hit.document.address for hit in search(self.index, text)[1]]


class Fts5:
    """Quotes every word, so that none is read as query syntax; one matching word is enough."""

    def __init__(self, documents: list[Document], tokenizer: str = "unicode61"):
        self.name = f"SQLite FTS5 {tokenizer}"
        self.database = sqlite3.connect(":memory:")
        self.database.execute(
            f"CREATE VIRTUAL TABLE texts USING fts5(address UNINDEXED, title, body, tokenize='{tokenizer}')"
        )
        self.database.executemany("INSERT INTO texts VALUES (?, ?, ?)", map(told, documents))

    def ask(self, text: str) -> list[str]:
        words = " OR ".join('"{}"'.format(word.replace('"', '""')) for word in text.split())
        sql = "SELECT address FROM texts WHERE texts MATCH ? ORDER BY bm25(texts, 0, 5, 1) LIMIT ?"
        return [row[0] for row in self.database.execute(sql, (words, MOST))]


class PostgreSQL:
    """PostgreSQL full-text search: german configuration, all words required, titles weighted above texts."""

    name = "PostgreSQL german"

    def __init__(self, connection: psycopg.Connection, documents: list[Document]):
        self.connection = connection
        connection.execute("CREATE TABLE texts (address text, words tsvector)")
        vector = "setweight(to_tsvector('german', %s), 'A') || setweight(to_tsvector('german', %s), 'C')"
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO texts VALUES (%s, {vector})", map(told, documents))  # noqa: S608
        connection.execute("CREATE INDEX ON texts USING gin (words)")

    def ask(self, text: str) -> list[str]:
        sql = (
            "SELECT address FROM texts, websearch_to_tsquery('german', %s) query WHERE words @@ query "
            "ORDER BY ts_rank(words, query) DESC LIMIT %s"
        )
        return [row[0] for row in self.connection.execute(sql, (text, MOST))]


def told(document: Document) -> tuple[str, str, str]:
    return document.address, document.title.text, "\n".join(passage.text for passage in document.passages)


@contextmanager
def postgresql(folder: Path, documents: list[Document]) -> Iterator[PostgreSQL | None]:
    """A temporary PostgreSQL server, where it is installed."""
    programs = newest_postgresql()
    if programs is None:
        yield None
        return
    cluster = Cluster.made(programs, folder / "postgresql")
    with cluster.running(), psycopg.connect(cluster.address_of_new("search"), autocommit=True) as connection:
        yield PostgreSQL(connection, documents)
