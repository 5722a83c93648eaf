"""Primary keys from URLs and forms: one spelling for each row, and no number that exceeds the column."""

import re

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest
from django.db.models import BigIntegerField
from django.urls import register_converter

from core.text.normalization import bounded_line

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


class ByPrimaryKey:
    """Mixin of model admins: a row has one URL only, no URL contains a regular expression, which may take for ever, and no
    value of a list is a server error.
    """

    def lookup_allowed(self, lookup, value, request):
        is_expression = lookup.endswith(("__regex", "__iregex"))
        return not is_expression and super().lookup_allowed(lookup, value, request)  # type: ignore[misc]  # of the admin beside it

    def get_object(self, request, object_id, from_field=None):
        if from_field is None and as_pk(object_id) is None:
            return None
        return super().get_object(request, object_id, from_field)  # type: ignore[misc]  # of the admin beside it

    def get_search_results(self, request, queryset, search_term):
        """Each word is a condition, of which SQLite takes a thousand."""
        return super().get_search_results(request, queryset, bounded_line(search_term))  # type: ignore[misc]  # of the admin beside it

    def get_changelist_instance(self, request):
        """The year 9999 of a list by dates has no end."""
        try:
            return super().get_changelist_instance(request)  # type: ignore[misc]  # of the admin beside it
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error

    def response_action(self, request, queryset, *args, **kwargs):
        """Raises BadRequest for chosen rows without a number: Django passes them to the database."""
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if len(as_pks(chosen)) < len(chosen):
            raise BadRequest("A chosen row has no number.")
        return super().response_action(request, queryset, *args, **kwargs)  # type: ignore[misc]  # of the admin beside it
