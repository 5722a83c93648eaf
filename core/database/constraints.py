"""Rules for database constraints that several models share."""

from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.db.models import CheckConstraint, Q


def exactly_one_of(*names: str) -> Q:
    """One of the named columns is set and all others are NULL."""
    return reduce(or_, (Q(**{f"{other}__isnull": other != name for other in names}) for name in names))


class Check(CheckConstraint):
    """A check constraint whose German message appears at the field `at`, where an editor can act on it.

    Migrations treat it as Django's CheckConstraint, because the place of a message does not concern the database.
    """

    def __init__(self, *, at: str = "", **kwargs):
        super().__init__(**kwargs)
        self.at = at

    def deconstruct(self):
        _path, args, kwargs = super().deconstruct()
        return "django.db.models.CheckConstraint", args, kwargs

    def clone(self):
        _path, _args, kwargs = self.deconstruct()
        return type(self)(at=self.at, **kwargs)

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        try:
            super().validate(model, instance, exclude, using)
        except ValidationError as error:
            if not self.at or self.at in (exclude or ()):
                raise
            raise ValidationError({self.at: error}) from error
