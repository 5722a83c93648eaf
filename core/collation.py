"""Names in the order of the alphabet: one rule, carried out by the database, and the same on each of them.

Accents, case and quotation marks count only where two names are the same without them: Ä stands with A, œ with oe. The
databases' own collations differ from one another, from server to server and from version to version; see
`docs/adr/0020-collation.md`.
"""

import unicodedata
from functools import cache

from django.db.backends.signals import connection_created
from django.db.models import CharField, F, Func, Value
from django.db.models.expressions import Expression
from django.db.models.functions import Coalesce, NullIf, Replace
from modeltranslation.settings import DEFAULT_LANGUAGE
from modeltranslation.utils import build_localized_fieldname, get_language

#: Latin up to Extended-A, as European names are written, and Arabic. Others stand in the order of Unicode.
FOLDED_BLOCKS = (range(0x41, 0x5B), range(0xC0, 0x180), range(0x620, 0x650))
IGNORED_CHARACTERS = "«»‹›„“”‚‘’\"'ـ" + "".join(map(chr, [*range(0x300, 0x370), *range(0x64B, 0x653)]))
SPACE_CHARACTERS = "-‐‑–—/\u00a0\u202f"
LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss"}


def base_letter(letter: str) -> str:
    """The small letter without its accents, where one letter stays one."""
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
    """Byte by byte, whatever collation the database has: nothing depends on the server's language."""

    arity = 1
    template = "%(expressions)s"

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template='(%(expressions)s) COLLATE "C"', **context)


class Translate(Func):
    """PostgreSQL's own function: letter by letter from one string to another; what has no counterpart goes."""

    function = "TRANSLATE"
    arity = 3


class Folded(Func):
    """A name without accents, case and quotation marks. The letters stay out of its arguments, and so of migrations."""

    arity = 1

    def resolve_expression(self, *args, **kwargs):
        text: Func = Translate(
            *self.source_expressions, Value(TRANSLATE_FROM), Value(TRANSLATE_TO), output_field=CharField()
        )
        for letter, letters in LIGATURES.items():
            text = Replace(text, Value(letter), Value(letters))
        return text.resolve_expression(*args, **kwargs)


def alphabetical(name: str) -> list[ByCodePoint | str]:
    """For `order_by`: a translated field as it is shown in the active language; no two rows at the same place."""
    return [*collation_keys(displayed_text(name)), "pk"]


def collation_keys(text: Expression | F) -> list[ByCodePoint]:
    """First without accents and case; names that are the same so, by their bytes: a capital before a small letter."""
    return [ByCodePoint(Folded(text)), ByCodePoint(text)]


def displayed_text(name: str) -> Expression:
    """The reader's language, or else German; never the untranslated column, which holds what was saved last."""
    reader, german = (F(build_localized_fieldname(name, code)) for code in (get_language(), DEFAULT_LANGUAGE))
    return Coalesce(NullIf(reader, Value("")), german, Value(""), output_field=CharField())


def create_sqlite_function(connection, **kwargs):
    """SQLite has no TRANSLATE: it gets one that does the same."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("TRANSLATE", 3, translate, deterministic=True)


def translate(text: str | None, old: str, new: str) -> str | None:
    return text and text.translate(translation_table(old, new))


@cache
def translation_table(old: str, new: str) -> dict[int, int | None]:
    return str.maketrans(old[: len(new)], new, old[len(new) :])


def install_functions():
    connection_created.connect(create_sqlite_function, dispatch_uid="alphabet")
