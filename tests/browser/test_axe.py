"""axe-core, with all rules: what it finds on a page. Every public page is walked in test_every_page."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def violations(page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {node['target']} {node['html'][:120]}" for each in found for node in each["nodes"]]


def test_the_error_page_has_no_violation(window):
    page = window(360)

    assert page.goto("/gibt-es-nicht/").status == 404
    assert violations(page) == []


def test_axe_finds_violations(window):
    page = window(360)

    page.set_content("<html><img src=x><p style='color:#eee;background:#fff'>blass")

    assert {"image-alt", "color-contrast", "html-has-lang"} <= {found.partition(":")[0] for found in violations(page)}
