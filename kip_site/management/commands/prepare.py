"""What `serve` prepares, as a step of its own: before services start, or for a new version while the old one still serves."""

from .serve import Command as Serve


class Command(Serve):
    help = "Prepares the database, the content and the static files where needed, and ends."

    def handle(self, **options):
        self.prepare()

    def prepare_what_can_be_prepared(self) -> str | None:
        """Nobody reads pages from here: without its database, this has failed."""
        return self.prepare_what_is_there()
