"""`make backup`: saves the whole site in one file while it is in use (`docs/sicherung.md`)."""

import signal
import sys
import threading
from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from core.edition_clock import first_line
from operations.backup import saving, secret
from operations.backup.archive import BackupError, Manifest


class Command(BaseCommand):
    help = "Saves database and uploaded files in one archive, while the site runs. The secret is not in it."

    def add_arguments(self, parser):
        parser.add_argument("--to", type=Path, help="directory of the archives; without it, backups/ in VAR_DIR")
        parser.add_argument("--keep", type=int, metavar="N", help="delete older archives there, so that N are left")
        parser.add_argument("--secret", type=Path, metavar="FILE", help="save the site's secret too, in FILE")

    def handle(self, *, to, keep, verbosity, **options):
        end_on_sigterm()
        to = to or saving.default_directory()
        if keep is not None and keep < 1:
            raise CommandError("--keep: give a number from 1.")
        with errors_in_one_line("No backup was made"):
            if options["secret"]:
                secret.save(options["secret"], to)
            path, manifest = saving.save(to, saving.name_now(), self.tell if verbosity else lambda line: None)
        if not manifest.missing:
            saving.record_success()
        with errors_in_one_line(f"{path} was made, but older ones were not deleted"):
            deleted = saving.keep_newest(to, keep) if keep else 0
        if verbosity:
            self.report(path, manifest, deleted)
        if manifest.missing:
            raise CommandError(
                f"{path} is complete but for {len(manifest.missing)} uploaded files, whose bytes the site has lost: "
                + ", ".join(digest[:12] for digest in manifest.missing)
            )

    def report(self, path: Path, manifest: Manifest, deleted: int):
        size = path.stat().st_size / 1_000_000
        self.stdout.write(f"{path}: edition {manifest.edition}, {len(manifest.files)} files, {size:.1f} MB")
        if deleted:
            self.stdout.write(f"{deleted} older backups deleted.")

    def tell(self, line: str):
        self.stderr.write(line)
        self.stderr.flush()


def end_on_sigterm():
    """Turns SIGTERM into an exception, so that partial results are cleaned up."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


class errors_in_one_line:
    """Turns expected errors into a CommandError: `outcome`, then the reason, in one line."""

    def __init__(self, outcome: str):
        self.outcome = outcome

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if isinstance(error, BackupError):
            raise CommandError(f"{self.outcome}: {error}") from error
        if isinstance(error, DatabaseError):
            raise CommandError(f"{self.outcome}: the database says: {first_line(error)}") from error
        if isinstance(error, OSError):
            place = f"{error.filename}: " if error.filename else ""
            raise CommandError(f"{self.outcome}: {place}{error.strerror}.") from error
