"""A reference that is looked up in memory is taken or refused as the database would."""

import pytest
from django.core.exceptions import ValidationError
from django.forms import ModelChoiceField
from hypothesis import given
from hypothesis import strategies as st

from editorial.forms.references import ReferenceField
from programmes.models import FundingArea

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

#: Primary keys as forms send them, those of no row among them, and other spellings.
VALUES = st.one_of(
    st.integers(-1, 30).map(str),
    st.sampled_from(["", "01", " 1", "1 ", ":1", "x", "9" * 40, None]),
    st.text(max_size=3),
)


def outcome(field: ModelChoiceField, value):
    try:
        return field.clean(value)
    except ValidationError as error:
        return [each.code for each in error.error_list]


@given(value=VALUES.filter(lambda value: "\0" not in (value or "")))
@pytest.mark.parametrize("rows", [{}, {"position__gt": 3}])
def test_what_was_read_is_found_as_the_database_finds_it(rows, value):
    queryset = FundingArea.objects.filter(**rows)
    field = ReferenceField(queryset)
    for area in FundingArea.objects.all():
        field.references.put(area)

    assert outcome(field, value) == outcome(ModelChoiceField(queryset), value)
