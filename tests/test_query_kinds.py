"""Which words of a query count, and which tests must run on both databases."""

import pytest

from tests.query_kinds import unmarked, words_of

PLAIN = 'SELECT "a"."id" FROM "a" WHERE "a"."key" = %s'
ALIKE = [
    'SELECT "b"."name", "b"."id" FROM "b" WHERE "b"."id" = 7',
    'SELECT "a"."id" FROM "a" WHERE "a"."key" = \'FOR UPDATE\'',
]
OTHER = {
    f"{PLAIN} FOR UPDATE": {"FOR", "UPDATE"},
    'SELECT "a"."id" FROM "a" WHERE "a"."key" = %s ORDER BY "a"."name" COLLATE "alphabet"': {"ORDER", "BY", "COLLATE"},
    'SELECT COUNT(DISTINCT "a"."id") FROM "a" WHERE "a"."key" = %s': {"COUNT", "DISTINCT"},
}


@pytest.mark.parametrize("sql", ALIKE)
def test_tables_columns_and_values_do_not_count(sql):
    assert words_of(sql) == words_of(PLAIN)


@pytest.mark.parametrize("sql", OTHER)
def test_keywords_and_functions_count(sql):
    assert words_of(sql) - words_of(PLAIN) == OTHER[sql]


def test_a_test_is_named_that_uses_what_no_marked_test_uses():
    seen = {True: {"SELECT": "marked"}, False: {"SELECT": "reads", "UPDATE": "locks", "FOR": "locks"}}

    assert unmarked(seen) == {"locks": ["FOR", "UPDATE"]}
