"""Loads the redirects from the site that this one replaces."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from redirects import legacy


class Command(BaseCommand):
    help = (
        "Lädt die alten Adressen des Kantons, die auf Seiten dieser Website führen. Ersetzt, was früher geladen wurde."
    )

    def add_arguments(self, parser):
        default = settings.CONTENT_DIR / "taken_over_addresses.csv"
        parser.add_argument("--file", type=Path, default=default, help="CSV mit den Spalten «alter Pfad;Adresse hier»")

    def handle(self, *, file, verbosity, **options):
        try:
            count = legacy.load_redirects(file)
        except (legacy.RedirectFileError, OSError, UnicodeError) as error:
            raise CommandError(f"Nichts geladen. {file.name}: {error}") from error
        if verbosity:
            self.stdout.write(f"{count} alte Adressen führen weiter.")
