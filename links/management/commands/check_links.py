"""Checks the links of the content, for example every night. Broken links are listed on the start page of the admin."""

from django.core.management.base import BaseCommand

from links.check import check_all
from links.external import ExternalChecker
from links.status import Kind

#: What is said of one link, and of several.
WORDS = {
    Kind.WORKS: ("geht", "gehen"),
    Kind.GONE: ("FEHLT", "fehlen"),
    Kind.DOUBTFUL: ("unsicher", "unsicher"),
    Kind.CLOSED: ("nicht prüfbar", "nicht prüfbar"),
    Kind.UNASKED: ("nicht gefragt", "nicht gefragt"),
}


class Command(BaseCommand):
    help = (
        "Prüft alle Links der Inhalte: eigene Seiten genau, andere Websites höflich, mit höchstens einer Anfrage pro Server "
        "und Sekunde. Was nicht mehr geht, steht auf der Startseite der Redaktion."
    )

    def add_arguments(self, parser):
        parser.add_argument("--nur-eigene", action="store_true", help="andere Websites nicht fragen")

    def handle(self, *, nur_eigene, verbosity, **options):
        counts = dict.fromkeys(Kind, 0)
        broken = 0
        for each in check_all(None if nur_eigene else ExternalChecker()):
            counts[each.answer.kind] += 1
            broken += each.link.is_broken
            if verbosity > 1 or each.answer.kind is not Kind.WORKS:
                self.stdout.write(f"{WORDS[each.answer.kind][0]:<14}{each.link.address}  {each.answer.text}".rstrip())
            elif verbosity and sum(counts.values()) % 25 == 0:
                self.stderr.write(f"{sum(counts.values())} Links geprüft …")
        summary = ", ".join(f"{count} {WORDS[kind][1]}" for kind, count in counts.items() if count)
        self.stdout.write(f"{sum(counts.values())} Links: {summary}. Der Redaktion gemeldet: {broken}.")
