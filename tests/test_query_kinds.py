"""What a kind of query is, and which test is told to run on both databases."""

import pytest

from tests.query_kinds import kind_of, unmarked

PLAIN = 'SELECT "a"."id" FROM "a" WHERE "a"."key" = %s'
ALIKE = [
    'SELECT "b"."name", "b"."id" FROM "b" WHERE "b"."id" = 7',
    'SELECT "a"."id" FROM "a" WHERE "a"."key" = \'FOR UPDATE\'',
]
OTHER = [
    f"{PLAIN} FOR UPDATE",
    f'{PLAIN} ORDER BY "a"."name" COLLATE "alphabet"',
    'SELECT COUNT(DISTINCT "a"."id") FROM "a" WHERE "a"."key" = %s',
    'UPDATE "a" SET "key" = %s WHERE "a"."id" = %s',
]


@pytest.mark.parametrize("sql", ALIKE)
def test_tables_columns_and_values_make_no_kind(sql):
    assert kind_of(sql) == kind_of(PLAIN)


@pytest.mark.parametrize("sql", OTHER)
def test_keywords_and_functions_make_a_kind(sql):
    assert kind_of(sql) != kind_of(PLAIN)


def test_a_test_is_named_whose_kind_of_query_no_marked_test_issues():
    plain, locked = kind_of(PLAIN), kind_of(OTHER[0])

    assert unmarked({True: {plain: "marked"}, False: {plain: "reads", locked: "locks"}}) == {
        "locks": [" ".join(sorted(locked))]
    }
