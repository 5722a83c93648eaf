"""Form fields for numbers, days and times as written in Switzerland: 3’392’068, 3'392'068, 58,91, 8.6.2023, 18.30."""

import datetime
import re
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.forms import DateField, DecimalField, IntegerField, TextInput, TimeField

APOSTROPHE = "’"
#: What a phase, a law or an occasion may be dated: other years are typing errors, and some are no dates in other zones.
FIRST_YEAR, LAST_YEAR = 1000, 2200
GROUPED_FROM, GROUPED_TO = 5, 100  # digits: years are not grouped, nor what is no number any more
_BETWEEN_DIGITS = re.compile(r"(?<=\d)['’‘´`\s\u00a0\u202f](?=\d{3}(?!\d))")
_MARKS = re.compile(r"[.,]")
_POINT = re.compile(r"^(-?[\d’]+)\.(?=\d\d?$)")  # three digits after it may be thousands
_NO_DECIMALS = re.compile(r"(?<=\d)\.00?$")


def normalized_number(text: str) -> str:
    """Without thousands separators, and with a point before decimals; other input is unchanged and then refused."""
    text = _BETWEEN_DIGITS.sub("", text.strip())
    return text.replace(",", ".") if len(_MARKS.findall(text)) == 1 else text


def grouped(text: str) -> str:
    """3’392’068 from 3392068; 2024 and anything that is not a number are unchanged."""
    found = re.fullmatch(r"(-?)(\d+)(\.\d+)?", text)
    if not found or not GROUPED_FROM <= len(found[2]) <= GROUPED_TO:
        return text
    return f"{found[1]}{int(found[2]):,}".replace(",", APOSTROPHE) + (found[3] or "")


class SwissFigure(IntegerField):
    """A text input, because browsers' number inputs refuse an apostrophe without a message."""

    inputmode = ""

    def __init__(self, **kwargs):
        super().__init__(**(kwargs | {"widget": TextInput}))
        self.widget.attrs |= {"class": "vIntegerField", "inputmode": self.inputmode, "autocomplete": "off"}

    def to_python(self, value):
        return super().to_python(normalized_number(value) if isinstance(value, str) else value)

    def prepare_value(self, value):
        return value if value is None else grouped(normalized_number(str(value)))


class SwissIntegerField(SwissFigure):
    """Refuses points and commas, which may mean thousands or decimals."""

    inputmode = "numeric"

    def to_python(self, value):
        if isinstance(value, str) and _MARKS.search(value):
            raise ValidationError("Bitte eine ganze Zahl ohne Punkt und Komma, zum Beispiel 20’000.")
        return super().to_python(value)


class SwissDecimalField(SwissFigure, DecimalField):
    """Shows whole numbers without decimals, and others with a comma, as the site does."""

    inputmode = "decimal"
    default_error_messages = {"invalid": "Bitte eine Zahl, zum Beispiel 13’500 oder 3,39."}

    def prepare_value(self, value):
        shown = super().prepare_value(value)
        return shown and _POINT.sub(r"\1,", _NO_DECIMALS.sub("", shown))


def check_year(year: int | None):
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(f"Bitte ein Jahr von {FIRST_YEAR} bis {LAST_YEAR}.")


class YearField(SwissIntegerField):
    def validate(self, value):
        super().validate(value)
        check_year(value)


class DayField(DateField):
    def validate(self, value):
        super().validate(value)
        check_year(value and value.year)

    def prepare_value(self, value):
        """Shows the day of a draft, which is stored as 2023-06-08, as it is written here."""
        if isinstance(value, str):
            with suppress(ValueError):
                return datetime.datetime.strptime(value, "%Y-%m-%d").date()
        return value


class TimeOfDayField(TimeField):
    """Shows the time of a draft, which is stored as 18:30:00, as it is written here."""

    def prepare_value(self, value):
        if isinstance(value, str):
            with suppress(ValueError):
                return datetime.datetime.strptime(value, "%H:%M:%S").time()
        return value
