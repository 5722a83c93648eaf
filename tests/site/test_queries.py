"""The number of database queries of a page does not depend on the amount of content."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kip_site import sitemaps
from programmes.models import Citation, Decision, KeyFigure
from tests.site.budgets import BUDGETS

from .page import FEWEST_PAGES, one_of_each_kind, public_addresses, visitor
from .tenfold import chain_of_decisions, multiply_content

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def queries(path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert visitor().get(path).status_code == 200
    return len(captured)


def test_queries_keep_to_the_budget_and_do_not_grow_with_the_content():
    paths = in_german_or_one_of_a_kind()
    before = {path: queries(path) for path in paths}
    rows = [model.objects.count() for model in (Decision, Citation, KeyFigure)]

    multiply_content()
    after = {path: queries(path) for path in paths}

    assert len(paths) >= FEWEST_PAGES
    assert [model.objects.count() for model in (Decision, Citation, KeyFigure)] == [10 * count for count in rows]
    assert {path: count for path, count in before.items() if count > BUDGETS["queries"]} == {}
    assert {path: (before[path], after[path]) for path in paths if after[path] > before[path]} == {}
    assert {path: count for path in later_pages() if (count := queries(path)) > BUDGETS["queries"]} == {}


def in_german_or_one_of_a_kind() -> list[str]:
    """What a page of one kind asks for is the same in each language."""
    paths = public_addresses()
    others = one_of_each_kind([path for path in paths if path.startswith(("/fr/", "/it/", "/en/"))])
    return [path for path in paths if not path.startswith(("/fr/", "/it/", "/en/"))] + others


def later_pages() -> list[str]:
    paths = list(sitemaps.further_pages())
    assert len(paths) > 10
    return paths


def test_queries_do_not_grow_with_the_length_of_a_chain():
    last = chain_of_decisions(length=12)

    assert queries(last.get_absolute_url()) <= BUDGETS["queries"]
    assert queries("/entscheide/") <= BUDGETS["queries"]
