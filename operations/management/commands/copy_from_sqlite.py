"""Migration from SQLite to PostgreSQL: Django's `dumpdata` and `loaddata` in one step (`docs/sicherung.md`)."""

import tempfile
from pathlib import Path

from django.apps import apps
from django.core.management import BaseCommand, CommandError, call_command
from django.core.management.color import no_style
from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import translation

from editorial.models import ChangedPage
from editorial.triggers import note_all

from .backup import errors_in_one_line

SQLITE = "sqlite"


class Command(BaseCommand):
    help = "Copies the site of an SQLite file into the empty PostgreSQL database of DATABASE_URL. The site stands still meanwhile."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the SQLite file, of the same version of the site")

    def handle(self, *, file, **options):
        if not file.is_file():
            raise CommandError(f"{file} is no file.")
        connections.settings[SQLITE] = connections.settings["default"] | {
            "ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "OPTIONS": {},
        }  # fmt: skip
        with errors_in_one_line("Nothing was copied"), translation.override("de"):
            if connection.vendor != "postgresql" or connection.introspection.table_names():
                raise CommandError("DATABASE_URL must name an empty PostgreSQL database.")
            with transaction.atomic(), tempfile.NamedTemporaryFile(suffix=".yaml") as rows:
                copy_rows(rows.name)
        self.stdout.write("Copied. Everybody has to log in again.")


def copy_rows(rows: str):
    """Copies all rows with their primary keys.

    Permissions and content types that `migrate` creates are deleted first.
    """
    call_command("migrate", interactive=False, verbosity=0)
    if applied(SQLITE) != applied("default"):
        raise CommandError("the SQLite file is of another version of the site: run `manage.py prepare` there before.")
    # As YAML: Django's JSON truncates times to milliseconds, and pages and feeds show more.
    call_command(
        "dumpdata",
        database=SQLITE,
        use_base_manager=True,
        exclude=["sessions", ChangedPage._meta.label],
        format="yaml",
        output=rows,
    )
    truncate([model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed])
    call_command("loaddata", rows, verbosity=0)
    truncate([ChangedPage._meta.db_table])  # written by triggers meanwhile
    copy_sequences()
    note_all()


def applied(alias: str) -> set:
    return set(MigrationRecorder(connections[alias]).applied_migrations())


def truncate(tables: list[str]):
    """Uses TRUNCATE, which fires no row triggers: these would record a former address for each deleted row."""
    connection.check_constraints()  # PostgreSQL truncates no table with pending deferred constraints
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), tables))


def copy_sequences():
    """Sets sequences above the highest key ever used: signed preview links contain keys, which must not be reused."""
    with connections[SQLITE].cursor() as old, connection.cursor() as new:
        old.execute("SELECT name, seq FROM sqlite_sequence WHERE seq > 0")
        numbers = dict(old.fetchall())
        for model in apps.get_models(include_auto_created=True):
            table, key = model._meta.db_table, model._meta.pk.column
            if table in numbers:
                new.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', key, numbers[table]])
