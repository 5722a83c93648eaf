"""Triggers that raise the edition with every change of content, and keep every address that a page had.

In the same transaction, whoever makes the change and however: signals would miss `bulk_create`, `update` and SQL typed by hand; the database misses nothing but `TRUNCATE`.
Every statement raises the number on PostgreSQL, every row on SQLite: that it grows counts, not by how much.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import connections, models, transaction

from editorial.models import Edition, Entry, OldAddress

RAISE = """
INSERT INTO {edition} (id, number) VALUES ({row}, 1)
ON CONFLICT (id) DO UPDATE SET number = {edition}.number + 1;
"""
#: Whoever had the slug last has it: a slug may be taken, given up and taken by another page.
KEEP = """
INSERT INTO {old} (model, key, slug, replaced_by) VALUES ({label}, OLD.key, OLD.slug, '')
ON CONFLICT (model, slug) DO UPDATE SET key = excluded.key, replaced_by = '';
"""

# -- PostgreSQL: functions, and triggers that call them with one argument

FUNCTION = "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$;"
RAISE_BODY = "\nBEGIN {raise_} RETURN NULL; END "
KEEP_BODY = "\nBEGIN IF TG_OP = 'DELETE' OR OLD.slug <> NEW.slug THEN {keep} END IF; RETURN NULL; END "
#: Before the rows, so that every writer takes the edition first and no two wait for each other.
RAISING = """
CREATE OR REPLACE TRIGGER raise_edition BEFORE INSERT OR UPDATE OR DELETE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION editorial_raise_edition('{argument}');
"""
KEEPING = """
CREATE OR REPLACE TRIGGER keep_address AFTER UPDATE OF slug OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION editorial_keep_address('{argument}');
"""
#: A trigger that somebody disabled stays so when it is replaced.
ENABLE = "ALTER TABLE {table} ENABLE TRIGGER {name};"
FUNCTIONS_THERE = (
    "SELECT proname, prosrc FROM pg_proc WHERE proname = ANY(%s) AND pronamespace = current_schema()::regnamespace"
)
TRIGGERS_THERE = """
SELECT class.relname || '.' || tgname, tgargs FROM pg_trigger JOIN pg_class class ON class.oid = tgrelid
WHERE NOT tgisinternal AND tgenabled <> 'D' AND class.relnamespace = current_schema()::regnamespace
"""

# -- SQLite: a trigger for each event

RAISING_ON_SQLITE = "CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {raise_} END"
KEEPING_ON_SQLITE = {
    "update": "CREATE TRIGGER {name} AFTER UPDATE OF slug ON {table} WHEN OLD.slug <> NEW.slug BEGIN {keep} END",
    "delete": "CREATE TRIGGER {name} AFTER DELETE ON {table} BEGIN {keep} END",
}


class Part(NamedTuple):
    """A trigger or a function: its name, what the database says of it where it is as it should be, how it gets so."""

    name: str
    definition: str
    statements: tuple[str, ...]


def install(using: str = "default", **_):
    """Whatever is missing, after every `migrate` and at every `prepare`: SQLite drops the triggers of a table that a migration
    rebuilds, and somebody may have dropped one by hand."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for part in missing(using):
            for statement in part.statements:
                cursor.execute(statement)


def missing(using: str = "default") -> list[Part]:
    """What the tables that are there lack."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    wanted, there = wanted_of(connection, existing), definitions(connection)
    return [part for part in wanted if there.get(part.name) != part.definition]


def wanted_of(connection, existing: set[str]) -> list[Part]:
    parts_of = OnPostgreSQL if connection.vendor == "postgresql" else OnSQLite
    of = parts_of(connection.ops.quote_name)
    found: list[Part] = []
    if Edition._meta.db_table in existing:
        found += of.raising(tables_of_content() & existing, Edition.SHOWN)
        found += of.raising(tables_of_content(is_shown=False) & existing, Edition.UNSHOWN)
    if OldAddress._meta.db_table in existing:
        found += of.keeping([model for model in with_slugs() if model._meta.db_table in existing])
    return found


def definitions(connection) -> dict[str, str]:
    """What is there, by name."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            return dict(cursor.fetchall())
        cursor.execute(FUNCTIONS_THERE, [["editorial_raise_edition", "editorial_keep_address"]])
        functions = dict(cursor.fetchall())
        cursor.execute(TRIGGERS_THERE)
        arguments = {name: bytes(given).rstrip(b"\0").decode() for name, given in cursor.fetchall()}
    return functions | arguments


