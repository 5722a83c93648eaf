"""Whatever writes content, triggers note the pages that it belongs to, and the clock compares these alone."""

import pytest
from django.db import connection

from editorial import triggers
from editorial.models import ChangedPage, Revision
from programmes.models import FundingArea, KeyFigure, Measure
from tests import factories
from tests.editorial.office import clock_ticks

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def sql(statement: str, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


WRITES = {
    "the page itself, typed by hand": (
        lambda one, other: sql("UPDATE programmes_measure SET slug = 'neu' WHERE id = %s", one.pk), "one",
    ),
    "a row beside it": (lambda one, other: factories.figure(measure=one, programme=None), "one"),
    "a row that moves": (
        lambda one, other: KeyFigure.objects.filter(measure=other, value=7).update(measure=one), "both",
    ),
    "a row that goes": (lambda one, other: KeyFigure.objects.filter(measure=other).delete(), "other"),
    "a link to others": (lambda one, other: one.areas.add(factories.funding_area()), "one"),
    "a link that goes": (lambda one, other: other.areas.clear(), "other"),
    "a deletion": (lambda one, other: Measure.objects.filter(pk=other.pk).delete(), "other"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITES)
def test_what_is_written_is_noted_for_its_page(name):
    write, which = WRITES[name]
    one, other = factories.measure(), factories.measure()
    factories.figure(measure=other, programme=None, value=7)
    other.areas.add(factories.funding_area())
    ChangedPage.objects.all().delete()

    write(one, other)

    keys = {"one": {one.key}, "other": {other.key}, "both": {one.key, other.key}}[which]
    assert set(ChangedPage.objects.filter(model="programmes.measure").values_list("key", flat=True)) == keys


def test_a_link_that_stands_on_both_sides_is_noted_for_both():
    one, other = factories.funding_area(), factories.funding_area()
    ChangedPage.objects.all().delete()

    one.related.add(other)

    assert set(ChangedPage.objects.values_list("key", flat=True)) == {one.key, other.key}


def test_the_clock_reads_only_what_is_noted(django_assert_max_num_queries):
    one = factories.funding_area()
    clock_ticks()
    FundingArea.objects.filter(pk=one.pk).update(summary_de="Von der Befehlszeile.")

    with django_assert_max_num_queries(40):
        clock_ticks()
    with django_assert_max_num_queries(2):
        clock_ticks()

    assert Revision.objects.of(FundingArea, one.key).was_public().count() == 2


def test_where_a_trigger_was_missing_all_pages_are_compared():
    one = factories.funding_area()
    clock_ticks()
    on = " ON programmes_fundingarea" if connection.vendor == "postgresql" else "_programmes_fundingarea_update"
    sql(f"DROP TRIGGER note_page{on}")
    FundingArea.objects.filter(pk=one.pk).update(summary_de="Ohne Trigger.")

    triggers.install()
    clock_ticks()

    assert triggers.TRIGGERS.missing() == []
    assert Revision.objects.of(FundingArea, one.key).was_public().count() == 2
    assert not ChangedPage.objects.exists()
