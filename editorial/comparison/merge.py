"""Three-way merge of content: no text is lost, and people are asked only about real conflicts.

Two changes of one rich text are a conflict only if they meet in a paragraph.

Content is {place: {field: value}}, see `editorial.forms.form_content`. A missing place is a row, or a page, that
does not exist.
"""

from dataclasses import dataclass

from editorial.comparison.text_merge import merged_text
from editorial.forms.form_content import Content, Fields, Value


@dataclass(frozen=True)
class Conflict:
    """A field that both sides changed differently. Without a field: one side deleted the row that the other changed."""

    place: str
    field: str
    mine: Value
    theirs: Value


def merge(base: Content, mine: Content, theirs: Content) -> tuple[Content, list[Conflict]]:
    """A change of one side is taken over; of a conflict, `mine` is kept until somebody chooses."""
    merged, conflicts = {}, []
    for place in dict.fromkeys([*theirs, *mine]):
        fields, found = merge_place(place, base.get(place), mine.get(place), theirs.get(place))
        conflicts += found
        if fields is not None:
            merged[place] = fields
    return merged, conflicts


def merge_place(place: str, base: Fields | None, mine: Fields | None, theirs: Fields | None):
    if mine is None or theirs is None:
        return merge_removal(place, base, mine, theirs)
    fields: Fields = {}
    conflicts = []
    for name in dict.fromkeys([*theirs, *mine]):
        before, ours, other = ((side or {}).get(name, "") for side in (base, mine, theirs))
        if any(isinstance(side, list) for side in (before, ours, other)):
            fields[name] = merged_lists(before, ours, other)
        elif same(ours, before) or same(ours, other):
            fields[name] = other
        elif (text := merged_text(before, ours, other)) is not None:
            fields[name] = text
        else:
            fields[name] = ours
            if not same(other, before):
                conflicts.append(Conflict(place, name, ours, other))
    return fields, conflicts


def merged_lists(*sides: Value) -> list[str]:
    """References to many: what either side added or removed. They cannot conflict."""
    base, mine, theirs = ({side} - {""} if isinstance(side, str) else set(side) for side in sides)
    return sorted((mine | theirs) - (base - mine) - (base - theirs))


def merge_removal(place: str, base: Fields | None, mine: Fields | None, theirs: Fields | None):
    """A row that one side deleted is removed, unless the other changed it: then it is kept as a conflict."""
    kept = mine if theirs is None else theirs
    if base is None or kept is None:
        return kept, []
    if same_fields(kept, base):
        return None, []
    return kept, [Conflict(place, "", "" if mine is None else "geändert", "" if theirs is None else "geändert")]


def same(one: Value, other: Value) -> bool:
    """Whether values are equal; an empty string equals an empty list."""
    return one == other or not (one or other)


def same_fields(one: Fields, other: Fields) -> bool:
    return all(same(one.get(name, ""), other.get(name, "")) for name in {*one, *other})


def same_content(one: Content, other: Content) -> bool:
    return one.keys() == other.keys() and all(same_fields(one[place], other[place]) for place in one)
