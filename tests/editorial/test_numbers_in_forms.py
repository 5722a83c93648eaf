"""Numbers in forms: entered in usual formats, shown grouped, stored as numbers."""

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import DateField
from hypothesis import given
from hypothesis import strategies as st

from accounts.permissions import SystemRequest
from core.text.number_fields import DayField, SwissDecimalField, SwissIntegerField, YearField, grouped
from editorial.forms.page_admin import page_admins
from editorial.forms.references import References, system_request
from pages.models import NewsItem
from programmes.models import Decision
from tests import factories
from tests.editorial.office import Answer, address, hand_in, logged_in, revision_of, send

OFFICE = SystemRequest()


@pytest.mark.parametrize(
    "text", ["3392068", "3’392’068", "3'392'068", "3 392 068", " 3\u202f392\u202f068 ", "3\u00a0392’068"]
)
def test_a_sum_may_be_written_with_any_mark_between_thousands(text):
    assert SwissIntegerField().clean(text) == 3392068


@pytest.mark.parametrize(
    ("text", "value"), [("58,91", "58.91"), ("58.91", "58.91"), ("1’234,5", "1234.5"), ("-3,5", "-3.5")]
)
def test_a_decimal_may_have_a_comma(text, value):
    assert str(SwissDecimalField().clean(text)) == value


@pytest.mark.parametrize(
    "text", ["viel", "1’23", "12'34", "20.000", "3,000", "1.000", "1.234.567", "1,234,567", "’5", "5’", "1’0000"]
)
def test_what_is_no_number_is_refused_in_words(text):
    with pytest.raises(ValidationError, match="Zahl"):
        SwissIntegerField().clean(text)


@pytest.mark.parametrize(
    ("field", "text"),
    [(YearField(), "20230"), (YearField(), "23"), (DayField(), "01.01.0001"), (DayField(), "9999-12-31")],
)
def test_a_year_that_nobody_means_is_refused(field, text):
    with pytest.raises(ValidationError, match="ein Jahr von 1000 bis 2200"):
        field.clean(text)


@pytest.mark.django_db
def test_every_date_and_year_of_a_page_is_held_to_that():
    request = system_request(References())
    fields = [
        (f"{admin.opts.label} {name}", field)
        for admin in page_admins()
        for name, field in admin.get_form(request).base_fields.items()
        if isinstance(field, DateField) or name.endswith("year")
    ]

    assert len(fields) > 5
    assert [name for name, field in fields if not isinstance(field, (DayField, YearField))] == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3392068, "3’392’068"),
        (2024, "2024"),
        ("1234567.50", "1’234’567,50"),
        ("1.000", "1.000"),
        ("31.12.24", "31.12.24"),
        ("160.00", "160"),
        ("13500.00", "13’500"),
        ("12345", "12’345"),
        ("viel", "viel"),
        ("9" * 5000, "9" * 5000),  # more digits than Python reads as a number
    ],
)
def test_figures_are_shown_in_groups_and_years_are_not(value, shown):
    assert SwissDecimalField().prepare_value(value) == shown


@given(st.integers(0, 10**15))
def test_what_is_shown_is_read_as_the_same(number):
    assert SwissIntegerField().clean(grouped(str(number))) == number


@pytest.mark.parametrize("text", ["18.30", "18:30"])
def test_a_time_of_a_draft_is_read_and_shown_as_it_is_written_here(text):
    field = admin.site.get_model_admin(NewsItem).get_form(OFFICE)().fields["begins_at"]

    assert field.widget.format_value(field.prepare_value(field.clean(text).isoformat())) == "18.30"


def test_a_day_of_a_draft_is_shown_as_it_is_written_here():
    field = admin.site.get_model_admin(NewsItem).get_form(OFFICE)().fields["day"]

    assert field.widget.format_value(field.prepare_value("2023-06-08")) == "08.06.2023"
    assert field.prepare_value("31.02.2023") == "31.02.2023"


@pytest.mark.django_db
def test_a_sum_goes_through_draft_and_publishing_as_it_was_typed():
    client, decision = logged_in(is_superuser=True), factories.decision(amount_chf=1000)
    page = address(Decision, "change", decision.pk)

    send(client, page, amount_chf="3'392’068")

    decision.refresh_from_db()
    assert decision.amount_chf == 3392068
    assert Answer(client.get(page)).values["amount_chf"] == ["3’392’068"]


@pytest.mark.django_db
def test_a_sum_that_is_no_number_stays_in_the_draft_as_it_was_typed():
    client, decision = logged_in(is_superuser=True), factories.decision(amount_chf=1000)
    page = address(Decision, "change", decision.pk)

    revision = revision_of(hand_in(client, page, amount_chf="3 Millionen"))

    assert revision.content[""]["amount_chf"] == "3 Millionen"
    assert "Zahl" in Answer(client.get(f"{page}?fassung={revision.pk}")).errors["amount_chf"]
