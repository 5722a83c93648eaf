"""Decisions: shares of votes, chains, and order."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from programmes.models import Decision
from tests import factories
from tests.site.page import fetch

pytestmark = pytest.mark.both_databases

VOTES = st.integers(min_value=0, max_value=10_000_000)


@pytest.mark.parametrize(
    ("yes", "no", "shares"),
    [
        (62957, 43921, ("58.91", "41.09")),
        (60, 20, ("75.00", "25.00")),
        (1, 2, ("33.33", "66.67")),
        (1, 0, ("100.00", "0.00")),
    ],
)
def test_shares_are_exact_to_the_hundredth_and_sum_to_a_hundred(yes, no, shares):
    decision = Decision(yes_votes=yes, no_votes=no)

    assert (decision.yes_percent, decision.no_percent) == tuple(Decimal(share) for share in shares)
    assert decision.votes == yes + no


@given(VOTES, VOTES)
def test_shares_always_sum_to_a_hundred(yes, no):
    if not yes + no:
        return
    decision = Decision(yes_votes=yes, no_votes=no)

    assert decision.yes_percent + decision.no_percent == 100
    assert 0 <= decision.yes_percent <= 100


def test_without_votes_there_are_no_shares():
    decision = Decision()

    assert (decision.votes, decision.yes_percent, decision.no_percent) == (None, None, None)


def day(number: int) -> datetime.date:
    return datetime.date(2150, 6, number)


@pytest.mark.django_db
def test_a_decision_follows_an_earlier_one_or_one_of_the_same_day():
    first = factories.decision(date=day(8))

    for date in (day(8), day(9)):
        factories.decision(date=date, follows=first).full_clean()


@pytest.mark.django_db
def test_a_decision_cannot_follow_a_later_one():
    decision = factories.decision(date=day(8))
    decision.follows = factories.decision(date=day(9))

    with pytest.raises(ValidationError, match="nur auf einen früheren folgen"):
        decision.full_clean()


@pytest.mark.django_db
def test_a_decision_cannot_be_moved_behind_the_one_that_follows_it():
    first = factories.decision(date=day(8))
    factories.decision(date=day(8), follows=first)
    first.date = day(9)

    with pytest.raises(ValidationError, match="folgt einer mit einem früheren Datum"):
        first.full_clean()


@pytest.mark.django_db
def test_a_decision_cannot_follow_itself_in_words_and_in_the_database():
    decision = factories.decision()
    decision.follows = decision

    with pytest.raises(ValidationError) as refusal:
        decision.full_clean()
    assert refusal.value.message_dict == {"follows": ["Ein Entscheid kann nicht auf sich selbst folgen."]}
    with pytest.raises(IntegrityError), transaction.atomic():
        decision.save()


@pytest.mark.django_db
def test_a_circle_of_decisions_is_refused():
    first, second, third = (factories.decision(date=day(8)) for _ in range(3))
    second.follows, third.follows, first.follows = first, second, third
    second.save()
    third.save()

    with pytest.raises(ValidationError, match="folgt seinerseits"):
        first.full_clean()


@pytest.mark.django_db
def test_a_chain_goes_back_to_its_beginning_and_ends_even_in_a_circle():
    first = factories.decision(date=day(1))
    second = factories.decision(date=day(2), follows=first)
    third = factories.decision(date=day(3), follows=second)
    assert list(third.chain()) == [third, second, first]

    first.follows = third
    assert len(list(first.chain())) == 3


@pytest.mark.django_db
def test_decisions_come_latest_first_and_by_position_on_one_day():
    late, early = factories.decision(date=day(9)), factories.decision(date=day(1))
    second, first = (factories.decision(date=day(5), position=place) for place in (1, 2))

    assert list(Decision.objects.in_order()[:4]) == [late, first, second, early]


@pytest.mark.django_db
def test_the_latest_votes_have_a_count_and_a_phase():
    programme = factories.programme()
    counted = {"yes_votes": 60, "no_votes": 20}
    shown = factories.decision(programme=programme, **counted)
    factories.decision(programme=programme, signatures=1)
    factories.decision(**counted)
    factories.decision(programme=programme, is_main=False, **counted)

    assert list(Decision.objects.latest_main().filter(date=shown.date)) == [shown]


@pytest.mark.django_db
def test_the_referendum_stands_between_parliament_and_people():
    vote = Decision.objects.get(body="people")

    assert [decision.body for decision in vote.chain()] == ["people", "referendum", "parliament"]
    assert (vote.yes_percent, vote.no_percent) == (Decimal("58.91"), Decimal("41.09"))


@pytest.mark.django_db
@pytest.mark.parametrize(("outcome", "yes", "no"), [("accepted", 5, 10), ("rejected", 10, 5), ("accepted", 5, 5)])
def test_an_outcome_that_the_votes_contradict_is_refused(outcome, yes, no):
    contradicted = factories.decision(outcome=outcome, yes_votes=yes, no_votes=no)

    with pytest.raises(ValidationError) as refusal:
        contradicted.full_clean()

    assert refusal.value.message_dict == {"outcome": ["Das Ergebnis passt nicht zu den Stimmen."]}


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["kip-2bis-landrat", "kip-2bis-referendum", "kip-2bis-volksabstimmung"])
def test_the_page_of_each_step_tells_all_of_them_as_time_goes(key):
    page = fetch(Decision.objects.get(key=key).get_absolute_url())

    assert [time.get("datetime") for time in page.all(".steps time")] == ["2021-05-20", "2021-07-21", "2021-11-28"]
    assert page.texts(".steps h3") == [
        "Landrat bewilligt Ausgabe für KIP 2bis",
        "Referendum gegen die Ausgabe für KIP 2bis",
        "Volk nimmt Ausgabe für KIP 2bis an",
    ]
    assert len(page.all(".steps [aria-current=true]")) == 1


@pytest.mark.django_db
def test_the_line_of_time_goes_from_left_to_right():
    assert [text.split(" ")[1] for text in fetch("/").texts(".timeline li a")][:4] == ["1", "2", "2bis", "3"]


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_a_decision_that_has_only_what_it_must_have_has_its_page(prefix):
    page = fetch(prefix + factories.decision().get_absolute_url())

    assert page.response.status_code == 200
    assert page.texts("h1") == ["Der Landrat sagt Ja"]
