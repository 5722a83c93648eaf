"""Loads the content that comes with this repository, without touching what was edited since."""

import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from editorial import content, publishing
from editorial.fixtures import BrokenFixture


class Command(BaseCommand):
    help = "Lädt die mitgelieferten Inhalte. Was seither bearbeitet oder gelöscht wurde, bleibt, wie es ist."

    def add_arguments(self, parser):
        parser.add_argument("--directory", type=Path, default=settings.CONTENT_DIR, help="Verzeichnis der YAML-Dateien")

    def handle(self, *, directory, verbosity, **options):
        try:
            outcome = content.load(directory, self.progress("Zeilen", verbosity))
        except BrokenFixture as error:
            raise CommandError(f"Nichts geladen. {error}") from error
        if outcome.created or outcome.updated:
            publishing.record_all(self.progress("Fassungen", verbosity))
        if verbosity:
            self.stdout.write(in_words(outcome))

    def progress(self, of_what: str, verbosity: int):
        """Says once a second how far it is; what is done sooner says nothing."""
        said = time.monotonic()

        def say(done: int, total: int) -> None:
            nonlocal said
            if verbosity and time.monotonic() - said >= 1:
                said = time.monotonic()
                self.stderr.write(f"{done} von {total} {of_what} …")

        return say


def in_words(outcome: content.Outcome) -> str:
    counts = (
        f"Inhalte: {outcome.created} neu, {outcome.updated} erneuert, {outcome.unchanged} unverändert, "
        f"{len(outcome.left_alone)} belassen"
    )
    left = [f"{model} {key} ({reason})" for (model, key), reason in outcome.left_alone.items()]
    return f"{counts}: {'; '.join(left)}" if left else f"{counts}."
