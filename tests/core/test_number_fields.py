"""Numbers in Swiss formats."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.templatetags.figures import chf, number, percent, years

NBSP = "\u00a0"


@dataclass
class Span:
    first_year: int | None = None
    last_year: int | None = None


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (7, "7"),
        (999, "999"),
        (1000, "1’000"),
        (62957, "62’957"),
        (1498188, "1’498’188"),
        (Decimal("58.91"), "58,91"),
        (Decimal("12.50"), "12,5"),
        (Decimal("100.00"), "100"),
        (Decimal("1234567.80"), "1’234’567,8"),
        ("3392068", "3’392’068"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_number_has_apostrophes_and_a_comma(value, shown):
    assert number(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(Decimal("58.91"), f"58,91{NBSP}%"), (50, f"50{NBSP}%"), (None, "")])
def test_a_percentage_does_not_break(value, shown):
    assert percent(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(3392068, f"CHF{NBSP}3’392’068"), (0, f"CHF{NBSP}0"), (Decimal("1700000.00"), f"CHF{NBSP}1’700’000"), (None, "")],
)
def test_an_amount_has_its_currency_and_does_not_break(value, shown):
    assert chf(value) == shown


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        (Span(2024, 2027), "2024–2027"),
        (Span(2024, 2024), "2024"),
        (Span(2024), "2024"),
        (Span(), ""),
    ],
)
def test_years_are_joined_by_a_dash_without_spaces(span, shown):
    assert years(span) == shown


@given(st.decimals(min_value=0, max_value=10**14, places=2))
def test_a_number_keeps_its_value(value):
    assert Decimal(number(value).replace("’", "").replace(",", ".")) == value
