"""`make restore`: an archive back into the place that the settings name (`docs/sicherung.md`)."""

from pathlib import Path

from django.core.management import BaseCommand

from kip_site.backup import secret
from kip_site.backup.archive import Archive
from kip_site.backup.progress import Progress
from kip_site.backup.restoring import Restored, Restoring

from .backup import end_on_sigterm, told_in_one_line


class Command(BaseCommand):
    help = "Restores an archive into an empty place. Looks at all of it before it touches anything."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the archive")
        parser.add_argument("--replace", action="store_true", help="save what is there, then put this in its place")
        parser.add_argument("--secret", type=Path, metavar="FILE", help="take the site's secret from FILE")

    def handle(self, *, file, replace, verbosity, **options):
        end_on_sigterm()
        progress = Progress(self.stderr.write if verbosity else lambda line: None)
        with told_in_one_line(f"Nothing was restored. {file}"), Archive(file, progress) as archive:
            restoring = Restoring(archive, progress)
            key = secret.read(options["secret"]) if options["secret"] else None
            restored = restoring.carry_out(replace=replace)
        with told_in_one_line("All was restored but the secret"):
            secret.put_in_place(key)
        if verbosity:
            self.tell(restored)

    def tell(self, restored: Restored):
        manifest = restored.manifest
        if restored.saved_before:
            self.stdout.write(f"What was here before: {restored.saved_before}")
        self.stdout.write(
            f"Restored: edition {restored.edition}, saved {manifest.made_at} on {manifest.engine}, "
            f"{manifest.rows} rows, {len(manifest.files)} files. Everybody has to log in again."
        )
        if manifest.missing:
            self.stderr.write(f"{len(manifest.missing)} uploaded files had lost their bytes before the backup.")
