"""Rules for database constraints that several models share."""

from functools import reduce
from operator import or_

from django.db.models import Q


def exactly_one_of(*names: str) -> Q:
    """One of the named columns is set and all others are NULL."""
    return reduce(or_, (Q(**{f"{other}__isnull": other != name for other in names}) for name in names))
