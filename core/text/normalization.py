"""Normalization of texts that are stored or searched: NFC, without invisible characters.

Word, PDF files and web pages leave such characters in copied text. They split words for screen readers and for the
search, and neither readers nor editors can see them.
"""

import re
import unicodedata

#: Control characters, soft hyphen, zero-width space, bidirectional controls, noncharacters, surrogates. Markup gives
#: the direction with `dir`. Characters that Arabic or emoji need (U+200C to U+200F) stay.
_REMOVED_CHARACTERS = [
    range(0x09), range(0x0E, 0x20), range(0x7F, 0x85), range(0x86, 0xA0), [0xAD, 0x180E, 0x200B], range(0x202A, 0x202F),
    range(0x2060, 0x2070), range(0xD800, 0xE000), range(0xFDD0, 0xFDF0), [0xFEFF], range(0xFFF9, 0xFFFD), [0xFFFE, 0xFFFF],
]  # fmt: skip
_TRANSLATION_TABLE = {code: None for codes in _REMOVED_CHARACTERS for code in codes} | {
    ord(space): " " for space in "\t\f"
}
_NEWLINES = re.compile(r"\r\n?")
#: The line break of Word and PowerPoint (vertical tab), and those of Unicode.
_OTHER_LINE_BREAKS = re.compile("[\v\x85\u2028\u2029]")
#: Joiners shape Arabic and Indic letters and emoji; next to a Latin letter they do nothing.
_JOINERS = re.compile("(?<=[\x00-\u024f])[\u200c\u200d]++|(?<![\u200c\u200d])[\u200c\u200d]++(?=[\x00-\u024f])")

#: Where many combining marks can stand: no letters, digits or spaces. Longer than any word needs.
_MARKS = re.compile(r"[^\w\s\x00-\u02ff]{9,}")
#: Marks on one letter that are kept. Python sorts them in time that grows with the square of their number.
MAX_MARKS = 8

#: Characters that may stay in a text although they are invisible.
INVISIBLE = dict.fromkeys(map(ord, "\u200c\u200d\u200e\u200f\u061c"))


def normalized(text: str, line_break: str = "\n") -> str:
    """A normalized text of one or more lines; `line_break` replaces line breaks other than newlines."""
    text = _OTHER_LINE_BREAKS.sub(line_break, _NEWLINES.sub("\n", text)).translate(_TRANSLATION_TABLE)
    return unicodedata.normalize("NFC", _MARKS.sub(without_flood, _JOINERS.sub("", text)))


def without_flood(found: re.Match) -> str:
    """Without the marks of a letter beyond `MAX_MARKS`."""
    kept, count = [], 0
    for sign in found[0]:
        parts = unicodedata.normalize("NFD", sign)
        count = count + len(parts) if unicodedata.combining(parts[0]) else 0
        if count <= MAX_MARKS:
            kept.append(sign)
    return "".join(kept)


def one_line(text: str) -> str:
    return normalized(text).replace("\n", " ")


def bounded_line(text: str, most: int = 200) -> str:
    """What somebody typed into a field of one line, at most so many letters."""
    return visible(one_line(text).strip()[:most])


def visible(text: str) -> str:
    """Empty, if nobody would see anything of it."""
    return text if text.translate(INVISIBLE).strip() else ""
