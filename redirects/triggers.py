"""Triggers that store every former slug, in the transaction that changes it or deletes the page.

What is redirected, and what replaces a deleted page, is published like content: a change of it begins an edition.
"""

from collections.abc import Iterable, Iterator

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from core.database import triggers as core_triggers
from core.database.triggers import TriggerPart, Triggers, function, trigger, trigger_on_sqlite
from core.models import Edition, entry_models

from .models import OldAddress, ShortAddress, TakenOverAddress

#: The last owner of a slug counts: a slug may be given up and then taken by another page.
INSERT_OLD_SLUG = """
INSERT INTO {old} (model, key, slug, replaced_by) VALUES ({label}, OLD.key, OLD.slug, '')
ON CONFLICT (model, slug) DO UPDATE SET key = excluded.key, replaced_by = '';
"""
FUNCTION_BODY = "\nBEGIN IF TG_OP = 'DELETE' OR OLD.slug <> NEW.slug THEN {keep} END IF; RETURN NULL; END "
AFTER_ROW = "AFTER UPDATE OF slug OR DELETE ON {table} FOR EACH ROW"
SQLITE_TRIGGERS = {
    "update": "CREATE TRIGGER {name} AFTER UPDATE OF slug ON {table} WHEN OLD.slug <> NEW.slug BEGIN {keep} END",
    "delete": "CREATE TRIGGER {name} AFTER DELETE ON {table} BEGIN {keep} END",
}


def slug_triggers(connection: BaseDatabaseWrapper, tables: set[str]) -> Iterator[TriggerPart]:
    kinds = [model for model in models_with_slug() if model._meta.db_table in tables]
    shown = tables & {model._meta.db_table for model in (OldAddress, ShortAddress, TakenOverAddress)}
    if connection.vendor == "postgresql":
        yield from [*on_postgresql(kinds), *core_triggers.on_postgresql(shown, Edition.SHOWN)]
    else:
        yield from [*on_sqlite(kinds), *core_triggers.on_sqlite(shown, Edition.SHOWN)]


def on_postgresql(kinds: Iterable[type[models.Model]]) -> Iterator[TriggerPart]:
    keep = INSERT_OLD_SLUG.format(old=OldAddress._meta.db_table, label="TG_ARGV[0]")
    yield function("redirects_keep_address", FUNCTION_BODY.format(keep=keep))
    for model in kinds:
        yield trigger(
            model._meta.db_table, "keep_address", AFTER_ROW, "redirects_keep_address", model._meta.label_lower
        )


def on_sqlite(kinds: Iterable[type[models.Model]]) -> Iterator[TriggerPart]:
    for model in kinds:
        table = model._meta.db_table
        keep = INSERT_OLD_SLUG.format(old=OldAddress._meta.db_table, label=f"'{model._meta.label_lower}'")
        for event, statement in SQLITE_TRIGGERS.items():
            yield trigger_on_sqlite(f"keep_address_{table}_{event}", statement, table=f'"{table}"', keep=keep)


def models_with_slug() -> list[type[models.Model]]:
    """The models of entries that have a slug in their address."""
    return [model for model in entry_models() if has_slug(model)]


def has_slug(model: type[models.Model]) -> bool:
    try:
        return bool(model._meta.get_field("slug"))
    except FieldDoesNotExist:
        return False


TRIGGERS = Triggers(OldAddress, slug_triggers)
