"""Brings together what two people made of the same content: nobody's words are lost, and nobody is asked without need.

Content is {place: {field: value}}, see `editorial.revisions.form_content`. A place that is missing is a row, or a page, that is not there.
"""

from dataclasses import dataclass

Value = str | list[str]
Fields = dict[str, Value]
Content = dict[str, Fields]


@dataclass(frozen=True)
class Conflict:
    """A field that both changed, each to something else. Without a field: one deleted the row that the other changed."""

    place: str
    field: str
    mine: Value
    theirs: Value


def merge(base: Content, mine: Content, theirs: Content) -> tuple[Content, list[Conflict]]:
    """What was changed on one side only is taken from there; of what both changed, mine stands until somebody chooses."""
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
    fields, conflicts = {}, []
    for name in dict.fromkeys([*theirs, *mine]):
        before, ours, other = ((side or {}).get(name, "") for side in (base, mine, theirs))
        if same(ours, before) or same(ours, other):
            fields[name] = other
        else:
            fields[name] = ours
            if not same(other, before):
                conflicts.append(Conflict(place, name, ours, other))
    return fields, conflicts


def merge_removal(place: str, base: Fields | None, mine: Fields | None, theirs: Fields | None):
    """A row that one deleted goes, unless the other changed it meanwhile: then it stays, and somebody is asked."""
    kept = mine if theirs is None else theirs
    if base is None or kept is None:
        return kept, []
    if same_fields(kept, base):
        return None, []
    return kept, [Conflict(place, "", "" if mine is None else "geändert", "" if theirs is None else "geändert")]


def same(one: Value, other: Value) -> bool:
    """Nothing is nothing, whether as an empty text or as an empty list."""
    return one == other or not (one or other)


def same_fields(one: Fields, other: Fields) -> bool:
    return all(same(one.get(name, ""), other.get(name, "")) for name in {*one, *other})


def same_content(one: Content, other: Content) -> bool:
    return one.keys() == other.keys() and all(same_fields(one[place], other[place]) for place in one)
