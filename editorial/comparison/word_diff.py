"""The diff of two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import Match, SequenceMatcher

_TOKENS = re.compile(r"\s+|[\w’'-]+|[^\w\s]")
#: Limits of the comparison steps, per word and as a minimum; after that, the rest counts as replaced.
STEPS_PER_WORD, MIN_STEPS = 200, 1_000_000
#: Beyond so many changed lines, their words are compared as one text.
MAX_LINES = 200
LIKENESS = 0.2  # words in common, of the words of both lines together


@dataclass(frozen=True)
class Segment:
    """Unchanged (""), deleted ("del") or inserted ("ins") words."""

    kind: str
    text: str


class BoundedMatcher(SequenceMatcher):
    """Limits SequenceMatcher, whose time grows with the third power of the length if few words are repeated often."""

    def __init__(self, old: list[str], new: list[str]):
        super().__init__(None, old, new)  # in longer texts, very frequent words start no match
        self.steps = MIN_STEPS + STEPS_PER_WORD * (len(old) + len(new))

    def find_longest_match(self, alo=0, ahi=None, blo=0, bhi=None) -> Match:
        self.steps -= sum(len(self.b2j.get(token, ())) for token in self.a[alo:ahi])  # type: ignore[attr-defined,misc]  # its attributes, unknown to the stubs
        return super().find_longest_match(alo, ahi, blo, bhi) if self.steps > 0 else Match(alo, blo, 0)


def diff_words(before: str, after: str) -> list[Segment]:
    """The segments: without insertions they give the text before, without deletions the text after.

    Lines are compared first, so that the words of a row or paragraph are not matched with those of another.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    segments = []
    for kind, *(a, b, c, d) in BoundedMatcher(old, new).get_opcodes():
        equal = [Segment("", "".join(old[a:b]))]
        segments += equal if kind == "equal" else diff_lines(old[a:b], new[c:d])
    return join_changes(segments)


def diff_lines(old: list[str], new: list[str]) -> list[Segment]:
    """Compares the words of lines that resemble each other; other lines are deleted or inserted as a whole."""
    if max(len(old), len(new)) > MAX_LINES:
        return diff_tokens("".join(old), "".join(new))
    segments, end = [], 0
    for line in old:
        found = next((place for place in range(end, len(new)) if resemble(line, new[place], len(old) + len(new))), None)
        if found is None:
            segments.append(Segment("del", line))
            continue
        segments += [Segment("ins", each) for each in new[end:found]] + diff_tokens(line, new[found])
        end = found + 1
    return segments + [Segment("ins", each) for each in new[end:]]


def resemble(old: str, new: str, lines: int) -> bool:
    """Whether two lines are compared word by word: if there are no others, or if they have many words in common."""
    ours, theirs = set(old.split()), set(new.split())
    return lines == 2 or len(ours & theirs) >= LIKENESS * (len(ours) + len(theirs)) > 0


def diff_tokens(before: str, after: str) -> list[Segment]:
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    segments = []
    for kind, *(a, b, c, d) in BoundedMatcher(old, new).get_opcodes():
        if kind == "equal":
            segments.append(Segment("", "".join(old[a:b])))
            continue
        segments += [Segment(tag, "".join(part)) for tag, part in (("del", old[a:b]), ("ins", new[c:d])) if part]
    return segments


def without_changed_spaces(segments: list[Segment]) -> list[Segment]:
    """The segments without deletions of white space; such insertions count as unchanged."""
    is_space = [each.kind and each.text.isspace() for each in segments]
    return [
        Segment("", each.text) if space else each
        for each, space in zip(segments, is_space, strict=True)
        if not (space and each.kind == "del")
    ]


def join_changes(segments: list[Segment]) -> list[Segment]:
    """Joins changes that are separated by white space only."""
    result: list[Segment] = []
    pending: list[Segment] = []
    for number, segment in enumerate(segments):
        is_gap = not segment.kind and segment.text.isspace() and 0 < number < len(segments) - 1 and pending
        if segment.kind or is_gap:
            pending.append(segment)
        else:
            result += one_change(pending) + [segment]
            pending = []
    return result + one_change(pending)


def one_change(changes: list[Segment]) -> list[Segment]:
    """All deletions, then all insertions; changes of one kind stay as they are."""
    if len({each.kind for each in changes if each.kind}) < 2:
        return changes
    sides = {kind: "".join(each.text for each in changes if each.kind in ("", kind)) for kind in ("del", "ins")}
    return [Segment(kind, text) for kind, text in sides.items()]
