"""The highest number that each table ever gave: one that was given and deleted must not come back.

A preview link carries such a number, signed; it may never lead to another page than the one that it was made for.
"""

from django.db import connection
from django.db.models import AutoField, Model

ASK_POSTGRESQL = "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s))"
TELL_POSTGRESQL = "SELECT setval(pg_get_serial_sequence(%s, %s), %s)"
ASK_SQLITE = "SELECT seq FROM sqlite_sequence WHERE name = %s"


def has_numbers(model: type[Model]) -> bool:
    return isinstance(model._meta.pk, AutoField)


def last(model: type[Model]) -> int | None:
    """None where no row was ever written, or where keys are no numbers."""
    if not has_numbers(model):
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(ASK_POSTGRESQL, names(model))
        else:
            cursor.execute(ASK_SQLITE, [model._meta.db_table])
        row = cursor.fetchone()
    return (row and row[0]) or None  # SQLite writes 0 where a row was refused


def go_on_from(model: type[Model], number: int | None):
    if not number or not has_numbers(model):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(TELL_POSTGRESQL, [*names(model), number])
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [model._meta.db_table, number])


def names(model: type[Model]) -> list[str]:
    key = model._meta.pk
    return [connection.ops.quote_name(model._meta.db_table), key.db_column or key.attname]
