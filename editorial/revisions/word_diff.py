"""What has changed in a text, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKENS = re.compile(r"\s+|[\w’'-]+|[^\w\s]")
_WHOLE = 4000  # words; longer texts are compared without looking for words that stand everywhere


@dataclass(frozen=True)
class Stretch:
    """Words that stayed (""), were taken out ("del") or came in ("ins")."""

    kind: str
    text: str


def compare(before: str, after: str) -> list[Stretch]:
    """Joined without what came in, the text before; without what was taken out, the text after."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=max(len(old), len(new)) > _WHOLE)
    stretches = []
    for kind, *(a, b, c, d) in matcher.get_opcodes():
        if kind == "equal":
            stretches.append(Stretch("", "".join(old[a:b])))
            continue
        stretches += [Stretch(tag, "".join(part)) for tag, part in (("del", old[a:b]), ("ins", new[c:d])) if part]
    return joined(stretches)


def joined(stretches: list[Stretch]) -> list[Stretch]:
    """Changes with nothing but a space between them are read as one."""
    result: list[Stretch] = []
    pending: list[Stretch] = []
    for number, stretch in enumerate(stretches):
        is_gap = not stretch.kind and stretch.text.isspace() and 0 < number < len(stretches) - 1 and pending
        if stretch.kind or is_gap:
            pending.append(stretch)
        else:
            result += one(pending) + [stretch]
            pending = []
    return result + one(pending)


def one(changes: list[Stretch]) -> list[Stretch]:
    """First all that went, then all that came; a gap between words of one kind alone stays what it is."""
    if len({each.kind for each in changes if each.kind}) < 2:
        return changes
    sides = {kind: "".join(each.text for each in changes if each.kind in ("", kind)) for kind in ("del", "ins")}
    return [Stretch(kind, text) for kind, text in sides.items()]
