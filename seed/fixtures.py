"""Reads and checks fixtures; errors name file, row and field in one line."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.apps import apps
from django.db import models
from modeltranslation.translator import NotRegistered, translator

from core.models import Entry

#: Beside the fixtures: whose site it is, and what is missing in single rows. Both are read at each start.
SITE_FILE, MISSING_FILE = "site.yaml", "missing.yaml"
#: The label of a model and the key of a row.
Identity = tuple[str, str]


class FixtureError(Exception):
    """An error in a fixture: place and reason, in one line."""

    def __init__(self, *where: str, what: object):
        super().__init__(" ".join(": ".join([*where, str(what)]).split()))


@dataclass(frozen=True)
class Row:
    """One row of a file: `values` holds the raw value of each field, references as natural keys."""

    file: str
    model: type[Entry]
    key: str
    values: dict

    @property
    def identity(self) -> Identity:
        return self.model._meta.label_lower, self.key

    def error(self, field: str, what: object) -> FixtureError:
        return FixtureError(self.file, " ".join(self.identity), field, what=what)

    def names(self, *, many: bool) -> list[str]:
        """The given many-to-many fields, or all the other given fields."""
        return [name for name in self.values if bool(fields_of(self.model)[name].many_to_many) == many]

    def references(self, *, many: bool) -> Iterator[tuple[str, Identity]]:
        """Each reference to another row: field name and identity of the target."""
        for name in self.names(many=many):
            if target := fields_of(self.model)[name].related_model:
                yield from ((name, (target._meta.label_lower, key)) for key in referenced_keys(self, name))

    def all_references(self) -> set[Identity]:
        return {target for many in (False, True) for _name, target in self.references(many=many)}


@cache
def fields_of(model: type[Entry]) -> dict[str, models.Field]:
    """Fields that a fixture may set.

    Not the primary key and times, and of a translated field only its language columns.
    """
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    left_out = {model._meta.pk.name, "changed_at", "changed_in", "confirmed_on", *translated_fields(model)}
    return {field.name: field for field in fields if field.name not in left_out}


@cache
def translated_fields(model: type[Entry]) -> frozenset[str]:
    try:
        return frozenset(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        return frozenset()


def read_fixtures(directory: Path) -> list[Row]:
    """All rows of all files. Raises FixtureError."""
    paths = sorted(path for path in directory.glob("*.yaml") if path.name not in (SITE_FILE, MISSING_FILE))
    if not paths:
        raise FixtureError(str(directory), what="Hier liegt keine YAML-Datei.")
    rows = [row for path in paths for row in read_file(path)]
    refuse_duplicates(rows)
    return rows


def read_file(path: Path) -> list[Row]:
    return [read_row(path.name, number, item) for number, item in enumerate(read_list(path), start=1)]


def read_list(path: Path) -> list[object]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=StrictLoader)  # noqa: S506  a safe loader
    except (yaml.YAMLError, ValueError, OSError) as error:  # ValueError: a date that does not exist, broken UTF-8
        raise FixtureError(path.name, what=f"kein gültiges YAML: {error}") from error
    if not isinstance(data, list):
        raise FixtureError(path.name, what="Eine Liste von Zeilen wird erwartet.")
    return data


class StrictLoader(yaml.CSafeLoader):
    """Refuses a field that is given twice, where YAML would silently keep the last."""

    def construct_mapping(self, node, deep=False):
        names = [self.construct_object(name, deep=True) for name, _ in node.value]
        for position, name in enumerate(names):
            if name in names[:position]:
                mark = node.value[position][0].start_mark
                raise yaml.constructor.ConstructorError(None, None, f"«{name}» steht zweimal", mark)
        return super().construct_mapping(node, deep)


def read_row(file: str, number: int, item: object) -> Row:
    where = file, f"Zeile {number}"
    if not isinstance(item, dict) or set(item) != {"model", "fields"} or not isinstance(item["fields"], dict):
        raise FixtureError(*where, what="Eine Zeile hat genau «model» und «fields».")
    model = content_model(where, item["model"])
    key = item["fields"].get("key")
    if not key or not isinstance(key, str):
        raise FixtureError(*where, model._meta.label_lower, "key", what="Der Schlüssel fehlt oder ist kein Text.")
    row = Row(file, model, key, item["fields"])
    for name, value in row.values.items():
        check_value(row, name, value)
    return row


def content_model(where: tuple[str, str], label: object) -> type[Entry]:
    try:
        model = apps.get_model(str(label))
    except (LookupError, ValueError):
        model = None
    if not (model and issubclass(model, Entry)):
        raise FixtureError(*where, "model", what=f"Es gibt keinen Inhalt «{label}».")
    return model


def check_value(row: Row, name: str, value: object) -> None:
    """Checks the YAML type, which Django would convert silently: 142.20 to the text «142.2», a list to its repr."""
    if name in translated_fields(row.model):
        raise row.error(name, f"Übersetzte Texte nennen ihre Sprache: «{name}_de».")
    if name not in fields_of(row.model):
        raise row.error(name, "Dieses Feld gibt es nicht, oder es gehört nicht in eine Datei.")
    field = fields_of(row.model)[name]
    if field.related_model:
        referenced_keys(row, name)
    elif isinstance(field, (models.CharField, models.TextField)) and not isinstance(value, str):
        raise row.error(name, f"Text wird erwartet, in Anführungszeichen, nicht {value!r}.")


def referenced_keys(row: Row, name: str) -> list[str]:
    """The keys that a field refers to: `[key]` or null, or a list of `[key]`. Raises FixtureError."""
    value = row.values[name]
    many = fields_of(row.model)[name].many_to_many
    natural_keys = value if many else [value] if value is not None else []
    if not isinstance(natural_keys, list) or not all(is_natural_key(each) for each in natural_keys):
        raise row.error(name, f"Verweise stehen als {'[[schlüssel], …]' if many else '[schlüssel]'}.")
    return [key for (key,) in natural_keys]


def is_natural_key(value: object) -> bool:
    return isinstance(value, list) and len(value) == 1 and isinstance(value[0], str)


def refuse_duplicates(rows: list[Row]) -> None:
    seen: dict[Identity, Row] = {}
    for row in rows:
        if row.identity in seen:
            raise row.error("key", f"Diesen Schlüssel gibt es schon in {seen[row.identity].file}.")
        seen[row.identity] = row
