"""What the database should hold besides its tables: `manage.py check --database default` names what is missing."""

from django.contrib.auth.models import Group
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError, connections

from editorial import rights, triggers

HINT = "Run `manage.py prepare`."


@register(Tags.database)
def nothing_is_missing(app_configs, databases, **options) -> list[CheckMessage]:
    """Warnings, no errors: `migrate` looks as well, and puts it right."""
    return [message for using in databases or () for message in of_database(using)]


def of_database(using: str) -> list[CheckMessage]:
    try:
        absent = [part.name for part in triggers.missing(using)]
        lacking = [f"{group}: {right}" for group, right in rights_lacking(using)]
    except DatabaseError:  # it is away, or older than this version
        return []
    found: list[tuple[str, list[str], str]] = [
        ("Triggers or functions", absent, "editorial.W001"),
        ("Rights of groups", lacking, "editorial.W002"),
    ]
    return [
        Warning(f"{what} are missing or changed: {', '.join(names)}.", hint=HINT, id=id_)
        for what, names, id_ in found
        if names
    ]


def rights_lacking(using: str) -> list[tuple[str, str]]:
    """Before the first `prepare` there are no groups to lack anything."""
    is_there = Group._meta.db_table in connections[using].introspection.table_names()
    return rights.missing(using) if is_there else []
