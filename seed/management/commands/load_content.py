"""Loads the content of this repository into an empty database."""

import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from seed.fixtures import FixtureError
from seed.loading import load


class Command(BaseCommand):
    help = "Lädt die mitgelieferten Inhalte in eine leere Datenbank. Sind schon Inhalte da, ändert sich nichts."

    def add_arguments(self, parser):
        parser.add_argument("--directory", type=Path, default=settings.CONTENT_DIR, help="Verzeichnis der YAML-Dateien")
        parser.add_argument(
            "--only",
            default="",
            metavar="NAME",
            help="Nimmt aus NAME.yaml dazu, was neu ist, auch wenn schon Inhalte da sind",
        )

    def handle(self, *, directory, only, verbosity, **options):
        try:
            created = load(directory, only, self.progress(verbosity))
        except FixtureError as error:
            raise CommandError(f"Nichts geladen. {error}") from error
        if verbosity:
            self.stdout.write(summary_line(created))

    def progress(self, verbosity: int):
        """A callback that prints the progress at most once a second."""
        told = time.monotonic()

        def tell(done: int, total: int) -> None:
            nonlocal told
            if verbosity and time.monotonic() - told >= 1:
                told = time.monotonic()
                self.stderr.write(f"{done} von {total} Zeilen …")

        return tell


def summary_line(created: int | None) -> str:
    if created is None:
        return "Inhalte: schon da, nichts geladen."
    return f"Inhalte: {created} neu."
