"""Primary keys as they come with an address or a form: each row has one spelling, and no number is too long for a column."""

import re

from django.db.models import BigIntegerField
from django.urls import register_converter

MAX_PK = BigIntegerField.MAX_BIGINT
#: Digits of ASCII, no nought in front, at most as many as the largest number has.
_SPELLING = "[1-9][0-9]{0,18}"


def as_pk(text: object) -> int | None:
    """None for what is the number of no row, and for any other spelling of one: "01", " 1", "9" * 40."""
    if not isinstance(text, str) or not re.fullmatch(_SPELLING, text):
        return None
    pk = int(text)
    return pk if pk <= MAX_PK else None


def as_pks(texts) -> list[int]:
    return [pk for text in texts if (pk := as_pk(text))]


class PkConverter:
    """For addresses: `<pk:pk>`."""

    regex = _SPELLING
    to_url = str

    def to_python(self, text: str) -> int:
        """Raises ValueError, by which Django knows that the address is another one."""
        pk = as_pk(text)
        if pk is None:
            raise ValueError(text)
        return pk


register_converter(PkConverter, "pk")


class ByPrimaryKey:
    """A model admin whose addresses name a row in one spelling only."""

    def get_object(self, request, object_id, from_field=None):
        if from_field is None and as_pk(object_id) is None:
            return None
        return super().get_object(request, object_id, from_field)  # type: ignore[misc]  # of the admin beside it
