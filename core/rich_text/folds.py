"""Folds the parts of a long rich text under their headings."""

import re

_PARTS = re.compile(r"(?=<h3\b)")
_HEADING = re.compile(r"(<h3\b.*?</h3>)(.*)", re.DOTALL)
_LISTS = re.compile(r"<(/?)[uo]l\b")


def folded(value: str) -> str:
    """Each heading with what follows it as `details`, but for a first one that nothing precedes.

    Unchanged if a heading stands within a list.
    """
    first, *others = [part for part in _PARTS.split(value) if part.strip()] or [""]
    if any(not _is_whole(part) for part in (first, *others)):
        return value
    return first + "".join(map(_fold, others))


def _is_whole(part: str) -> bool:
    slashes = _LISTS.findall(part)
    return slashes.count("") == slashes.count("/")


def _fold(part: str) -> str:
    return _HEADING.sub(r'<details class="fold"><summary>\1</summary>\2</details>', part)
