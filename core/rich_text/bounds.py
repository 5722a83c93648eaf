"""Limits on length and nesting depth of rich text, checked before anything parses it.

The time of HTML parsers grows with the square of the depth, and a sanitizer knows the depth only after parsing.
"""

import html
import re

from core.text.number_fields import grouped

MAX_LENGTH = 50_000  # characters: more than twenty printed pages in one field
MAX_DEPTH = 500  # nested elements, where the editor writes six; in foreign markup every start tag counts

#: A tag as the editor writes it. With any other spelling, a parser may see elements that this module does not.
_ATTRIBUTE = r"""\s+[a-z-]+(?:=(?:"[^"<>]*"|'[^'<>]*'))?"""
_TAG = re.compile(rf"<(/?)([a-z][a-z0-9]*)((?:{_ATTRIBUTE})*)\s*/?>", re.IGNORECASE)
_BEGINNING = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE)
#: Elements that their end tag always closes, if no other element inside them is open.
_SIMPLE_ELEMENTS = (
    {"a", "b", "br", "code", "em", "i", "img", "s", "span", "strong", "sub", "sup", "u"}
    | {"blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "ul"}
    | {"caption", "table", "tbody", "td", "th", "thead", "tr"}
)
_VOID_ELEMENTS = frozenset(("br", "hr", "img"))
#: Where the parts of a table must stand: elsewhere, parsers add elements or move them out of the table.
_TABLE_PARENTS = {
    "caption": {"table"},
    "thead": {"table"},
    "tbody": {"table"},
    "tr": {"table", "thead", "tbody"},
    "th": {"tr"},
    "td": {"tr"},
}
_PARTS_WITHOUT_TEXT = frozenset(("table", "thead", "tbody", "tr"))
_AUTO_CLOSED_ELEMENTS = frozenset(("p", "li"))  # closed by the next one of their kind
_ANY_TAG = re.compile(r"<[^<>]*>?")


def depth(text: str) -> int:
    """An upper bound of the number of elements that any parser has open at the same time."""
    deepest, is_plain = 0, True
    open_tags: list[str] = []
    for beginning in _BEGINNING.finditer(text):
        tag = _TAG.match(text, beginning.start())
        name = tag[2].lower() if tag else ""
        is_plain = is_plain and name in _SIMPLE_ELEMENTS and (bool(tag and tag[1]) or _is_in_place(name, open_tags))
        if is_plain and name in _VOID_ELEMENTS:
            continue
        if tag and tag[1]:
            if is_plain and open_tags and open_tags[-1] == name:
                open_tags.pop()
            continue
        if not (is_plain and name in _AUTO_CLOSED_ELEMENTS and open_tags and open_tags[-1] == name):
            open_tags.append(name)
        deepest = max(deepest, len(open_tags))
    return deepest + ("<table" in text.lower())  # parsers put a <tbody> around rows that stand in none


def _is_in_place(name: str, open_tags: list[str]) -> bool:
    """Whether parsers put an element where it stands, as far as tables are concerned."""
    parent = open_tags[-1] if open_tags else ""
    if name == "table" and "table" in open_tags:
        return False
    return parent in _TABLE_PARENTS.get(name, {parent}) and (
        name in _TABLE_PARENTS or parent not in _PARTS_WITHOUT_TEXT
    )


def is_bounded(text: str) -> bool:
    return len(text) <= MAX_LENGTH and depth(text) <= MAX_DEPTH


def refusal(text: str) -> str:
    """Why a text is refused, in German; "" for one that may be parsed."""
    if len(text) > MAX_LENGTH:
        return f"Dieser Text ist zu lang: {grouped(str(len(text)))} Zeichen statt höchstens {grouped(str(MAX_LENGTH))}. Teilen Sie ihn auf."
    if depth(text) > MAX_DEPTH:
        return (
            "Dieser Text ist zu tief verschachtelt. Fügen Sie ihn ohne Formatierung ein, und formatieren Sie ihn hier."
        )
    return ""


def text_without_tags(text: str) -> str:
    """The text between the tags, without parsing them."""
    return " ".join(html.unescape(_ANY_TAG.sub(" ", text)).split())
