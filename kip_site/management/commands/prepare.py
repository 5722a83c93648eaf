"""`serve` without the server.

Prepares the site before services start, or a new version while the old one still serves.
"""

from .serve import Command as Serve


class Command(Serve):
    help = "Prepares the database, the content and the static files where needed, and ends."

    def handle(self, **options):
        self.prepare()

    def prepare_what_can_be_prepared(self) -> str | None:
        """Fails without its database: unlike `serve`, it has no cached pages to fall back on."""
        return self.prepare_what_is_there()
