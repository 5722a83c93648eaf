"""`make restore`: restores an archive into the database and directory of the settings (`docs/sicherung.md`)."""

from pathlib import Path

from django.core.management import BaseCommand

from operations.backup import secret
from operations.backup.archive import Archive, Manifest
from operations.backup.restoring import restore

from .backup import end_on_sigterm, errors_in_one_line


class Command(BaseCommand):
    help = "Restores an archive into an empty place. Looks at all of it before it touches anything."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the archive")
        parser.add_argument("--replace", action="store_true", help="save what is there, then put this in its place")
        parser.add_argument("--secret", type=Path, metavar="FILE", help="take the site's secret from FILE")

    def handle(self, *, file, replace, verbosity, **options):
        end_on_sigterm()
        with errors_in_one_line(f"Nothing was restored. {file}"), Archive(file) as archive:
            key = secret.read(options["secret"]) if options["secret"] else None
            edition, saved = restore(archive, replace=replace)
        with errors_in_one_line("All was restored but the secret"):
            secret.put_in_place(key)
        if verbosity:
            self.tell(archive.manifest, edition, saved)

    def tell(self, manifest: Manifest, edition: int, saved: Path | None):
        if saved:
            self.stdout.write(f"What was here before: {saved}")
        self.stdout.write(
            f"Restored: edition {edition}, saved {manifest.made_at} on {manifest.engine} {manifest.server}, "
            f"{len(manifest.files)} files. Everybody has to log in again."
        )
        if manifest.missing:
            self.stderr.write(f"{len(manifest.missing)} uploaded files had lost their bytes before the backup.")
