"""Merges two changes of one rich text if they are in different paragraphs."""

import re
from difflib import SequenceMatcher

from editorial.forms.form_content import Value

#: A tag as the sanitizer writes it: it escapes the signs of markup in attributes.
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^<>]*>")
_VOID_ELEMENTS = frozenset(("br", "hr", "img"))
MAX_COMPARED = 500_000  # pairs of paragraphs: where many are alike, the time grows with their number
#: Where paragraphs of the base begin and end that one side has replaced, and by what.
Edit = tuple[int, int, list[str]]


def merged_text(base: Value, mine: Value, theirs: Value) -> str | None:
    """The text with the changes of both; None if they meet, or if it is not rich text."""
    before, ours, other = (paragraphs(str(side)) for side in (base, mine, theirs))
    if not (before and ours and other):
        return None
    own, foreign = edits(before, ours), edits(before, other)
    if any(meet(one, another) for one in own for another in foreign):
        return None
    for first, last, replacement in sorted(own + foreign, reverse=True):
        before[first:last] = replacement
    return "".join(before)


def paragraphs(text: str) -> list[str]:
    """The elements that stand beside each other; none, if it is not made of whole elements."""
    found, depth, start = [], 0, 0
    for tag in _TAG.finditer(text):
        if tag[2] in _VOID_ELEMENTS:
            continue
        depth += -1 if tag[1] else 1
        if depth == 0:
            found.append(text[start : tag.end()])
            start = tag.end()
    return found if depth == 0 and not text[start:].strip() else []


def edits(before: list[str], after: list[str]) -> list[Edit]:
    """Only what is not the same at the beginning and at the end is compared; as one edit, where that is too much."""
    start = same_at_start(before, after)
    rest = same_at_start(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - rest], after[start : len(after) - rest]
    if len(old) * len(new) > MAX_COMPARED:
        return [(start, start + len(old), new)]
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(start + first, start + last, new[begin:end]) for kind, first, last, begin, end in found if kind != "equal"]


def same_at_start(one: list[str], other: list[str]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))


def meet(one: Edit, other: Edit) -> bool:
    """Whether they change the same paragraph, or one adds something where the other changes."""
    (first, last, _), (begin, end, _) = one, other
    if first == last or begin == end:
        return first <= end and begin <= last
    return first < end and begin < last
