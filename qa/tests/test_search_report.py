"""`make search-report` fails where fewer queries than promised find their page, or one finds what is not there."""

import pytest

from qa.search_report.__main__ import LEAST_IN_THREE, broken, place

ENTRIES = [{"q": str(number), "find": ["/kip-3/"]} for number in range(100)]
FIRST = {entry["q"]: 1 for entry in ENTRIES}


class Engine:
    def __init__(self, *found: str):
        self.found = list(found)

    def ask(self, text: str) -> list[str]:
        return self.found


@pytest.mark.parametrize(
    ("found", "number"), [(["/kip-3/"], 1), (["/", "/kip-2/", "/kip-3/"], 3), (["/"], None), ([], None)]
)
def test_a_query_is_judged_by_the_place_of_the_right_page(found, number):
    assert place(Engine(*found), {"q": "kip 3", "find": ["/kip-3/"]}) == number


def test_a_query_that_must_find_nothing_is_missed_by_finding_something():
    entry = {"q": "xyz", "none": True}

    assert place(Engine(), entry) == 1
    assert place(Engine("/"), entry) is None
    assert broken("queries", [*ENTRIES, entry], FIRST | {"xyz": None}) == ["queries: «xyz» finds something"]


def test_fewer_than_promised_among_the_first_three_is_said_with_what_is_missed():
    most = round(100 * (1 - LEAST_IN_THREE["queries"]))
    missed = {str(number): 4 for number in range(most + 1)}

    assert broken("queries", ENTRIES, FIRST) == []
    assert broken("queries", ENTRIES, FIRST | missed) == [f"queries: missed {', '.join(missed)}"]
