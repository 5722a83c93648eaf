"""The state of a phase follows from its years and today."""

import datetime

import pytest

from programmes.models import Programme
from programmes.models.programme import State
from programmes.views.programme import in_focus
from tests import factories
from tests.site.page import fetch

pytestmark = pytest.mark.django_db

DAYS = [
    ("2149-12-31", State.PLANNED),
    ("2150-01-01", State.RUNNING),
    ("2152-06-15", State.RUNNING),
    ("2153-12-31", State.RUNNING),
    ("2154-01-01", State.COMPLETED),
]


@pytest.mark.parametrize(("day", "state"), DAYS)
def test_a_phase_is_planned_runs_and_is_completed(day, state):
    programme = factories.programme(first_year=2150, last_year=2153)

    assert programme.state(datetime.date.fromisoformat(day)) == state


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        ((2149, 12, 31), "the first"),
        ((2151, 12, 31), "the first"),
        ((2152, 6, 1), "the second"),
        ((2153, 1, 1), "the second"),
        ((2160, 1, 1), "the second"),
    ],
)
def test_the_home_page_shows_the_phase_that_runs_or_the_next_one_or_the_last(monkeypatch, today, shown):
    phases = [
        Programme(name_de="the first", first_year=2150, last_year=2151),
        Programme(name_de="the second", first_year=2153, last_year=2154),
    ]
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: datetime.date(*today))

    assert in_focus(phases).name_de == shown
    assert in_focus([]) is None


def test_without_a_day_it_is_today(monkeypatch):
    programme = factories.programme(first_year=2150, last_year=2153)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: datetime.date(2150, 1, 1))

    assert programme.is_running


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_german_name(state):
    assert state.label in {"geplant", "läuft", "abgeschlossen"}


def test_the_years_count_from_the_first_to_the_last():
    assert factories.programme(first_year=2150, last_year=2153).duration == 4
    assert factories.programme(first_year=2154, last_year=2154).duration == 1


def test_phases_come_in_the_order_of_their_years():
    later = factories.programme(first_year=2160, last_year=2161)
    sooner = factories.programme(first_year=2150, last_year=2151)

    assert list(Programme.objects.in_order())[-2:] == [sooner, later]


def test_the_content_has_four_phases_in_order():
    names = [programme.name_de for programme in Programme.objects.in_order()]

    assert names == ["KIP 1", "KIP 2", "KIP 2bis", "KIP 3"]


@pytest.mark.parametrize("make", [factories.measure, factories.partner])
def test_what_belongs_to_a_phase_names_the_phase_only_while_it_runs(monkeypatch, make):
    page = make()
    page.programmes.add(
        factories.programme(name_de="Phase von gestern", first_year=2150, last_year=2153),
        factories.programme(name_de="Phase von heute", first_year=2154, last_year=2157),
    )
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_moment: datetime.date(2155, 6, 1))

    shown = fetch(page.get_absolute_url())

    assert shown.texts(".facts dt")[-1] == "Laufendes Programm"
    assert shown.texts(".facts dd")[-1] == "Phase von heute"
    assert "Phase von gestern" not in shown.texts(".facts dd")
