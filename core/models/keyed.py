"""Rows that others refer to by a key: content, drafts and fixtures do."""

import uuid
from collections.abc import Callable

from django.db import models

#: Each says whether something refers to a row by its key that no relation of the database knows of: drafts and history do.
reference_checks: list[Callable[[str], bool]] = []


def new_key() -> str:
    return uuid.uuid4().hex[:12]


def is_referred_to(key: str) -> bool:
    return any(check(key) for check in reference_checks)


class Keyed(models.Model):
    """`key` never changes: an editor may change everything else, the address included."""

    key = models.SlugField("Schlüssel", max_length=80, unique=True, default=new_key, editable=False)

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str]:
        return (self.key,)
