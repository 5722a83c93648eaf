"""Triggers that note which page a written row belongs to, whoever writes it: `revisions/snapshots.py` looks at these pages alone.

A row belongs to the page itself, is one of the rows beside it in its form, or links it to others.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.forms import inlineformset_factory

from accounts.permissions import SystemRequest
from core.database.triggers import UNLESS_REHEARSAL, TriggerPart, Triggers, function, trigger, trigger_on_sqlite
from editorial.forms.page_admin import PageAdmin, page_admins
from editorial.models import ChangedPage

NOTE = "INSERT INTO {notes} (model, key) SELECT '{label}', key FROM \"{page_table}\" WHERE id IN ({ids});"
NOTE_ITSELF = "INSERT INTO {notes} (model, key) VALUES ('{label}', {row}.key);"
#: After a deletion the row of a page is no longer there to be read.
BODY = """
BEGIN {unless_rehearsal} {related}
IF TG_OP = 'DELETE' THEN {deleted} ELSE {written} END IF; RETURN NULL; END """
AFTER_ROW = "AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW"
SQLITE_TRIGGER = "CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {note} END"
ROWS_OF_EVENT = {"INSERT": ("NEW",), "UPDATE": ("NEW", "OLD"), "DELETE": ("OLD",)}


class Owner(NamedTuple):
    """A kind of page that the rows of a table belong to, and the column with its primary key; none for the page's own table."""

    label: str
    page_table: str
    column: str = ""


def owners() -> dict[str, list[Owner]]:
    """By table."""
    found = defaultdict(list)
    for page_admin in page_admins():
        for table, column in tables_of(page_admin):
            found[table].append(Owner(page_admin.opts.label_lower, page_admin.opts.db_table, column))
    return found


def tables_of(page_admin: PageAdmin) -> Iterator[tuple[str, str]]:
    model = page_admin.model
    yield model._meta.db_table, ""
    for field in model._meta.local_many_to_many:
        yield field.m2m_db_table(), field.m2m_column_name()
    for inline in page_admin.get_inline_instances(SystemRequest()):
        rows = inlineformset_factory(model, inline.model, fk_name=inline.fk_name, fields=[])
        yield inline.model._meta.db_table, rows.fk.column  # type: ignore[attr-defined]  # the field, which its stubs take for a descriptor


def note(owner: Owner, rows: tuple[str, ...]) -> str:
    values = {"notes": ChangedPage._meta.db_table, "label": owner.label, "page_table": owner.page_table}
    if not owner.column:
        return NOTE_ITSELF.format(row=rows[0], **values)
    return NOTE.format(ids=", ".join(f'{row}."{owner.column}"' for row in rows), **values)


def page_triggers(connection: BaseDatabaseWrapper, tables: set[str]) -> Iterator[TriggerPart]:
    parts = on_postgresql if connection.vendor == "postgresql" else on_sqlite
    for table, its_owners in sorted(owners().items()):
        if table in tables:
            yield from parts(table, its_owners)


def on_postgresql(table: str, its_owners: list[Owner]) -> Iterator[TriggerPart]:
    """Of a row that an event has not, every column is NULL."""
    name = f"editorial_note_{table}"
    body = BODY.format(
        unless_rehearsal=UNLESS_REHEARSAL,
        related=" ".join(note(each, ("NEW", "OLD")) for each in its_owners if each.column),
        deleted=itself(its_owners, "OLD"),
        written=itself(its_owners, "NEW"),
    )
    yield function(name, body)
    yield trigger(table, "note_page", AFTER_ROW, name, "")


def itself(its_owners: list[Owner], row: str) -> str:
    return " ".join(note(each, (row,)) for each in its_owners if not each.column) or "NULL;"


def on_sqlite(table: str, its_owners: list[Owner]) -> Iterator[TriggerPart]:
    for event, rows in ROWS_OF_EVENT.items():
        notes = " ".join(note(each, rows) for each in its_owners)
        name = f"note_page_{table}_{event.lower()}"
        yield trigger_on_sqlite(name, SQLITE_TRIGGER, table=f'"{table}"', event=event, note=notes)


TRIGGERS = Triggers(ChangedPage, page_triggers)


def install(using: str = "default", **_):
    """Where triggers were missing, any page may have changed meanwhile."""
    with transaction.atomic(using=using):
        if TRIGGERS.missing(using):
            TRIGGERS.install(using)
            note_all(using)


def note_all(using: str = "default"):
    ChangedPage.objects.using(using).create()
