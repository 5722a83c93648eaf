"""Open data: one declaration of a list gives its CSV, its JSON, the JSON schema and the texts about its columns."""

import csv
import datetime
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from django.utils import timezone
from django.utils.functional import Promise

from core.languages import OTHER_LANGUAGES
from core.models import Entry, EntryQuerySet

#: Prefixes that spreadsheets take for a formula. The apostrophe is included, so that the escape can be reversed.
FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"  # without it, Excel does not detect UTF-8
TYPES: dict[str, dict[str, object]] = {
    "text": {"type": "string"},
    "address": {"type": "string", "format": "uri"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "yes or no": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "date-time"},
    "list": {"type": "array", "items": {"type": "string"}},
}
Value = str | int | float | Decimal | bool | list[str] | datetime.date | None
#: A text of the interface, which may be translated lazily.
Text = str | Promise
Row = TypeVar("Row", bound=Entry, contravariant=True)


@dataclass(frozen=True)
class Column(Generic[Row]):
    """`name` never changes; `of_language` is the code of the language of a translated column."""

    name: str
    label: Text
    kind: str
    read: Callable[[Row], Value]
    description: Text = ""
    unit: str = ""
    choices: tuple = ()
    is_required: bool = False
    is_translated: bool = False
    of_language: str = ""

    def value(self, row: Row) -> Value:
        value = self.read(row)
        return None if value == "" and self.kind != "list" else value

    def schema(self) -> dict:
        texts = {"title": str(self.label), "description": str(self.description)}
        type_ = dict(TYPES[self.kind])
        if self.choices:
            type_["enum"] = [code for code, _label in self.choices] + ([] if self.is_required else [None])
        if not self.is_required and self.kind != "list":
            type_["type"] = [type_["type"], "null"]
        return {name: text for name, text in texts.items() if text} | type_


@dataclass(frozen=True)
class DataSet:
    """`name` is part of its addresses; `issued` is the day of first publication.

    `themes` are codes of the EU's vocabulary of data themes.
    """

    name: str
    title: Text
    description: Text
    rows: Callable[[], EntryQuerySet]
    columns: tuple[Column, ...]
    issued: datetime.date
    themes: tuple[str, ...]
    keywords: tuple[Text, ...]

    @property
    def written(self) -> list[Column]:
        """The columns of the files: one for each language of a translated text."""
        return [each for column in self.columns for each in (column, *in_other_languages(column))]

    def values(self) -> Iterator[dict[str, Value]]:
        columns = self.written
        for row in self.rows().iterator(chunk_size=1_000):
            yield {column.name: column.value(row) for column in columns}

    def changed_at(self) -> datetime.datetime | None:
        return self.rows().order_by("-changed_at").values_list("changed_at", flat=True).first()


def in_other_languages(column: Column) -> Iterator[Column]:
    if column.is_translated:
        for code in OTHER_LANGUAGES:
            yield Column(
                f"{column.name}_{code}",
                column.label,
                column.kind,
                read_in_language(column.read, code),
                of_language=code,
            )


def read_in_language(read: Callable[..., Value], code: str) -> Callable[[Entry], Value]:
    """`read` bound to a language, which a translated column takes as second argument."""
    return lambda row: read(row, code)


def as_csv(data: DataSet) -> str:
    """CSV that Swiss Excel opens by double click: semicolons, byte order mark, CRLF."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.name for column in data.written])
    writer.writerows([csv_cell(value) for value in row.values()] for row in data.values())
    return BYTE_ORDER_MARK + stream.getvalue()


def csv_cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    if isinstance(value, list | str):
        return escaped_formula(", ".join(value) if isinstance(value, list) else value)
    return iso(value) if isinstance(value, datetime.date) else str(value)


def escaped_formula(text: str) -> str:
    """Text that a spreadsheet would calculate gets an apostrophe in front; whoever parses the file removes one."""
    return f"'{text}" if text.startswith(FORMULA_PREFIXES) else text


def plain_value(value: Value) -> Value:
    """The value as a JSON type."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return iso(value) if isinstance(value, datetime.date) else value


def iso(value: datetime.date) -> str:
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).replace(microsecond=0).isoformat()
    return value.isoformat()


def as_json(data: DataSet, about: dict) -> str:
    rows = [{name: plain_value(value) for name, value in row.items()} for row in data.values()]
    return json.dumps(about | {"zeilen": rows}, ensure_ascii=False)


def schema(data: DataSet, address: str, about: dict) -> dict:
    """The JSON schema of the whole file: its metadata and its rows."""
    columns = {column.name: column.schema() for column in data.written}
    row = {
        "type": "object",
        "properties": columns,
        "required": list(columns),
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": str(data.title),
        "description": str(data.description),
        "type": "object",
        "properties": {name: {"type": ["string", "null"]} for name in about}
        | {"zeilen": {"type": "array", "items": row}},
        "required": [*about, "zeilen"],
        "additionalProperties": False,
    }
