"""Collation: one alphabetical order of names, computed by the database and the same on PostgreSQL and SQLite.

Accents, case and quotation marks count only between names that are otherwise equal: Ä sorts as A, œ as oe. The databases'
own collations differ between engines, servers and versions; see `docs/adr/0020-collation.md`.
"""

import unicodedata
from functools import cache

from django.db.backends.signals import connection_created
from django.db.models import CharField, F, Func, Value
from django.db.models.expressions import Expression
from django.db.models.functions import Coalesce, NullIf, Replace
from modeltranslation.settings import DEFAULT_LANGUAGE
from modeltranslation.utils import build_localized_fieldname, get_language

#: Latin up to Extended-A, which European names use, and Arabic. Other scripts sort by code point.
FOLDED_BLOCKS = (range(0x41, 0x5B), range(0xC0, 0x180), range(0x620, 0x650))
IGNORED_CHARACTERS = "«»‹›„“”‚‘’\"'ـ" + "".join(map(chr, [*range(0x300, 0x370), *range(0x64B, 0x653)]))
SPACE_CHARACTERS = "-‐‑–—/\u00a0\u202f"
LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss"}


def base_letter(letter: str) -> str:
    """The lower-case letter without accents, if that is a single letter."""
    bare = unicodedata.normalize("NFKD", letter).casefold().replace("ı", "i").replace("ø", "o").replace("ł", "l")
    base = "".join(each for each in bare if not unicodedata.combining(each))
    return base if len(base) == 1 else letter.lower()


FOLDED = {
    letter: base_letter(letter)
    for block in FOLDED_BLOCKS
    for letter in map(chr, block)
    if base_letter(letter) != letter
}
TRANSLATE_FROM = "".join(FOLDED) + SPACE_CHARACTERS + IGNORED_CHARACTERS
TRANSLATE_TO = "".join(FOLDED.values()) + " " * len(SPACE_CHARACTERS)


class ByCodePoint(Func):
    """Sorts by bytes, whatever collation the database has."""

    arity = 1
    template = "%(expressions)s"

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template='(%(expressions)s) COLLATE "C"', **context)


class Translate(Func):
    """PostgreSQL's TRANSLATE: replaces characters one by one; those without a counterpart are removed."""

    function = "TRANSLATE"
    arity = 3


class Folded(Func):
    """A name without accents, case and quotation marks. The tables are not arguments: migrations do not hold them."""

    arity = 1

    def resolve_expression(self, *args, **kwargs):
        text: Func = Translate(
            *self.source_expressions, Value(TRANSLATE_FROM), Value(TRANSLATE_TO), output_field=CharField()
        )
        for letter, letters in LIGATURES.items():
            text = Replace(text, Value(letter), Value(letters))
        return text.resolve_expression(*args, **kwargs)


def alphabetical(name: str) -> list[ByCodePoint | str]:
    """Arguments of `order_by` for a translated field as displayed in the active language; `pk` makes it unique."""
    return [*collation_keys(displayed_text(name)), "pk"]


def collation_keys(text: Expression | F) -> list[ByCodePoint]:
    """First without accents and case; equal names then by bytes, capitals before small letters."""
    return [ByCodePoint(Folded(text)), ByCodePoint(text)]


def displayed_text(name: str) -> Expression:
    """The text in the reader's language, else in German; not the untranslated column, which holds the last save."""
    reader, german = (F(build_localized_fieldname(name, code)) for code in (get_language(), DEFAULT_LANGUAGE))
    return Coalesce(NullIf(reader, Value("")), german, Value(""), output_field=CharField())


def create_sqlite_function(connection, **kwargs):
    """Adds TRANSLATE to SQLite, which lacks it."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("TRANSLATE", 3, translate, deterministic=True)


def translate(text: str | None, old: str, new: str) -> str | None:
    return text and text.translate(translation_table(old, new))


@cache
def translation_table(old: str, new: str) -> dict[int, int | None]:
    return str.maketrans(old[: len(new)], new, old[len(new) :])


def install_functions():
    connection_created.connect(create_sqlite_function, dispatch_uid="alphabet")
