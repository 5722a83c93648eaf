"""Primary keys from URLs and forms: one spelling for each row, and no number that exceeds the column."""

import re

from django.db.models import BigIntegerField
from django.urls import register_converter

MAX_PK = BigIntegerField.MAX_BIGINT
#: ASCII digits without a leading zero, at most as many as MAX_PK has.
_SPELLING = "[1-9][0-9]{0,18}"


def as_pk(text: object) -> int | None:
    """The primary key; None for what is not one, and for other spellings: "01", " 1", "9" * 40."""
    if not isinstance(text, str) or not re.fullmatch(_SPELLING, text):
        return None
    pk = int(text)
    return pk if pk <= MAX_PK else None


def as_pks(texts) -> list[int]:
    return [pk for text in texts if (pk := as_pk(text))]


class PkConverter:
    """URL converter: `<pk:pk>`."""

    regex = _SPELLING
    to_url = str

    def to_python(self, text: str) -> int:
        """Raises ValueError, so that Django tries the next pattern."""
        pk = as_pk(text)
        if pk is None:
            raise ValueError(text)
        return pk


register_converter(PkConverter, "pk")
