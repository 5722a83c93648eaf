"""The edition number rises with every change of content, however it is made, and only then."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F

from core.database import triggers
from core.edition_clock import Clock
from core.models import Edition
from programmes.models import Decision, FundingArea, GlossaryTerm, Measure
from search.models import Synonym
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def one() -> GlossaryTerm:
    return GlossaryTerm.objects.in_order().first()


def add_several():
    GlossaryTerm.objects.bulk_create(
        [GlossaryTerm(term_de=f"Wort {number}", slug=f"wort-{number}") for number in range(3)]
    )


def change_by_hand():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE programmes_glossaryterm SET term_de = 'Von Hand'")


def change_several():
    terms = list(GlossaryTerm.objects.all())
    for term in terms:
        term.term_de = f"{term.term_de}!"
    GlossaryTerm.objects.bulk_update(terms, ["term_de"])


def link():
    area = FundingArea.objects.in_order().first()
    Measure.objects.in_order().first().areas.set([area])


CHANGES = {
    "save": lambda: one().save(),
    "delete": lambda: one().delete(),
    "update": lambda: GlossaryTerm.objects.update(term_de="Wort"),
    "delete of several": lambda: GlossaryTerm.objects.all().delete(),
    "bulk_create": add_several,
    "bulk_update": change_several,
    "SQL by hand": change_by_hand,
    "links to many": link,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_way_to_change_content_raises_the_edition(change):
    before = Edition.objects.number()

    change()

    assert Edition.objects.number() > before


def test_every_table_of_content_raises_the_edition():
    tables = triggers.content_tables()
    still = []
    for table in sorted(tables):
        before = Edition.objects.number()
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET id = id WHERE id IN (SELECT id FROM {table} LIMIT 1)")  # noqa: S608
            changed = cursor.rowcount
        if changed and Edition.objects.number() == before:
            still.append(table)

    assert len(tables) >= 18
    assert still == []


def test_a_change_that_is_rolled_back_leaves_the_edition():
    before = Edition.objects.number()

    with transaction.atomic():
        one().delete()
        transaction.set_rollback(True)

    assert Edition.objects.number() == before


def test_what_is_not_content_leaves_the_edition():
    before = Edition.objects.number()

    get_user_model().objects.create_user("editor")

    assert Edition.objects.number() == before


@pytest.mark.parametrize(
    "change", [lambda: Synonym.objects.create(words="Palaver, Rede"), Synonym.objects.all().delete]
)
def test_what_no_page_shows_leaves_the_edition_and_is_counted_apart(change):
    before = Edition.objects.numbers()

    change()

    after = Edition.objects.numbers()
    assert after[Edition.SHOWN] == before[Edition.SHOWN]
    assert after[Edition.UNSHOWN] > before[Edition.UNSHOWN]


def test_loading_unchanged_fixtures_leaves_the_edition():
    before = Edition.objects.number()

    call_command("load_content", verbosity=0)

    assert Edition.objects.number() == before


def test_the_number_starts_anew_where_its_row_was_lost():
    Edition.objects.all().delete()

    one().save()

    assert Edition.objects.number() >= 1


def test_the_clock_shows_the_edition_at_its_last_look():
    clock = Clock()
    clock.poll()
    before = clock.edition

    factories.decision()
    assert clock.edition == before

    clock.poll()
    assert clock.edition != before
    assert Decision.objects.exists()


def test_a_new_day_is_a_new_edition(monkeypatch):
    clock = Clock()
    clock.poll()
    today = clock.edition

    monkeypatch.setattr("core.edition_clock.timezone.localdate", lambda: "2030-01-01")
    clock.poll()

    assert clock.edition != today


def test_the_edition_is_read_before_the_tasks_and_after_each_of_their_steps():
    clock, seen = Clock(), []

    def task():
        for _step in range(2):
            seen.append(clock.edition)
            Edition.objects.update(number=F("number") + 1)
            yield

    clock.poll()
    before = clock.edition
    Edition.objects.update(number=F("number") + 1)
    clock.tasks = [task]
    clock.poll()

    assert len({before, *seen, clock.edition}) == 4
