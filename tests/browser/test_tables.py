"""Tables, and what is hidden, in the browser's accessibility tree, on phone and desktop."""

from collections.abc import Iterator

import pytest

from .conftest import visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CELLS = {"columnheader", "rowheader", "cell", "gridcell"}


def tree(page) -> Iterator[tuple[str, str]]:
    """Role and name of each node, in the order in which it is read; spaces that do not break are read like others."""
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    todo = [next(iter(nodes.values()))]
    while todo:
        node = todo.pop()
        if not node["ignored"]:
            yield node["role"]["value"], node.get("name", {}).get("value", "").replace("\u00a0", " ")
        todo += [nodes[each] for each in reversed(node["childIds"]) if each in nodes]


def rows(page, table: str) -> list[list[tuple[str, str]]]:
    found, is_inside = [], False
    for role, name in tree(page):
        is_inside = name.startswith(table) if role == "table" else is_inside
        if role == "row" and is_inside:
            found.append([])
        elif role in CELLS and is_inside:
            found[-1].append((role, name))
    return found


@pytest.mark.parametrize("width", [360, 1280])
def test_each_cell_of_the_matrix_knows_its_area_and_its_phase(window, width):
    page = window(width)
    visit(page, "/foerderbereiche/")

    head, *body = rows(page, "Welcher Förderbereich in welcher Phase gilt")
    phases = [name.rpartition(" ")[0] for _role, name in head[1:]]

    assert {role for role, _name in head} == {"columnheader"}
    assert phases == ["KIP 1", "KIP 2", "KIP 2bis", "KIP 3"]
    assert len(body) >= 9
    for (role, area), *cells in body:
        assert role == "rowheader"
        assert area
        assert [role for role, _name in cells] == ["cell"] * len(phases)
        assert all(name.removeprefix(phase).strip() for phase, (_role, name) in zip(phases, cells, strict=True))
        assert width > 360 or all(name.startswith(phase) for phase, (_role, name) in zip(phases, cells, strict=True))


@pytest.mark.parametrize("width", [360, 1280])
def test_each_number_of_a_vote_knows_its_answer(window, width):
    page = window(width)
    visit(page, "/entscheide/kip-2bis-volksabstimmung/")

    table = rows(page, "Stimmen:")[:3]

    assert [role for role, _name in table[0]] == ["columnheader"] * 3
    assert [row[0] for row in table[1:]] == [("rowheader", "Ja"), ("rowheader", "Nein")]
    assert [len(row) for row in table] == [3, 3, 3]


#: What is hidden from screen readers: only what they are told in words elsewhere, or what is no text.
DECORATION = ".legend, svg, .pagination span, .matrix td.none span, .none:has(+ .visually-hidden)"
HIDDEN = f"() => [...document.querySelectorAll('[aria-hidden=true]:not({DECORATION})')].map(part => part.outerHTML.slice(0, 100))"