class OnPostgreSQL:
    def __init__(self, quote):
        self.quote = quote
        self.edition, self.old = quote(Edition._meta.db_table), quote(OldAddress._meta.db_table)

    def raising(self, tables: Iterable[str], row: int) -> Iterator[Part]:
        """`row` is the one of the edition that these tables raise."""
        raise_ = RAISE.format(edition=self.edition, row="TG_ARGV[0]::bigint")
        yield self.function("editorial_raise_edition", RAISE_BODY.format(raise_=raise_))
        for table in sorted(tables):
            yield self.trigger(table, "raise_edition", RAISING, str(row))

    def keeping(self, kinds: Iterable[type[models.Model]]) -> Iterator[Part]:
        keep = KEEP.format(old=self.old, label="TG_ARGV[0]")
        yield self.function("editorial_keep_address", KEEP_BODY.format(keep=keep))
        for model in kinds:
            yield self.trigger(model._meta.db_table, "keep_address", KEEPING, model._meta.label_lower)

    def function(self, name: str, body: str) -> Part:
        return Part(name, body, (FUNCTION.format(name=name, body=body),))

    def trigger(self, table: str, name: str, statement: str, argument: str) -> Part:
        quoted = self.quote(table)
        make = statement.format(table=quoted, argument=argument)
        return Part(f"{table}.{name}", argument, (make, ENABLE.format(table=quoted, name=name)))


class OnSQLite(OnPostgreSQL):
    def raising(self, tables: Iterable[str], row: int) -> Iterator[Part]:
        raise_ = RAISE.format(edition=self.edition, row=row)
        for table in sorted(tables):
            for event in ("INSERT", "UPDATE", "DELETE"):
                name = f"raise_edition_{table}_{event.lower()}"
                yield self.made(name, RAISING_ON_SQLITE, table=self.quote(table), event=event, raise_=raise_)

    def keeping(self, kinds: Iterable[type[models.Model]]) -> Iterator[Part]:
        for model in kinds:
            table, keep = model._meta.db_table, KEEP.format(old=self.old, label=f"'{model._meta.label_lower}'")
            for event, statement in KEEPING_ON_SQLITE.items():
                yield self.made(f"keep_address_{table}_{event}", statement, table=self.quote(table), keep=keep)

    def made(self, name: str, statement: str, **values) -> Part:
        quoted = self.quote(name)
        text = statement.format(name=quoted, **values)
        return Part(name, text, (f"DROP TRIGGER IF EXISTS {quoted}", text))


def tables_of_content(*, is_shown: bool = True) -> set[str]:
    """The tables of every kind of entry, and those that link entries to many others."""
    entries = [model for model in apps.get_models() if issubclass(model, Entry) and model.is_shown == is_shown]
    fields = [field for model in entries for field in model._meta.local_many_to_many]
    links = [through for field in fields if (through := field.remote_field.through)]
    return {model._meta.db_table for model in [*entries, *links]}


def with_slugs() -> list[type[models.Model]]:
    """The kinds of entry that have a slug in their address."""
    return [model for model in apps.get_models() if issubclass(model, Entry) and has_slug(model)]


def has_slug(model: type[models.Model]) -> bool:
    try:
        return bool(model._meta.get_field("slug"))
    except FieldDoesNotExist:
        return False
