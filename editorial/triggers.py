"""Triggers that raise the edition with every change of content, in the same transaction, whoever makes it and however.

Signals would miss `bulk_create`, `update` and SQL typed by hand; the database misses nothing but `TRUNCATE`.
Every statement raises the number on PostgreSQL, every row on SQLite: that it grows counts, not by how much.
"""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import connections

from editorial.models import Edition, Entry

RAISE = """
INSERT INTO {edition} (id, number) VALUES (1, 1)
ON CONFLICT (id) DO UPDATE SET number = {edition}.number + 1;
"""
#: Before the rows, so that every writer takes the edition first and no two wait for each other.
ON_POSTGRESQL = """
CREATE OR REPLACE FUNCTION editorial_raise_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {raise_} RETURN NULL; END $$;
CREATE OR REPLACE TRIGGER raise_edition BEFORE INSERT OR UPDATE OR DELETE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION editorial_raise_edition();
"""
ON_SQLITE = "CREATE TRIGGER IF NOT EXISTS {name} AFTER {event} ON {table} BEGIN {raise_} END;"


def install(using: str = "default", **_):
    """After every `migrate`: SQLite drops the triggers of a table that a migration rebuilds."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    if Edition._meta.db_table not in existing:
        return
    with connection.cursor() as cursor:
        for statement in statements(connection, tables_of_content() & existing):
            cursor.execute(statement)


def tables_of_content() -> set[str]:
    """The tables of every kind of entry, and those that link entries to many others."""
    entries = [model for model in apps.get_models() if issubclass(model, Entry)]
    links = [field.remote_field.through for model in entries for field in model._meta.local_many_to_many]
    return {model._meta.db_table for model in [*entries, *links]}


def statements(connection, tables: Iterable[str]) -> Iterator[str]:
    quote = connection.ops.quote_name
    raise_ = RAISE.format(edition=quote(Edition._meta.db_table))
    for table in sorted(tables):
        if connection.vendor == "postgresql":
            yield ON_POSTGRESQL.format(raise_=raise_, table=quote(table))
        else:
            for event in ("INSERT", "UPDATE", "DELETE"):
                name = quote(f"raise_edition_{table}_{event.lower()}")
                yield ON_SQLITE.format(name=name, event=event, table=quote(table), raise_=raise_)
