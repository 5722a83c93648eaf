"""Triggers that raise the edition with every change of content, and keep every address that a page had.

In the same transaction, whoever makes the change and however: signals would miss `bulk_create`, `update` and SQL typed by hand; the database misses nothing but `TRUNCATE`.
Every statement raises the number on PostgreSQL, every row on SQLite: that it grows counts, not by how much.
"""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import connections, models

from editorial.models import Edition, Entry, OldAddress

RAISE = """
INSERT INTO {edition} (id, number) VALUES ({row}, 1)
ON CONFLICT (id) DO UPDATE SET number = {edition}.number + 1;
"""
#: Before the rows, so that every writer takes the edition first and no two wait for each other.
ON_POSTGRESQL = """
CREATE OR REPLACE FUNCTION editorial_raise_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {raise_} RETURN NULL; END $$;
CREATE OR REPLACE TRIGGER raise_edition BEFORE INSERT OR UPDATE OR DELETE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION editorial_raise_edition('{row}');
"""
#: Whoever had the slug last has it: a slug may be taken, given up and taken by another page.
KEEP = """
INSERT INTO {old} (model, key, slug, replaced_by) VALUES ({label}, OLD.key, OLD.slug, '')
ON CONFLICT (model, slug) DO UPDATE SET key = excluded.key, replaced_by = '';
"""
KEEP_ON_POSTGRESQL = """
CREATE OR REPLACE FUNCTION editorial_keep_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN IF TG_OP = 'DELETE' OR OLD.slug <> NEW.slug THEN {keep} END IF; RETURN NULL; END $$;
CREATE OR REPLACE TRIGGER keep_address AFTER UPDATE OF slug OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION editorial_keep_address('{label}');
"""
KEEP_ON_SQLITE = {
    "update": "CREATE TRIGGER IF NOT EXISTS {name} AFTER UPDATE OF slug ON {table} "
    "WHEN OLD.slug <> NEW.slug BEGIN {keep} END;",
    "delete": "CREATE TRIGGER IF NOT EXISTS {name} AFTER DELETE ON {table} BEGIN {keep} END;",
}
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
    if OldAddress._meta.db_table in existing:
        wanted += keepers(connection, [model for model in with_slugs() if model._meta.db_table in existing])
    with connection.cursor() as cursor:
        for statement in wanted:
            cursor.execute(statement)


def tables_of_content(*, is_shown: bool = True) -> set[str]:
    """The tables of every kind of entry, and those that link entries to many others."""
    entries = [model for model in apps.get_models() if issubclass(model, Entry) and model.is_shown == is_shown]
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


def with_slugs() -> list[type[models.Model]]:
    """The kinds of entry that have a slug in their address."""
    return [model for model in apps.get_models() if issubclass(model, Entry) and has_slug(model)]


def has_slug(model: type[models.Model]) -> bool:
    try:
        return bool(model._meta.get_field("slug"))
    except FieldDoesNotExist:
        return False


def keepers(connection, kinds: Iterable[type[models.Model]]) -> Iterator[str]:
    quote = connection.ops.quote_name
    old = quote(OldAddress._meta.db_table)
    for model in kinds:
        table, label = model._meta.db_table, model._meta.label_lower
        if connection.vendor == "postgresql":
            keep = KEEP.format(old=old, label="TG_ARGV[0]")
            yield KEEP_ON_POSTGRESQL.format(keep=keep, table=quote(table), label=label)
        else:
            keep = KEEP.format(old=old, label=f"'{label}'")
            for event, statement in KEEP_ON_SQLITE.items():
                yield statement.format(name=quote(f"keep_address_{table}_{event}"), table=quote(table), keep=keep)
