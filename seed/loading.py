"""Loads fixtures into an empty database, in one transaction and with bulk queries.

Afterwards the office owns its texts. `only` adds the new rows of one file; rows that exist or were deleted are skipped.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.utils.translation import override

from accounts.permissions import SystemRequest
from core.models import Edition, Entry, entry_models
from editorial.forms.page_admin import page_admins
from editorial.models import Revision
from editorial.revisions import snapshots
from seed.fixtures import FixtureError, Identity, Row, fields_of, read_fixtures

Progress = Callable[[int, int], None]


def load(directory: Path, only: str = "", progress: Progress = lambda done, total: None) -> int | None:
    """The number of rows created; None where the database has content and `only` is empty.

    `only` is a file name without suffix. Raises FixtureError, and loads nothing then. German is active, so that
    modeltranslation's columns without a language hold the German text.
    """
    with override("de"), transaction.atomic():
        Edition.objects.hold()
        if not only and has_content():
            return None
        rows = read_fixtures(directory)
        new = new_rows(rows, only) if only else rows
        created = Load(new, progress).run()
        if new:
            snapshots.record_all()
        return created


def has_content() -> bool:
    """Whether there is a row of content, or was one (its revision remains)."""
    return Revision.objects.exists() or any(model.objects.exists() for model in entry_models())


# -- adding a file to a database with content


def new_rows(rows: list[Row], only: str) -> list[Row]:
    """New rows of the file, without rows that would be added to an existing page. Raises FixtureError."""
    wanted = [row for row in rows if Path(row.file).stem == only]
    if not wanted:
        names = ", ".join(sorted({Path(row.file).stem for row in rows}))
        raise FixtureError(only, what=f"Diese Datei gibt es nicht. Es gibt: {names}.")
    fields = owner_fields()
    pages = {row.identity: owners(row, fields) for row in wanted}
    known = known_identities(set(pages).union(*pages.values()))
    return [row for row in wanted if not known & {row.identity, *pages[row.identity]}]


def known_identities(wanted: set[Identity]) -> set[Identity]:
    """Identities of rows that exist, or did according to their revisions."""
    return set(rows_in_database(wanted)) | {
        identity for identity in Revision.objects.values_list("model", "key") if identity in wanted
    }


def owners(row: Row, fields: dict[type[models.Model], set[str]]) -> set[Identity]:
    """The pages in whose form the row is edited."""
    return {target for name, target in row.references(many=False) if name in fields.get(row.model, set())}


def owner_fields() -> dict[type[models.Model], set[str]]:
    """For each model that is edited inline, the names of its foreign keys to the page."""
    found = defaultdict(set)
    for page_admin in page_admins():
        for formset, _inline in page_admin.get_formsets_with_inlines(SystemRequest()):
            found[formset.model].add(formset.fk.name)
    return found


def rows_in_database(wanted: Iterable[Identity]) -> dict[Identity, Entry]:
    keys = defaultdict(list)
    for label, key in wanted:
        keys[label].append(key)
    return {
        (label, row.key): row for label in keys for row in apps.get_model(label).objects.filter(key__in=keys[label])
    }


# -- loading


class Load:
    """Writes rows after the rows that they refer to, and many-to-many links at the end."""

    def __init__(self, rows: list[Row], progress: Progress):
        self.rows = rows
        self.progress = progress
        given = {row.identity for row in rows}
        self.found = rows_in_database({target for row in rows for target in row.all_references()} - given)

    def run(self) -> int:
        for level in dependency_levels(self.rows):
            self.write(level)
        self.link()
        return len(self.rows)

    def write(self, level: list[Row]):
        by_model = defaultdict(list)
        for row in level:
            by_model[row.model].append((row, self.instance(row)))
        for model, pairs in by_model.items():
            create(model, pairs)
            self.found |= {row.identity: instance for row, instance in pairs}
        self.progress(len(self.found), len(self.rows))

    def instance(self, row: Row) -> Entry:
        """An unsaved instance, validated but for constraints, which the database checks. Raises FixtureError."""
        found = row.model()
        references = dict(row.references(many=False))
        for name in row.names(many=False):
            if name in references:
                setattr(found, name, self.target(row, name, references[name]))
            elif not fields_of(row.model)[name].related_model:
                setattr(found, name, value_of(row, name))
        try:
            found.clean_fields(exclude=references)
            found.clean()
        except ValidationError as error:
            raise row.error(*first_message(error)) from error
        return found

    def target(self, row: Row, name: str, identity: Identity) -> Entry:
        if identity not in self.found:
            raise row.error(name, f"«{identity[1]}» gibt es nicht.")
        return self.found[identity]

    def link(self):
        """Writes many-to-many links, with one query for each field."""
        links = defaultdict(list)
        for row in self.rows:
            fields = {field.name: field for field in row.model._meta.many_to_many}
            for name, target in row.references(many=True):
                field = fields[name]
                ends = {
                    field.m2m_field_name(): self.found[row.identity],
                    field.m2m_reverse_field_name(): self.target(row, name, target),
                }
                links[through_of(field)].append(through_of(field)(**ends))
        for through, rows in links.items():
            through._default_manager.bulk_create(rows)


def through_of(field: models.ManyToManyField) -> type[models.Model]:
    """The through model. Raises LookupError while the apps are loading."""
    if field.remote_field.through is None:
        raise LookupError(f"{field} is not in use yet")
    return field.remote_field.through


def dependency_levels(rows: list[Row]) -> Iterator[list[Row]]:
    """Groups of rows that refer only to earlier groups. Raises FixtureError for circular references."""
    given = {row.identity: row for row in rows}
    sorter = TopologicalSorter(
        {row.identity: {target for _name, target in row.references(many=False)} & given.keys() for row in rows}
    )
    try:
        sorter.prepare()
    except CycleError as error:
        raise given[error.args[1][0]].error("key", "Diese Zeile verweist im Kreis auf sich selbst.") from error
    while sorter.is_active():
        ready = set(sorter.get_ready())
        yield [row for row in rows if row.identity in ready]
        sorter.done(*ready)


def value_of(row: Row, name: str) -> object:
    value = row.values[name]
    try:
        # YAML reads 3.4 as a float; as text it stays the decimal that was written.
        return fields_of(row.model)[name].to_python(str(value) if isinstance(value, float) else value)
    except ValidationError as error:
        raise row.error(name, error.messages[0]) from error


def create(model: type[Entry], pairs: list[tuple[Row, Entry]]):
    for _row, instance in pairs:
        instance.date_from_facts()
    try:
        with transaction.atomic():
            model.objects.bulk_create([instance for _row, instance in pairs])
    except DatabaseError as error:
        for row, instance in pairs:
            create_alone(row, instance)
        raise FixtureError(model._meta.label_lower, what=error) from error


def create_alone(row: Row, instance: Entry):
    """Raises FixtureError with the message of the model for the row that the database refused."""
    instance.pk = None
    try:
        instance.full_clean()
        instance.save(force_insert=True)
    except ValidationError as error:
        raise row.error(*first_message(error)) from error
    except DatabaseError as error:
        raise row.error("key", error) from error


def first_message(error: ValidationError) -> tuple[str, str]:
    """Field and message; for a translated field the German column, which is the one in the fixture."""
    messages = error.message_dict
    name = next((name for name in messages if name.endswith("_de")), next(iter(messages)))
    return ("key" if name == "__all__" else name), messages[name][0]
