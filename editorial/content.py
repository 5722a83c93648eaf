"""Carries fixtures into the database: all rows or none, and never over what somebody edited there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, transaction
from django.utils.translation import override

from editorial.fixtures import BrokenFixture, Row, digest, fields_of, read
from editorial.models import Edition, Entry, LoadedEntry

Identity = tuple[str, str]


@dataclass
class Outcome:
    """What one load did. `left_alone` says for each row that it did not touch why not."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    left_alone: dict[Identity, str] = field(default_factory=dict)


def load(directory: Path, progress: Callable[[int, int], None] = lambda done, total: None) -> Outcome:
    """Load every YAML file of the directory. Raises BrokenFixture, and has then loaded nothing.

    German is active throughout, so that modeltranslation's undetermined columns hold the German text.
    """
    with override("de"), transaction.atomic():
        Edition.objects.hold()
        return Load(read(directory), progress).run()


class Load:
    """One run. Rows are written after the rows that they refer to; links to many follow when all rows are there."""

    def __init__(self, rows: list[Row], progress: Callable[[int, int], None]):
        self.rows = rows
        self.given = {row.identity for row in rows}
        self.progress = progress
        self.outcome = Outcome()
        self.found = rows_in_database(self.given | {target for row in rows for target in row.all_references()})
        self.loaded = {(each.model, each.key): each for each in LoadedEntry.objects.all()}
        self.written: list[Row] = []

    def run(self) -> Outcome:
        rows = self.in_order()
        for done, row in enumerate(rows, start=1):
            self.carry_out(row)
            self.progress(done, len(rows))
        self.link()
        self.remember()
        return self.outcome

    def in_order(self) -> list[Row]:
        rows = {row.identity: row for row in self.rows}
        before = {row.identity: {target for _, target in row.references(many=False)} & rows.keys() for row in self.rows}
        try:
            return [rows[identity] for identity in TopologicalSorter(before).static_order()]
        except CycleError as error:
            first = rows[error.args[1][0]]
            raise first.broken("key", "Diese Zeile verweist im Kreis auf sich selbst.") from error

    def carry_out(self, row: Row) -> None:
        if reason := self.reason_to_leave(row):
            self.outcome.left_alone[row.identity] = reason
        elif row.identity not in self.found:
            self.write(row, deserialized(row))
            self.outcome.created += 1
        elif self.loaded[row.identity].digest == row.digest:
            self.outcome.unchanged += 1
        else:
            self.write(row, self.renewed(row))
            self.outcome.updated += 1

    def reason_to_leave(self, row: Row) -> str | None:
        """Somebody deleted, added or edited this row, or deleted what it refers to: their work stands."""
        present, loaded = self.found.get(row.identity), self.loaded.get(row.identity)
        if loaded and not present:
            return "gelöscht"
        if present and not loaded:
            return "von Hand erfasst"
        if present and (edited := edited_fields(present, loaded, row)):
            return f"bearbeitet: {', '.join(edited)}"
        return self.lost_reference(row) if not (loaded and loaded.digest == row.digest) else None

    def lost_reference(self, row: Row) -> str | None:
        for many in (False, True):
            for name, target in row.references(many=many):
                if not self.is_there(target):
                    return self.explain_loss(row, name, target)
        return None

    def is_there(self, target: Identity) -> bool:
        return target in self.found or (target in self.given and target not in self.loaded)

    def explain_loss(self, row: Row, name: str, target: Identity) -> str:
        if target in self.loaded or target in self.outcome.left_alone:
            return f"verweist auf Gelöschtes: {name}"
        raise row.broken(name, f"«{target[1]}» gibt es nicht.")

    def write(self, row: Row, obj: Entry) -> None:
        try:
            obj.full_clean()
            obj.save()
        except ValidationError as error:
            raise row.broken(*first_message(error)) from error
        except DatabaseError as error:
            raise row.broken("key", error) from error
        self.found[row.identity] = obj
        self.written.append(row)

    def renewed(self, row: Row) -> Entry:
        """The row in the database with the fixture's values, and defaults for what the fixture no longer gives."""
        present, given = self.found[row.identity], deserialized(row)
        for name in self.names_to_write(row, many=False):
            attname = fields_of(row.model)[name].attname
            setattr(present, attname, getattr(given, attname))
        return present

    def names_to_write(self, row: Row, *, many: bool) -> list[str]:
        """The fields that the fixture gives, or gave when it was last loaded."""
        before = self.loaded[row.identity].stored if row.identity in self.loaded else {}
        fields = fields_of(row.model)
        return [name for name in {**row.values, **before} if name in fields and bool(fields[name].many_to_many) == many]

    def link(self) -> None:
        for row in self.written:
            for name in self.names_to_write(row, many=True):
                meant = [target for each, target in row.references(many=True) if each == name]
                getattr(self.found[row.identity], name).set(self.found[each] for each in meant if each in self.found)

    def remember(self) -> None:
        """Keep what the rows hold now, as read back: the database may round, and rich text is cleaned on the way."""
        stored = rows_in_database({row.identity for row in self.written})
        for row in self.written:
            held = {name: digest_of(stored[row.identity], name) for name in row.values}
            LoadedEntry.objects.update_or_create(
                model=row.identity[0], key=row.key, defaults={"digest": row.digest, "stored": held}
            )


