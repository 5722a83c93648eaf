"""Triggers that raise the edition with every change of content.

In the same transaction, whoever makes the change and however: signals would miss `bulk_create`, `update` and SQL typed by hand; the database misses nothing but `TRUNCATE`.
Every statement raises the number on PostgreSQL, every row on SQLite: that it grows counts, not by how much.
"""

from collections.abc import Iterable, Iterator

from django.db import connections

from .models import Edition, entry_models

RAISE = """
INSERT INTO {edition} (id, number) VALUES ({row}, 1)
ON CONFLICT (id) DO UPDATE SET number = {edition}.number + 1;
"""
#: Before the rows, so that every writer takes the edition first and no two wait for each other.
ON_POSTGRESQL = """
CREATE OR REPLACE FUNCTION core_raise_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {raise_} RETURN NULL; END $$;
CREATE OR REPLACE TRIGGER raise_edition BEFORE INSERT OR UPDATE OR DELETE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION core_raise_edition('{row}');
"""
ON_SQLITE = (
    "DROP TRIGGER IF EXISTS {name};",
    "CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {raise_} END;",
)


def install(using: str = "default", **_):
    """After every `migrate`: SQLite drops the triggers of a table that a migration rebuilds."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    wanted: list[str] = []
    if Edition._meta.db_table in existing:
        wanted += statements(connection, tables_of_content() & existing)
        wanted += statements(connection, tables_of_content(is_shown=False) & existing, Edition.UNSHOWN)
    with connection.cursor() as cursor:
        for statement in wanted:
            cursor.execute(statement)


def tables_of_content(*, is_shown: bool = True) -> set[str]:
    """The tables of every kind of entry, and those that link entries to many others."""
    entries = [model for model in entry_models() if model.is_shown == is_shown]
    fields = [field for model in entries for field in model._meta.local_many_to_many]
    links = [through for field in fields if (through := field.remote_field.through)]
    return {model._meta.db_table for model in [*entries, *links]}


def statements(connection, tables: Iterable[str], row: int = Edition.SHOWN) -> Iterator[str]:
    """`row` is the one of the edition that these tables raise."""
    quote = connection.ops.quote_name
    on_postgresql = connection.vendor == "postgresql"
    raise_ = RAISE.format(edition=quote(Edition._meta.db_table), row="TG_ARGV[0]::bigint" if on_postgresql else row)
    for table in sorted(tables):
        if on_postgresql:
            yield ON_POSTGRESQL.format(raise_=raise_, table=quote(table), row=row)
        else:
            for event in ("INSERT", "UPDATE", "DELETE"):
                name = quote(f"raise_edition_{table}_{event.lower()}")
                for statement in ON_SQLITE:
                    yield statement.format(name=name, event=event, table=quote(table), raise_=raise_)
