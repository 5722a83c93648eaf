"""Phone numbers are checked, and written in one form."""

import pytest
from django.core.exceptions import ValidationError

from core.text.phone_numbers import PhoneField, dialled, written


@pytest.mark.parametrize(
    ("entered", "shown", "called"),
    [
        ("0615526653", "061 552 66 53", "+41615526653"),
        ("+41 61 552 66 53", "061 552 66 53", "+41615526653"),
        ("079/123.45.67", "079 123 45 67", "+41791234567"),
        ("0800 800 007", "0800 800 007", "+41800800007"),
        ("+49 7621 410-0", "+49 7621 4100", "+4976214100"),
    ],
)
def test_number_has_one_form(entered, shown, called):
    assert (written(entered), dialled(entered)) == (shown, called)
    assert PhoneField(blank=True).clean(entered, None) == shown


@pytest.mark.parametrize("entered", ["552 66 53", "061 552 66", "061 552 66 53 12", "Zentrale"])
def test_number_that_does_not_exist_is_refused(entered):
    with pytest.raises(ValidationError, match="gibt es nicht"):
        PhoneField(blank=True).clean(entered, None)
