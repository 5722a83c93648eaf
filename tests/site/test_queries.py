"""The number of database queries of a page does not depend on the amount of content."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kip_site import sitemaps
from programmes.models import Citation, Decision, KeyFigure
from tests.sampling import part_of
from tests.site.budgets import BUDGETS

from .page import one_of_each_kind, public_addresses, visitor
from .tenfold import chain_of_decisions, multiply_content

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def queries(path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert visitor().get(path).status_code == 200
    return len(captured)


def test_queries_keep_to_the_budget_and_do_not_grow_with_the_content():
    paths = some_of_each_kind()
    before = {path: queries(path) for path in paths}
    rows = [model.objects.count() for model in (Decision, Citation, KeyFigure)]

    multiply_content()
    after = {path: queries(path) for path in paths}

    assert len(paths) >= 25
    assert [model.objects.count() for model in (Decision, Citation, KeyFigure)] == [10 * count for count in rows]
    assert {path: count for path, count in before.items() if count > BUDGETS["queries"]} == {}
    assert {path: (before[path], after[path]) for path in paths if after[path] > before[path]} == {}
    assert {path: count for path in later_pages() if (count := queries(path)) > BUDGETS["queries"]} == {}


def some_of_each_kind() -> list[str]:
    """One in German, and of the others each third and fifth; `make weigh` holds every page to the budget."""
    paths = public_addresses()
    german = [path for path in paths if not path.startswith(("/fr/", "/it/", "/en/"))]
    first = one_of_each_kind(german)
    others = one_of_each_kind([path for path in paths if path not in german])
    return [*first, *part_of([path for path in german if path not in first], 3), *part_of(others, 5)]


def later_pages() -> list[str]:
    paths = list(sitemaps.further_pages())
    assert len(paths) > 10
    return paths


def test_queries_do_not_grow_with_the_length_of_a_chain():
    last = chain_of_decisions(length=12)

    assert queries(last.get_absolute_url()) <= BUDGETS["queries"]
    assert queries("/entscheide/") <= BUDGETS["queries"]
