"""Missed queries: words and counts, no personal data, and no request that waits for them."""

import datetime

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from search import models
from search.missed_queries import MissedQueryBuffer, missed_queries
from search.models import MissedQuery, Synonym, without_personal_data
from tests.editorial.office import Answer, person
from tests.site.page import visitor

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PERSONAL = [
    "anna@example.org", "061 552 66 53", "756.1234.5678.97", "0615526653", "1'498'188", "https://example.org/x", 61 * "a",
]  # fmt: skip


@pytest.fixture(autouse=True)
def forgotten():
    missed_queries.counts.clear()
    yield
    missed_queries.counts.clear()


def ask(text: str, prefix: str = ""):
    return visitor().get(f"{prefix}/suche/", {"q": text})


def test_words_and_counts_are_kept_and_nothing_else():
    for text in ("Skipass", "  SKIPASS ", "skipass"):
        ask(text)
    ask("skipass", "/fr")
    missed_queries.write()

    kept = {(row.words, row.language, row.count) for row in MissedQuery.objects.all()}
    assert kept == {("skipass", "de", 3), ("skipass", "fr", 1)}
    assert {field.name for field in MissedQuery._meta.fields} == {
        "id",
        "words",
        "language",
        "count",
        "first_on",
        "last_on",
    }


@pytest.mark.parametrize("text", ["kip 3", "", "wer wie was"])
def test_what_found_something_or_asked_nothing_is_not_kept(text):
    ask(text)

    assert missed_queries.counts == {}


def test_what_was_found_in_part_only_is_kept_too():
    assert "/massnahmen/deutschkurse/" in ask("deutschkurs muttenz").content.decode()

    assert missed_queries.counts == {("deutschkurs muttenz", "de"): 1}


@pytest.mark.parametrize("text", PERSONAL)
def test_what_may_speak_of_a_person_is_not_kept(text):
    assert without_personal_data(text) == ""


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize("text", [*PERSONAL, "Skipass +41 61 552 66 53", "wer ist anna@example.org"])
def test_what_may_speak_of_a_person_gets_from_no_page_into_the_table(text, prefix):
    assert ask(text, prefix).status_code == 200
    missed_queries.write()

    assert [row.words for row in MissedQuery.objects.all()] == []


def test_counts_add_up_over_the_days():
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    MissedQuery.objects.create(words="skipass", language="de", count=4, first_on=yesterday, last_on=yesterday)
    ask("skipass")
    missed_queries.write()

    row = MissedQuery.objects.get()
    assert (row.count, row.first_on, row.last_on) == (5, yesterday, timezone.localdate())
    assert missed_queries.counts == {}


def test_after_ninety_days_it_is_gone():
    then = timezone.localdate() - datetime.timedelta(days=90)
    for words, day in (("alt", then), ("jung", then + datetime.timedelta(days=1))):
        MissedQuery.objects.create(words=words, language="de", first_on=day, last_on=day)

    assert [row.words for row in MissedQuery.objects.in_force()] == ["jung"]
    missed_queries.write()

    assert [row.words for row in MissedQuery.objects.all()] == ["jung"]


def test_there_are_never_more_than_fit(monkeypatch):
    monkeypatch.setattr(models, "MAX_MISSED_ROWS", 5)
    today = timezone.localdate()
    for number in range(12):
        MissedQuery.objects.create(
            words=f"wort {number}", language="de", count=number + 1, first_on=today, last_on=today
        )

    MissedQuery.objects.discard()

    assert sorted(row.count for row in MissedQuery.objects.all()) == [8, 9, 10, 11, 12]


def test_a_flood_of_questions_fills_no_memory():
    room = MissedQueryBuffer()
    for number in range(1_000):
        room.remember("x" * (number % 50 + 1) + "yz"[number % 2] * (number // 100), "de")

    assert len(room.counts) == 100


def test_a_database_that_takes_nothing_is_no_matter_of_the_reader(monkeypatch):
    def refuse(*_):
        raise DatabaseError("read-only")

    monkeypatch.setattr(models.MissedQueryQuerySet, "note", refuse)

    assert ask("skipass").status_code == 200
    with pytest.raises(DatabaseError):
        missed_queries.write()
    assert sum(missed_queries.counts.values()) == 1


# -- in the office


def test_a_synonym_is_added_where_the_missed_word_stands_and_holds_at_once():
    today = timezone.localdate()
    missed = MissedQuery.objects.create(words="palaver", language="de", first_on=today, last_on=today)
    client = person("writer", "Redaktion")
    listed = Answer(client.get(reverse("admin:search_missedquery_changelist")))
    link = next(
        each.get("href") for each in listed.document.cssselect("a") if each.text_content() == "Synonym ergänzen"
    )
    form = Answer(client.get(link))
    assert form.values["words"] == ["palaver, "]

    answer = client.post(link, {"words": "palaver, Dolmetschen", "language": ""})

    assert answer.url == reverse("admin:search_missedquery_changelist")
    assert not MissedQuery.objects.filter(pk=missed.pk).exists()
    assert "/foerderbereiche/dolmetschen/" in ask("Palaver").content.decode()


@pytest.mark.parametrize("words", ["Palaver", "Palaver, PALAVER", "Palaver, ,", "und, oder"])
def test_one_word_alone_is_no_synonym(words):
    client = person("writer", "Redaktion")

    answer = Answer(client.post(reverse("admin:search_synonym_add"), {"words": words, "language": ""}))

    assert "Mindestens zwei verschiedene Wörter" in answer.errors["words"]
    assert not Synonym.objects.filter(words=words).exists()
