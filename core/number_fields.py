"""Figures in forms, as people write them in Switzerland: 3’392’068, 3'392'068, 58,91."""

import re

from django.core.exceptions import ValidationError
from django.forms import DecimalField, IntegerField, TextInput

APOSTROPHE = "’"
GROUPED_FROM = 5  # digits: years are never grouped
_BETWEEN_DIGITS = re.compile(r"(?<=\d)['’‘´`\s\u00a0\u202f](?=\d{3}(?!\d))")
_MARKS = re.compile(r"[.,]")


def normalized_number(text: str) -> str:
    """Without the marks between thousands, and with a point before the decimals; anything else stays, to be refused."""
    text = _BETWEEN_DIGITS.sub("", text.strip())
    return text.replace(",", ".") if len(_MARKS.findall(text)) == 1 else text


def grouped(text: str) -> str:
    """3’392’068 from 3392068; 2024 and anything that is no number stay."""
    found = re.fullmatch(r"(-?)(\d+)(\.\d+)?", text)
    if not found or len(found[2]) < GROUPED_FROM:
        return text
    return f"{found[1]}{int(found[2]):,}".replace(",", APOSTROPHE) + (found[3] or "")


class SwissFigure(IntegerField):
    """A text field of a form: what browsers make of numbers refuses an apostrophe without saying why."""

    inputmode = ""

    def __init__(self, **kwargs):
        super().__init__(**(kwargs | {"widget": TextInput}))
        self.widget.attrs |= {"class": "vIntegerField", "inputmode": self.inputmode, "autocomplete": "off"}

    def to_python(self, value):
        return super().to_python(normalized_number(value) if isinstance(value, str) else value)

    def prepare_value(self, value):
        return value if value is None else grouped(normalized_number(str(value)))


class SwissIntegerField(SwissFigure):
    """A point or a comma might stand for thousands or for decimals: nobody is to guess which."""

    inputmode = "numeric"

    def to_python(self, value):
        if isinstance(value, str) and _MARKS.search(value):
            raise ValidationError("Bitte eine ganze Zahl ohne Punkt und Komma, zum Beispiel 20’000.")
        return super().to_python(value)


class SwissDecimalField(SwissFigure, DecimalField):
    inputmode = "decimal"