def rows_in_database(wanted: set[Identity]) -> dict[Identity, Entry]:
    """Those that are wanted and there; what else the office entered may be a hundred times as much."""
    found = {}
    for label in sorted({label for label, _key in wanted}):
        model = apps.get_model(label)
        linked = [each.name for each in model._meta.many_to_many]
        keys = [key for each, key in wanted if each == label]
        # Locked until the load is done: what an editor saves meanwhile waits, and is not written over.
        rows = model.objects.filter(key__in=keys).select_for_update(of=("self",))
        found |= {(label, obj.key): obj for obj in rows.prefetch_related(*linked)}
    return found


def deserialized(row: Row) -> Entry:
    """The row as Django's serializer reads it, without its links to many."""
    try:
        return deserialized_fields(row, row.names(many=False))
    except DeserializationError as error:
        raise first_bad_value(row) or row.broken("key", error) from error


def deserialized_fields(row: Row, names: list[str]) -> Entry:
    data = {"model": row.identity[0], "fields": {name: exactly(row.values[name]) for name in names}}
    return next(serializers.deserialize("python", [data])).object


def exactly(value: object) -> object:
    """YAML reads 3.4 as a float; as text it stays the decimal that was written."""
    return str(value) if isinstance(value, float) else value


def first_bad_value(row: Row) -> BrokenFixture | None:
    for name in row.names(many=False):
        try:
            fields_of(row.model)[name].to_python(exactly(row.values[name]))
        except ValidationError as error:
            return row.broken(name, error.messages[0])
    return None


def first_message(error: ValidationError) -> tuple[str, str]:
    """Field and message; of a translated text the German column, which the fixture names."""
    messages = error.message_dict
    name = next((name for name in messages if name.endswith("_de")), next(iter(messages)))
    return ("key" if name == "__all__" else name), messages[name][0]


def digest_of(obj: Entry, name: str) -> str:
    column = fields_of(type(obj))[name]
    if column.many_to_many:
        return digest(" ".join(sorted(each.key for each in getattr(obj, name).all())))[:16]
    return digest(repr(column.value_from_object(obj)))[:16]


def edited_fields(obj: Entry, loaded: LoadedEntry, row: Row) -> list[str]:
    """Fields that no longer hold what was loaded, or that somebody filled before the fixture did."""
    kept = [name for name in loaded.stored if name in fields_of(row.model)]
    changed = [name for name in kept if digest_of(obj, name) != loaded.stored[name]]
    return changed + [name for name in row.values if name not in loaded.stored and is_filled(obj, name)]


def is_filled(obj: Entry, name: str) -> bool:
    column = fields_of(type(obj))[name]
    if column.many_to_many:
        return bool(getattr(obj, name).all())
    return column.value_from_object(obj) not in (column.get_default(), None, "")
