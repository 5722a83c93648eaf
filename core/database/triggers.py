"""Triggers that increment the edition with every change of content, and tools to install triggers.

They run in the same transaction, whoever changes the content and however: signals would miss `bulk_create`, `update`
and SQL typed by hand; triggers miss only `TRUNCATE`. PostgreSQL increments once per statement, SQLite once per row:
what matters is that the number grows.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from core.models import Edition, entry_models

RAISE_EDITION = """
INSERT INTO {edition} (id, number) VALUES ({row}, 1)
ON CONFLICT (id) DO UPDATE SET number = {edition}.number + 1;
"""
#: What `core.database.rehearsal` tries out is rolled back; without the lock of the edition, no writer waits for it.
UNLESS_REHEARSAL = "IF current_setting('core.rehearsal', true) = 'on' THEN RETURN NULL; END IF;"
#: Before the rows are locked, so that every writer locks the edition first and no two writers deadlock.
BEFORE_STATEMENT = "BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH STATEMENT"
SQLITE_TRIGGER = "CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {raise_} END"

CREATE_FUNCTION = "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
CREATE_TRIGGER = "CREATE OR REPLACE TRIGGER {name} {when} EXECUTE FUNCTION {function}('{argument}')"
#: CREATE OR REPLACE does not enable a disabled trigger.
ENABLE_TRIGGER = "ALTER TABLE {table} ENABLE TRIGGER {name}"
EXISTING_FUNCTIONS = """
SELECT proname, prosrc FROM pg_proc WHERE prorettype = 'trigger'::regtype AND pronamespace = current_schema()::regnamespace
"""
EXISTING_TRIGGERS = """
SELECT class.relname || '.' || tgname, tgargs FROM pg_trigger JOIN pg_class class ON class.oid = tgrelid
WHERE NOT tgisinternal AND tgenabled <> 'D' AND class.relnamespace = current_schema()::regnamespace
"""
EXISTING_SQLITE_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


class TriggerPart(NamedTuple):
    """A trigger or function: its name, its definition in the catalogue, and the statements that create it."""

    name: str
    definition: str
    statements: tuple[str, ...]


def function(name: str, body: str) -> TriggerPart:
    """A trigger function of PostgreSQL."""
    return TriggerPart(name, body, (CREATE_FUNCTION.format(name=name, body=body),))


def trigger(table: str, name: str, when: str, calls: str, argument: str) -> TriggerPart:
    """A trigger of PostgreSQL. Only its argument is compared with the catalogue; its name says the rest."""
    quoted = f'"{table}"'
    make = CREATE_TRIGGER.format(name=name, when=when.format(table=quoted), function=calls, argument=argument)
    return TriggerPart(f"{table}.{name}", argument, (make, ENABLE_TRIGGER.format(table=quoted, name=name)))


def trigger_on_sqlite(name: str, statement: str, **values) -> TriggerPart:
    text = statement.format(name=f'"{name}"', **values)
    return TriggerPart(name, text, (f'DROP TRIGGER IF EXISTS "{name}"', text))


@dataclass(frozen=True)
class Triggers:
    """The triggers of an app. `parts` yields them for a connection and its tables, once the table of `needs` exists."""

    needs: type[Model]
    parts: Callable[[BaseDatabaseWrapper, set[str]], Iterable[TriggerPart]]

    def install(self, using: str = "default", **_):
        """After every `migrate` and at every `prepare`: SQLite drops those of a table that a migration rebuilds, and people
        may drop some."""
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            for part in self.missing(using):
                for statement in part.statements:
                    cursor.execute(statement)

    def missing(self, using: str = "default") -> list[TriggerPart]:
        """Those that existing tables lack, or that were changed."""
        connection = connections[using]
        tables = set(connection.introspection.table_names())
        if self.needs._meta.db_table not in tables:
            return []
        there = definitions(connection)
        return [part for part in self.parts(connection, tables) if there.get(part.name) != part.definition]


def definitions(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The existing triggers and functions: definition by name."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(EXISTING_SQLITE_TRIGGERS)
            return dict(cursor.fetchall())
        cursor.execute(EXISTING_FUNCTIONS)
        functions = dict(cursor.fetchall())
        cursor.execute(EXISTING_TRIGGERS)
        arguments = {name: bytes(given).rstrip(b"\0").decode() for name, given in cursor.fetchall()}
    return functions | arguments


# -- triggers that increment the edition


def edition_triggers(connection: BaseDatabaseWrapper, tables: set[str]) -> Iterator[TriggerPart]:
    parts = on_postgresql if connection.vendor == "postgresql" else on_sqlite
    yield from parts(content_tables() & tables, Edition.SHOWN)
    yield from parts(content_tables(is_shown=False) & tables, Edition.UNSHOWN)


def on_postgresql(tables: Iterable[str], row: int) -> Iterator[TriggerPart]:
    """`row` is the primary key of the edition row that these tables increment."""
    raise_ = RAISE_EDITION.format(edition=Edition._meta.db_table, row="TG_ARGV[0]::bigint")
    yield function("core_raise_edition", f"\nBEGIN {UNLESS_REHEARSAL} {raise_} RETURN NULL; END ")
    for table in sorted(tables):
        yield trigger(table, "raise_edition", BEFORE_STATEMENT, "core_raise_edition", str(row))


def on_sqlite(tables: Iterable[str], row: int) -> Iterator[TriggerPart]:
    raise_ = RAISE_EDITION.format(edition=Edition._meta.db_table, row=row)
    for table in sorted(tables):
        for event in ("INSERT", "UPDATE", "DELETE"):
            name = f"raise_edition_{table}_{event.lower()}"
            yield trigger_on_sqlite(name, SQLITE_TRIGGER, table=f'"{table}"', event=event, raise_=raise_)


def content_tables(*, is_shown: bool = True) -> set[str]:
    """The tables of all entries and of their many-to-many relations."""
    entries = [model for model in entry_models() if model.is_shown == is_shown]
    fields = [field for model in entries for field in model._meta.local_many_to_many]
    links = [through for field in fields if (through := field.remote_field.through)]
    return {model._meta.db_table for model in [*entries, *links]}


TRIGGERS = Triggers(Edition, edition_triggers)
