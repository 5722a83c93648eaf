"""Pages of rows with only the minimum of data, as editors start with, while shipped rows are complete."""

import pytest

from pages.models import StandingPage
from tests import factories

from .page import visitor

pytestmark = pytest.mark.django_db

WITH_PAGES = [
    "programme",
    "funding_area",
    "partner",
    "measure",
    "evaluation",
    "decision",
    "document",
    "term",
    "principle",
    "legal_basis",
]


@pytest.mark.parametrize("name", WITH_PAGES)
def test_a_row_with_only_what_it_must_have_has_its_page(name):
    path = factories.EACH[name]().get_absolute_url().partition("#")[0]

    statuses = {prefix + path: visitor().get(prefix + path).status_code for prefix in ("", "/fr")}

    assert statuses == {path: 200, f"/fr{path}": 200}


def test_a_list_whose_introduction_is_gone_is_not_found_and_no_fault():
    StandingPage.objects.filter(key__in=["glossary", "privacy"]).delete()

    assert [visitor().get(path).status_code for path in ("/glossar/", "/datenschutz/")] == [404, 404]
