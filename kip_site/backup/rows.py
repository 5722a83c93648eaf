"""The rows of a table as lines of JSON: the names of the columns first, then one row in each line, in the order of their keys.

Values stand there as a person would write them, in UTC, and mean the same to every database.
"""

import base64
import datetime
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import BinaryIO
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import CharField, F, Field, JSONField, Model

from core.collation import ByCodePoint
from core.rich_text import RichTextField, clean

from .archive import Refused

AT_ONCE = 500
LONGEST_LINE = 64 * 1024 * 1024
#: What a column for numbers takes, on either database.
LOWEST, HIGHEST = -(2**63), 2**63 - 1

Row = list


def columns(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def rows_there(model: type[Model]) -> Iterator[Row]:
    """As the database has them. The order of texts is that of their bytes, on every server."""
    key = ByCodePoint(F("pk")) if isinstance(model._meta.pk, CharField) else "pk"
    names = [field.attname for field in columns(model)]
    for row in model._base_manager.order_by(key).values_list(*names).iterator(chunk_size=AT_ONCE):
        yield list(row)


def write(model: type[Model], stream: BinaryIO) -> int:
    """How many rows there were."""
    stream.write(line([field.column for field in columns(model)]))
    return sum(1 for row in rows_there(model) if stream.write(line(row)))


def line(row: Row) -> bytes:
    return json.dumps(row, default=plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def plain(value) -> str:
    match value:
        case datetime.datetime() | datetime.date() | datetime.time():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} cannot be saved.")


def read(model: type[Model], stream: BinaryIO) -> Iterator[Row]:
    """Raises Refused where a line is no row of this table."""
    fields, table = columns(model), model._meta.db_table
    if parsed(stream, table) != [field.column for field in fields]:
        raise Refused(f"the columns of {table} are others than those of its migrations.")
    while (row := parsed(stream, table)) is not None:
        yield typed(row, fields, table)


def parsed(stream: BinaryIO, table: str) -> Row | None:
    text = stream.readline(LONGEST_LINE)
    if not text:
        return None
    try:
        row = json.loads(text)
        if b"\\u" in text:
            json.dumps(row, ensure_ascii=False).encode()  # half a character can be escaped, and not be stored
    except (ValueError, RecursionError) as error:
        raise Refused(f"{table} holds a line that is no row.") from error
    if not isinstance(row, list) or not text.endswith(b"\n"):
        raise Refused(f"{table} holds a line that is no row.")
    return row


def typed(row: Row, fields: list[Field], table: str) -> Row:
    try:
        return [cleaned(field, field.to_python(value)) for field, value in zip(fields, row, strict=True)]
    except (ValidationError, ValueError, TypeError, ArithmeticError) as error:
        raise Refused(f"{table} holds a row that does not fit.") from error


def cleaned(field: Field, value):
    """Rich text comes into the database clean, by this way too. Raises ValueError for a number that no column takes."""
    if type(value) is int and not LOWEST <= value <= HIGHEST and not isinstance(field, JSONField):
        raise ValueError(value)
    return clean(value) if isinstance(value, str) and is_rich_text(field.model._meta.db_table, field.column) else value


@cache
def is_rich_text(table: str, column: str) -> bool:
    """As the code has it today: the models of migrations know no fields of our own."""
    models = [model for model in apps.get_models() if model._meta.db_table == table]
    return any(
        isinstance(field, RichTextField) and field.column == column for model in models for field in columns(model)
    )


def insert(model: type[Model], rows: Iterable[Row]):
    fields, quote = columns(model), connection.ops.quote_name
    names = ", ".join(quote(field.db_column or field.attname) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608  names of our own
    prepared = (as_sent(fields, row) for row in rows)
    with connection.cursor() as cursor:
        while some := list(islice(prepared, AT_ONCE)):
            cursor.executemany(statement, some)


def as_sent(fields: list[Field], row: Row) -> Row:
    return [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)]
