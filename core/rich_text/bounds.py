"""How long and how deep a rich text may be, measured before anything parses it.

Parsers of HTML take time that grows with the square of the depth; a sanitizer cannot know before it has parsed.
"""

import html
import re

MAX_LENGTH = 50_000  # characters: more than twenty printed pages in one field
MAX_DEPTH = 500  # elements inside each other, where the editor writes six; of foreign markup, all that begin

#: A tag as the editor writes it. Of any other spelling, a parser may see elements where this module sees none.
_ATTRIBUTE = r"""\s+[a-z-]+(?:=(?:"[^"<>]*"|'[^'<>]*'))?"""
_TAG = re.compile(rf"<(/?)([a-z][a-z0-9]*)((?:{_ATTRIBUTE})*)\s*/?>", re.IGNORECASE)
_BEGINNING = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE)
#: Elements whose end tag always ends them, where nothing stands between that is still open.
_SIMPLE_ELEMENTS = frozenset(
    [
        "a",
        "b",
        "blockquote",
        "br",
        "code",
        "div",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "li",
        "ol",
        "p",
        "s",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "ul",
    ]
)
_VOID_ELEMENTS = frozenset(("br", "hr"))
_AUTO_CLOSED_ELEMENTS = frozenset(("p", "li"))  # which end where the next one begins
_ANY_TAG = re.compile(r"<[^<>]*>?")


def depth(text: str) -> int:
    """At least as many elements as any parser has open at the same time."""
    deepest, is_plain = 0, True
    open_tags: list[str] = []
    for beginning in _BEGINNING.finditer(text):
        tag = _TAG.match(text, beginning.start())
        name = tag[2].lower() if tag else ""
        is_plain = is_plain and name in _SIMPLE_ELEMENTS
        if is_plain and name in _VOID_ELEMENTS:
            continue
        if tag and tag[1]:
            if is_plain and open_tags and open_tags[-1] == name:
                open_tags.pop()
            continue
        if not (is_plain and name in _AUTO_CLOSED_ELEMENTS and open_tags and open_tags[-1] == name):
            open_tags.append(name)
        deepest = max(deepest, len(open_tags))
    return deepest


def is_bounded(text: str) -> bool:
    return len(text) <= MAX_LENGTH and depth(text) <= MAX_DEPTH


def refusal(text: str) -> str:
    """What is wrong with a text, for who wrote it; "" for one that can be read."""
    if len(text) > MAX_LENGTH:
        return f"Dieser Text ist zu lang: {grouped_number(len(text))} Zeichen statt höchstens {grouped_number(MAX_LENGTH)}. Teilen Sie ihn auf."
    if depth(text) > MAX_DEPTH:
        return (
            "Dieser Text ist zu tief verschachtelt. Fügen Sie ihn ohne Formatierung ein, und formatieren Sie ihn hier."
        )
    return ""


def grouped_number(value: int) -> str:
    return f"{value:,}".replace(",", "’")


def text_without_tags(text: str) -> str:
    """What stands between the tags, without parsing them."""
    return " ".join(html.unescape(_ANY_TAG.sub(" ", text)).split())
