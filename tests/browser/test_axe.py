"""axe-core finds no violation on any page, with all rules, on a light phone and a dark desktop.

One page of each kind is also checked the other way round.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['target']} {node['html'][:120]}" for each in found for node in each["nodes"]]


def broken(page, paths: list[str]) -> dict[str, list[str]]:
    found = {}
    for path in paths:
        visit(page, path)
        found[path] = violations(page)
    return {path: each for path, each in found.items() if each}


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1440)])
def test_no_page_has_a_violation(window, paths, scheme, width):
    assert broken(window(width, color_scheme=scheme), paths) == {}


@pytest.mark.parametrize(("scheme", "width"), [("dark", 360), ("light", 1440)])
def test_no_kind_of_page_has_one_the_other_way_round(window, one_of_each_kind, scheme, width):
    assert broken(window(width, color_scheme=scheme), one_of_each_kind) == {}


def test_the_error_page_has_no_violation(window):
    page = window(360)

    assert page.goto("/gibt-es-nicht/").status == 404
    assert violations(page) == []


def test_axe_finds_violations(window):
    page = window(360)

    page.set_content("<html><img src=x><p style='color:#eee;background:#fff'>blass")

    assert {"image-alt", "color-contrast", "html-has-lang"} <= {found.partition(":")[0] for found in violations(page)}
