"""Triggers that keep every slug that a page had, in the transaction that changes it or deletes the page."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import FieldDoesNotExist
from django.db import connections, models

from core.models import entry_models

from .models import OldAddress

#: Whoever had the slug last has it: a slug may be taken, given up and taken by another page.
KEEP = """
INSERT INTO {old} (model, key, slug, replaced_by) VALUES ({label}, OLD.key, OLD.slug, '')
ON CONFLICT (model, slug) DO UPDATE SET key = excluded.key, replaced_by = '';
"""
KEEP_ON_POSTGRESQL = """
CREATE OR REPLACE FUNCTION redirects_keep_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN IF TG_OP = 'DELETE' OR OLD.slug <> NEW.slug THEN {keep} END IF; RETURN NULL; END $$;
CREATE OR REPLACE TRIGGER keep_address AFTER UPDATE OF slug OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION redirects_keep_address('{label}');
"""
KEEP_ON_SQLITE = {
    "update": "CREATE TRIGGER IF NOT EXISTS {name} AFTER UPDATE OF slug ON {table} "
    "WHEN OLD.slug <> NEW.slug BEGIN {keep} END;",
    "delete": "CREATE TRIGGER IF NOT EXISTS {name} AFTER DELETE ON {table} BEGIN {keep} END;",
}


def install(using: str = "default", **_):
    """After every `migrate`: SQLite drops the triggers of a table that a migration rebuilds."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    if OldAddress._meta.db_table not in existing:
        return
    with connection.cursor() as cursor:
        for statement in keepers(connection, [model for model in with_slugs() if model._meta.db_table in existing]):
            cursor.execute(statement)


def with_slugs() -> list[type[models.Model]]:
    """The kinds of entry that have a slug in their address."""
    return [model for model in entry_models() if has_slug(model)]


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
