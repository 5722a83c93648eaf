"""System checks of the database: `manage.py check --database default` names what is missing besides tables."""

from collections.abc import Callable, Iterable

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError

from core.database import triggers

HINT = "Run `manage.py prepare`."


def register_missing(id_: str, what: str, missing_in: Callable[[str], Iterable[str]]):
    """Registers a check that names what `missing_in` finds in a database.

    It is a warning and no error, because `migrate` runs the checks too, and then adds what is missing.
    """

    @register(Tags.database)
    def nothing_is_missing(app_configs, databases, **options) -> list[CheckMessage]:
        return [message for using in databases or () for message in of_database(using)]

    def of_database(using: str) -> list[CheckMessage]:
        try:
            names = list(missing_in(using))
        except DatabaseError:  # it is unavailable, or its schema is older than this version
            return []
        return [Warning(f"{what} are missing or changed: {', '.join(names)}.", hint=HINT, id=id_)] if names else []


register_missing(
    "core.W001", "Triggers of the edition", lambda using: [part.name for part in triggers.TRIGGERS.missing(using)]
)
