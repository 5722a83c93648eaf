"""`make weigh`: what every page costs, the dearest ones, and whether they keep to their budgets."""

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from kip_site import static_files, weight

COLUMNS = ["raw", "html", "with_styles", "first_view", "requests", "queries"]
LINE = "{:>8} {:>8} {:>12} {:>11} {:>9} {:>8}  {}"


class Command(BaseCommand):
    help = "Prints bytes (brotli), requests and database queries of every page; fails when one is over budget."

    def handle(self, **options):
        static_files.collect_if_changed()
        weights = [weight.weigh(path) for path in self.paths()]
        self.stdout.write(LINE.format(*COLUMNS, "page"))
        for each in weights:
            self.stdout.write(LINE.format(*(getattr(each, name) for name in COLUMNS), each.path))
        self.summarise(weights)
        if broken := weight.over_budget(weights):
            raise CommandError("Over budget:\n" + "\n".join(broken))

    def paths(self) -> list[str]:
        try:
            paths = weight.public_paths()
        except DatabaseError as error:
            raise CommandError("There is no database yet: start the site once with `make run`.") from error
        if not paths:
            raise CommandError("There is no content yet: start the site once with `make run`.")
        return paths

    def summarise(self, weights: list[weight.Weight]):
        self.stdout.write(f"\n{len(weights)} pages. The most that one costs, and may cost:")
        for name, most in weight.BUDGETS.items():
            worst = max(weights, key=lambda each: getattr(each, name))
            self.stdout.write(f"{name:>12} {getattr(worst, name):>6} of {most:>6}  {worst.path}")
