"""axe-core finds no violation on any page, light or dark, on a phone or a desk; no rule is switched off."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


def violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['target']} {node['html'][:120]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_violation(window, paths, scheme, width):
    page = window(width, color_scheme=scheme)
    found = {}

    for path in paths:
        visit(page, path)
        found[path] = violations(page)

    assert {path: broken for path, broken in found.items() if broken} == {}


def test_the_error_page_has_no_violation(window):
    page = window(360)

    assert page.goto("/gibt-es-nicht/").status == 404
    assert violations(page) == []


def test_axe_finds_violations(window):
    page = window(360)

    page.set_content("<html><img src=x><p style='color:#eee;background:#fff'>blass")

    assert {"image-alt", "color-contrast", "html-has-lang"} <= {found.partition(":")[0] for found in violations(page)}
