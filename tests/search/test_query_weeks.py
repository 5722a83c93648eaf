"""What was asked by week: counted without persons, kept for 90 days, shown to the office as a picture and a table."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from search import models
from search.index_updater import IndexUpdater
from search.missed_queries import asked_queries, missed_queries
from search.models import QueryWeek, week_of
from tests.editorial.office import Answer, person
from tests.site.page import visitor

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def forgotten():
    asked_queries.counts.clear()
    missed_queries.counts.clear()
    yield
    asked_queries.counts.clear()
    missed_queries.counts.clear()


def this_week(**values) -> QueryWeek:
    return QueryWeek.objects.create(week=week_of(timezone.localdate()), **values)


def test_words_are_counted_by_week_and_a_query_of_a_person_in_the_sum_only():
    for text in ("Deutschkurs", "deutschkurs", "Skipass", "anna@example.org", "wer wie was", ""):
        visitor().get("/suche/", {"q": text})
    visitor().get("/suche/", {"q": "deutschkurs", "seite": "2"})
    for _twice in range(2):
        asked_queries.write()

    rows = {(row.week, row.words, row.asked, row.missed) for row in QueryWeek.objects.all()}
    week = week_of(timezone.localdate())
    assert rows == {(week, "", 4, 2), (week, "deutschkurs", 2, 0), (week, "skipass", 1, 1)}
    assert {field.name for field in QueryWeek._meta.fields} == {"id", "week", "words", "asked", "missed"}


def test_the_thread_writes_at_most_once_a_minute(monkeypatch):
    updater = IndexUpdater()
    for _query in range(2):
        asked_queries.remember("sprache", is_missed=False)
        updater.write_weeks()

    assert QueryWeek.objects.get(words="sprache").asked == 1
    assert asked_queries.counts["sprache", False] == 1


def test_old_weeks_and_the_rarest_queries_go(monkeypatch):
    monkeypatch.setattr(models, "MAX_WEEK_ROWS", 2)
    today = timezone.localdate()
    for days in (89, 90):
        QueryWeek.objects.create(week=today - datetime.timedelta(days=days), words=f"vor {days}")
    for number in range(4):
        this_week(words=f"wort {number}", asked=number)
    this_week(asked=0)

    QueryWeek.objects.discard()

    assert {row.words for row in QueryWeek.objects.all()} == {"vor 89", "wort 3", "wort 2", ""}


def test_the_office_sees_each_figure_in_the_picture_and_in_the_table():
    week = week_of(timezone.localdate())
    QueryWeek.objects.create(week=week - datetime.timedelta(weeks=1), asked=10, missed=5)
    this_week(asked=40, missed=10)
    this_week(words="skipass", asked=9, missed=9)
    this_week(words="deutschkurs", asked=3)
    this_week(words="selten", asked=2)

    document = Answer(person("writer", "Redaktion").get(reverse("admin:queries"))).document

    heights = [[rect.get("height") for rect in document.cssselect(f"svg .{kind}")] for kind in ("found", "missed")]
    assert [each[-2:] for each in heights] == [["15", "90"], ["15", "30"]]
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in document.cssselect("tbody tr")]
    assert rows[:3] == [["skipass", "9", "9"], ["skipass", "9"], ["deutschkurs", "3"]]
    assert [row[1:] for row in rows[-2:]] == [["10", "5"], ["40", "10"]]
    assert "selten" not in document.text_content()


@pytest.mark.parametrize("asked", ["", "2020-01-06", "x"])
def test_any_week_may_be_asked_for(asked):
    assert person("writer", "Redaktion").get(reverse("admin:queries"), {"woche": asked}).status_code == 200
