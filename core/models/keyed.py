"""Rows with a stable key, by which drafts, fixtures and other content refer to them."""

import re
import uuid
from collections.abc import Callable

from django.db import models

#: Each tells whether something refers to a key without a database relation, as drafts and revisions do.
reference_checks: list[Callable[[str], bool]] = []


def new_key() -> str:
    return uuid.uuid4().hex[:12]


def is_new_key(key: str) -> bool:
    """Whether it looks like one of `new_key`."""
    return re.fullmatch(r"[0-9a-f]{12}", key) is not None


def is_referred_to(key: str) -> bool:
    return any(check(key) for check in reference_checks)


class Keyed(models.Model):
    """`key` never changes; an editor may change everything else, the slug included."""

    key = models.SlugField("Schlüssel", max_length=80, unique=True, default=new_key, editable=False)

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str]:
        return (self.key,)
