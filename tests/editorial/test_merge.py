"""Two people edit the same content: both changes are kept, or the conflict is named; removed rows as well."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorial.comparison.merge import Conflict, merge, same_content

TEXTS = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["", "x", "y", "z"]))
CONTENTS = st.dictionaries(st.sampled_from(["", "rows 1", "rows 2"]), TEXTS)

ROW, CHANGED = {"a": "x"}, {"a": "y"}
#: A row before, as one has it, as the other has it (None: it is not there), and what comes of it.
REMOVALS = {
    "nobody removed it": (ROW, ROW, ROW, ROW, []),
    "both removed it": (ROW, None, None, None, []),
    "I removed what nobody touched": (ROW, None, ROW, None, []),
    "they removed what nobody touched": (ROW, ROW, None, None, []),
    "I removed what they changed": (ROW, None, CHANGED, CHANGED, [Conflict("rows 1", "", "", "geändert")]),
    "they removed what I changed": (ROW, CHANGED, None, CHANGED, [Conflict("rows 1", "", "geändert", "")]),
    "I added it": (None, ROW, None, ROW, []),
    "they added it": (None, None, ROW, ROW, []),
    "an empty field is no change": (ROW, None, ROW | {"b": ""}, None, []),
    "a field that was emptied is one": (ROW, None, {"a": ""}, {"a": ""}, [Conflict("rows 1", "", "", "geändert")]),
}


def content(row: dict | None) -> dict:
    return {"": {"a": "page"}} | ({} if row is None else {"rows 1": row})


@pytest.mark.parametrize(("base", "mine", "theirs", "kept", "conflicts"), REMOVALS.values(), ids=REMOVALS)
def test_a_row_that_one_removed(base, mine, theirs, kept, conflicts):
    merged, found = merge(content(base), content(mine), content(theirs))

    assert merged == content(kept)
    assert found == conflicts


def test_a_page_that_one_deleted_and_the_other_changed_is_kept_and_named():
    assert merge({"": ROW}, {"": CHANGED}, {}) == ({"": CHANGED}, [Conflict("", "", "geändert", "")])
    assert merge({"": ROW}, {"": ROW}, {}) == ({}, [])


@settings(max_examples=200)
@given(CONTENTS, CONTENTS, CONTENTS)
def test_merging_takes_what_one_side_changed_and_names_what_both_did(base, mine, theirs):
    merged, conflicts = merge(base, mine, theirs)
    disputed = {(each.place, each.field) for each in conflicts}

    spots = {(row, name) for side in (base, mine, theirs) for row in side for name in side[row]}
    for place, name in spots:
        before, ours, other, result = (side.get(place, {}).get(name, "") for side in (base, mine, theirs, merged))
        if place in mine and place in theirs:
            expected = other if ours in (before, other) else ours
            assert result == expected
            assert ((place, name) in disputed) == (ours not in (before, other) and other != before)
    assert same_content(merge(base, base, theirs)[0], theirs)
    assert same_content(merge(base, mine, base)[0], mine)


@settings(max_examples=200)
@given(CONTENTS, CONTENTS, CONTENTS)
def test_a_place_that_one_side_lacks_is_gone_or_kept_and_then_named(base, mine, theirs):
    merged, conflicts = merge(base, mine, theirs)
    named = {each.place for each in conflicts if each.field == ""}

    for place in {*base, *mine, *theirs}:
        sides = [side[place] for side in (mine, theirs) if place in side]
        if len(sides) == 2:
            assert place in merged
            assert place not in named
        elif not sides:
            assert place not in merged
            assert place not in named
        elif place not in base:
            assert merged[place] == sides[0]
            assert place not in named
        else:
            was_changed = not same_content({place: base[place]}, {place: sides[0]})
            assert (merged.get(place) == sides[0]) == was_changed, place
            assert (place in named) == was_changed, place


ONE, TWO, THREE, NEW = "<p>Eins.</p>", "<ul><li>Zwei<br>a</li><li>b</li></ul>", "<p>Drei.</p>", "<p>Neu.</p>"
#: A text as I have it, as they have it, and what comes of ONE + TWO + THREE; None is a conflict.
TEXTS_OF_TWO = {
    "different paragraphs": (NEW + TWO + THREE, ONE + TWO + NEW, NEW + TWO + NEW),
    "I took one out, they changed the next one": (ONE + THREE, ONE + TWO + NEW, ONE + NEW),
    "each took one out": (ONE + TWO, TWO + THREE, TWO),
    "the same paragraph": (ONE + NEW + THREE, ONE + THREE, None),
    "both added at one place": (ONE + NEW + TWO + THREE, ONE + NEW + NEW + TWO + THREE, None),
    "they added where I changed": (NEW + TWO + THREE, ONE + NEW + TWO + THREE, None),
    "no whole elements": (ONE + "b</p>", TWO + THREE, None),
    "I emptied it": ("", TWO + THREE, None),
}


@pytest.mark.parametrize(("mine", "theirs", "kept"), TEXTS_OF_TWO.values(), ids=TEXTS_OF_TWO)
def test_changes_of_different_paragraphs_of_a_text_both_hold(mine, theirs, kept):
    for ours, others in ((mine, theirs), (theirs, mine)):
        merged, conflicts = merge({"": {"a": ONE + TWO + THREE}}, {"": {"a": ours}}, {"": {"a": others}})

        assert merged == {"": {"a": ours if kept is None else kept}}
        assert bool(conflicts) == (kept is None)
