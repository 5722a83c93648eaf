"""Phone numbers as they are written in Switzerland; the library knows which numbers exist."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.db import models
from phonenumbers import PhoneNumber, PhoneNumberFormat

COUNTRY = "CH"


def parsed(text: str) -> PhoneNumber | None:
    """None if no phone can have this number."""
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def validate_phone(text: str):
    if parsed(text) is None:
        raise ValidationError("Diese Telefonnummer gibt es nicht. Schreiben Sie sie mit Vorwahl.")


def written(text: str) -> str:
    """061 552 66 53; a number abroad with its country: +49 7621 12345. Other texts are unchanged."""
    number = parsed(text)
    if number is None:
        return text
    is_swiss = number.country_code == phonenumbers.country_code_for_region(COUNTRY)
    form = PhoneNumberFormat.NATIONAL if is_swiss else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def dialled(text: str) -> str:
    """+41615526653, for a `tel:` link."""
    number = parsed(text)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if number else text.replace(" ", "")


class PhoneField(models.CharField):
    """A number that exists, stored as it is shown."""

    default_validators = [validate_phone]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **({"max_length": 30} | kwargs))

    def deconstruct(self):
        """For migrations it is the plain field of the database."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def clean(self, value, model_instance):
        return written(super().clean(value, model_instance))
