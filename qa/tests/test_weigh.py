"""`make weigh` measures the first view of a page, and fails when a page is over budget."""

import pytest

from qa.weigh import report, weight
from tests.site.budgets import BUDGETS

pytestmark = pytest.mark.django_db


@pytest.fixture
def one_page(monkeypatch):
    monkeypatch.setattr(weight, "public_paths", lambda: ["/kip-3/"])


def test_a_page_within_its_budget_passes(one_page, capsys):
    assert report.main() == 0
    assert capsys.readouterr().out.splitlines()[1].endswith(" /kip-3/")


@pytest.mark.parametrize("name", BUDGETS)
def test_a_broken_budget_fails(one_page, monkeypatch, capsys, name):
    monkeypatch.setitem(BUDGETS, name, 0)

    assert report.main() == 1
    assert f"/kip-3/: {name} " in capsys.readouterr().err


def test_the_first_view_counts_stylesheet_font_and_icon():
    page = weight.browser().get("/").content

    endings = {address.rpartition(".")[2] for address in weight.first_view(page)}

    assert endings >= {"css", "woff2", "svg"}


def test_an_empty_site_is_no_success(monkeypatch):
    monkeypatch.setattr(weight, "public_paths", list)

    with pytest.raises(SystemExit, match="no content yet"):
        report.main()
