"""What has changed in a text, word by word."""

import re
from dataclasses import dataclass
from difflib import Match, SequenceMatcher

_TOKENS = re.compile(r"\s+|[\w’'-]+|[^\w\s]")
#: Of comparing, for each word and in any case; after that, what is left counts as replaced.
STEPS_PER_WORD, MIN_STEPS = 200, 1_000_000


@dataclass(frozen=True)
class Segment:
    """Words that stayed (""), were taken out ("del") or came in ("ins")."""

    kind: str
    text: str


class BoundedMatcher(SequenceMatcher):
    """Python's own takes time that grows with the third power of the length, where the same few words come again and again."""

    def __init__(self, old: list[str], new: list[str]):
        super().__init__(None, old, new)  # in longer texts, words that stand everywhere are no places to begin
        self.steps = MIN_STEPS + STEPS_PER_WORD * (len(old) + len(new))

    def find_longest_match(self, alo=0, ahi=None, blo=0, bhi=None) -> Match:
        self.steps -= sum(len(self.b2j.get(token, ())) for token in self.a[alo:ahi])  # type: ignore[attr-defined,misc]
        return super().find_longest_match(alo, ahi, blo, bhi) if self.steps > 0 else Match(alo, blo, 0)


def diff_words(before: str, after: str) -> list[Segment]:
    """Joined without what came in, the text before; without what was taken out, the text after."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    matcher = BoundedMatcher(old, new)
    stretches = []
    for kind, *(a, b, c, d) in matcher.get_opcodes():
        if kind == "equal":
            stretches.append(Segment("", "".join(old[a:b])))
            continue
        stretches += [Segment(tag, "".join(part)) for tag, part in (("del", old[a:b]), ("ins", new[c:d])) if part]
    return join_changes(stretches)


def join_changes(stretches: list[Segment]) -> list[Segment]:
    """Changes with nothing but a space between them are read as one."""
    result: list[Segment] = []
    pending: list[Segment] = []
    for number, stretch in enumerate(stretches):
        is_gap = not stretch.kind and stretch.text.isspace() and 0 < number < len(stretches) - 1 and pending
        if stretch.kind or is_gap:
            pending.append(stretch)
        else:
            result += one_change(pending) + [stretch]
            pending = []
    return result + one_change(pending)


def one_change(changes: list[Segment]) -> list[Segment]:
    """First all that went, then all that came; a gap between words of one kind alone stays what it is."""
    if len({each.kind for each in changes if each.kind}) < 2:
        return changes
    sides = {kind: "".join(each.text for each in changes if each.kind in ("", kind)) for kind in ("del", "ins")}
    return [Segment(kind, text) for kind, text in sides.items()]
