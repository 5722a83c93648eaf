"""System check: every group has its rights."""

from django.contrib.auth.models import Group
from django.db import connections

from core.checks import register_missing

from . import permissions


def rights_lacking(using: str) -> list[str]:
    """Empty before the first `prepare`, when no groups exist."""
    is_there = Group._meta.db_table in connections[using].introspection.table_names()
    return [f"{group}: {right}" for group, right in permissions.missing_rights(using)] if is_there else []


register_missing("accounts.W001", "Rights of groups", rights_lacking)
