"""The index thread: an index for each edition, stored missed queries, and no error that stops it."""

import pytest
from django.db import DatabaseError

from core.edition_clock import clock
from search import index_registry
from search import index_updater as keepers
from search.index_registry import registry
from search.index_updater import IndexUpdater
from search.missed_queries import missed_queries
from search.models import MissedQuery

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ticking(monkeypatch):
    monkeypatch.setattr(clock, "edition", "41 2026-11-24")
    monkeypatch.setattr(clock, "is_silent", False)
    monkeypatch.setattr(registry, "index_set", None)
    monkeypatch.setattr(registry, "synonyms_edition", None)
    missed_queries.counts.clear()
    yield
    missed_queries.counts.clear()


def test_a_look_makes_an_index_for_each_edition_once(monkeypatch):
    keeper = IndexUpdater()
    keeper.look()
    first = registry.index_set
    keeper.look()
    assert registry.index_set is first

    monkeypatch.setattr(clock, "edition", "42 2026-11-24")
    keeper.look()

    assert (first.edition, registry.index_set.edition) == ("41 2026-11-24", "42 2026-11-24")


def test_the_index_follows_a_second_after_the_first_of_many_editions(monkeypatch):
    keeper = IndexUpdater()
    assert keeper.is_time(0.0)
    keeper.look()
    assert keeper.is_time(10.0)

    looked = []
    for edition, now in enumerate((10.5, 11.0, 11.25, 11.5), start=42):
        monkeypatch.setattr(clock, "edition", f"{edition} 2026-11-24")
        looked.append(keeper.is_time(now))

    assert looked == [False, False, False, True]


def test_a_look_reads_synonyms_that_changed_into_the_index_that_is_there(monkeypatch):
    monkeypatch.setattr(clock, "unshown", 7)
    keeper = IndexUpdater()
    keeper.look()
    first, before = registry.index_set, registry.index_set.indexes["de"].synonyms
    keeper.look()
    assert first.indexes["de"].synonyms is before

    monkeypatch.setattr(clock, "unshown", 8)
    keeper.look()

    assert registry.index_set is first
    assert first.indexes["de"].synonyms is not before


@pytest.mark.both_databases
def test_a_look_writes_down_what_was_asked_in_vain():
    missed_queries.remember("skipass", "de")

    IndexUpdater().look()

    assert MissedQuery.objects.get().words == "skipass"
    assert missed_queries.counts == {}


def test_while_the_database_is_silent_nothing_is_asked_of_it(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(clock, "is_silent", True)
    missed_queries.remember("skipass", "de")

    with django_assert_num_queries(0):
        IndexUpdater().look()

    assert sum(missed_queries.counts.values()) == 1


def test_a_failure_keeps_the_last_index_and_is_told(monkeypatch, caplog):
    keeper = IndexUpdater()
    keeper.look()
    first = registry.index_set

    def refuse(*_, **__):
        raise DatabaseError("gone")

    monkeypatch.setattr(registry, "renewed", refuse)
    monkeypatch.setattr(keepers.connection, "close", lambda: None)
    keeper.look()

    assert registry.index_set is first
    assert "The search could not read the content" in caplog.text


def test_the_thread_rests_by_the_work_that_it_did_and_a_reader_who_waits_for_the_index_does_not(monkeypatch):
    now, rests = [0.0], []
    monkeypatch.setattr(index_registry.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(index_registry.time, "sleep", rests.append)

    for pace in (index_registry.Pace(3), index_registry.Pace(0)):
        for worked in (0.01, 0.02, 0.005):
            now[0] += worked
            pace.step()

    assert rests == [pytest.approx(0.09)]
