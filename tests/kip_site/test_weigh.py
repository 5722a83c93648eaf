"""`make weigh`: every page keeps to its budget, and the command fails when one does not."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kip_site import weight
from tests.site.page import FEWEST_PAGES, public_addresses

pytestmark = pytest.mark.django_db


def test_every_page_in_every_language_keeps_to_its_budget():
    out = StringIO()

    call_command("weigh", stdout=out)

    paths = {line.split()[-1] for line in out.getvalue().splitlines() if line.endswith("/")}
    german = [path for path in public_addresses() if not path.startswith(("/fr/", "/it/", "/en/"))]
    assert len(german) >= FEWEST_PAGES
    assert paths == {prefix + path for prefix in ["", "/fr", "/it", "/en"] for path in german}


@pytest.mark.parametrize("name", weight.BUDGETS)
def test_a_broken_budget_fails(monkeypatch, name):
    monkeypatch.setitem(weight.BUDGETS, name, 0)
    monkeypatch.setattr(weight, "public_paths", lambda: ["/kip-3/"])

    with pytest.raises(CommandError, match=f"/kip-3/: {name} "):
        call_command("weigh", stdout=StringIO())


def test_the_first_view_counts_stylesheet_font_and_icon():
    page = weight.browser().get("/").content

    endings = {address.rpartition(".")[2] for address in weight.first_view(page)}

    assert endings >= {"css", "woff2", "svg"}


def test_an_empty_site_is_no_success(monkeypatch):
    monkeypatch.setattr(weight, "public_paths", list)

    with pytest.raises(CommandError, match="no content yet"):
        call_command("weigh", stdout=StringIO())
