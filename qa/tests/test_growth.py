"""`make growth` creates as many rows as announced, and names broken promises."""

import pytest

from qa.growth.fill import FEWEST, Growth
from qa.growth.measures import RAW, Cost, broken, cost
from qa.growth.rows import COUNTS
from tests.site.budgets import BUDGETS

GOOD = Cost("/kontakt/", queries=8, raw=1_000, html=1_000, milliseconds=1)


@pytest.mark.django_db
def test_the_generator_makes_as_much_as_it_says_and_its_pages_can_be_measured():
    Growth(scale=0.001).run()

    grown = {model: model.objects.filter(key__startswith="growth-").count() for model in COUNTS}
    assert grown == {model: max(FEWEST, round(count * 0.001)) for model, count in COUNTS.items()}
    assert cost("/programme-1/").queries > 1


@pytest.mark.parametrize(
    ("large", "said"),
    [
        (Cost("/kontakt/", 9, 1_000, 1_000, 1), "8 queries on the small site, 9 on the large one"),
        (Cost("/neu/", BUDGETS["queries"] + 1, 1_000, 1_000, 1), "queries"),
        (Cost("/neu/", 1, RAW + 1, 1_000, 1), "raw"),
        (Cost("/neu/", 1, 1_000, BUDGETS["html"] + 1, 1), "html"),
    ],
)
def test_a_broken_promise_is_said(large, said):
    (sentence,) = broken([GOOD], [GOOD, large])

    assert sentence.startswith(large.path)
    assert said in sentence
