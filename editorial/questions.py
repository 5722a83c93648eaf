"""Questions to the database whose SQL is written once, and asked again with other values.

Django writes the SQL of a queryset anew each time that it is asked. For the page of a phase that takes seven
milliseconds, longer than the database needs to answer (docs/adr/0019-sql-written-once.md).
"""

from collections.abc import Callable
from copy import copy
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler
from modeltranslation.utils import get_language

VALUE = object()
Row = TypeVar("Row", bound=Model)


class Open(Expression):
    """The place of the value, in a queryset that is written before the value is known."""

    output_field = Field()  # of whatever type

    def as_sql(self, compiler, connection):
        return "%s", [VALUE]


class Question(Generic[Row]):
    """`ask` makes the queryset from the value; but for that and the language, it must come out the same each time: nothing
    of it may hang on the day, for instance. Rows are made as any queryset makes them, related ones included."""

    def __init__(self, ask: Callable[[Expression], QuerySet[Row]]):
        self.ask = ask
        self.written = cache(self.write)

    def write(self, _language: str) -> "Written[Row]":
        """In the active language, by whose columns modeltranslation sorts and selects."""
        queryset = self.ask(Open())
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        columns = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
        return Written(queryset.model, compiler, sql, parameters, compiler.get_converters(columns))

    def rows(self, value: int | str | None = None) -> list[Row]:
        rows = answering(self.written(get_language()), value)
        return list(ModelIterable(rows))


class Written(NamedTuple, Generic[Row]):
    model: type[Row]
    compiler: SQLCompiler
    sql: str
    parameters: tuple
    #: How what the database gives becomes what Python has, by the number of the column.
    converters: dict


def answering(written: Written[Row], value: int | str | None) -> QuerySet[Row]:
    """A queryset that has its SQL already: a copy of the compiler for each time, because threads ask at the same time."""
    filled = tuple(value if parameter is VALUE else parameter for parameter in written.parameters)
    own: Any = copy(written.compiler)
    own.connection = connection
    own.as_sql = lambda *_, **__: (written.sql, filled)
    own.get_converters = lambda _columns: written.converters
    queryset: QuerySet[Row] = QuerySet(written.model)
    query: Any = queryset.query
    query.get_compiler = lambda **_: own
    return queryset
