"""`make growth`: builds a site 250 times as large as today's, and checks the promises for any size.

    python -m qa.growth [--scale 0.02] [--ask 1000]

The site is built in build/growth, or in the database of DATABASE_URL, which must be empty.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import django

VAR_DIR = Path(__file__).resolve().parents[2] / "build" / "growth"
EDITS = 10
FRESH_WITHIN = 1.0  # seconds from an edit until it is shown


def main():
    options = arguments()
    prepare()

    from qa.growth import measures

    small = [measures.cost(path) for path in measures.first_pages()]
    fill(options.scale)
    large = [measures.cost(path) for path in [*measures.first_pages(), *measures.last_pages()]]
    report(large)
    measure_index()
    serve(options.ask)
    if faults := measures.broken(small, large):
        sys.exit("Promises broken:\n" + "\n".join(faults))
    print(
        f"All {len(large)} pages keep their promises: no more queries than on the small site, and within their budgets."
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m qa.growth")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the large site, for instance 0.02")
    parser.add_argument("--ask", type=int, default=1_000, help="pages that the server is asked for, evenly spread")
    return parser.parse_args()


def prepare():
    """A database with the shipped content only, and collected static files."""
    shutil.rmtree(VAR_DIR, ignore_errors=True)
    VAR_DIR.mkdir(parents=True)
    os.environ |= {"VAR_DIR": str(VAR_DIR), "DJANGO_SETTINGS_MODULE": "kip_site.settings"}
    django.setup()
    from django.core.management import call_command

    from delivery import static_files
    from programmes.models import Programme

    call_command("migrate", interactive=False, verbosity=0)
    if Programme.objects.exists():
        sys.exit("DATABASE_URL: this database is not empty; name one that may be filled.")
    call_command("load_content", verbosity=0)
    static_files.collect_if_changed()


def fill(scale: float):
    from kip_site import sitemaps
    from qa.growth.fill import Growth

    started = time.perf_counter()
    Growth(scale, say=lambda line: print(line, flush=True)).run()
    refresh_statistics()
    print(f"filled in {time.perf_counter() - started:.0f} s", flush=True)
    record()
    started = time.perf_counter()
    count = sum(1 for _ in sitemaps.public_paths())
    print(f"{count} public addresses, listed in {time.perf_counter() - started:.1f} s\n")


def record():
    """Makes the first revision of each generated page, as on a running site: only then an edit is all that is compared."""
    from qa.growth.measures import edit

    recorded("all pages")
    edit("Erzeugte Änderung.")
    recorded("one edit")


def recorded(what: str):
    from editorial.revisions import snapshots

    started = time.process_time()
    snapshots.record_all()
    print(f"{what} recorded in {time.process_time() - started:.1f} s of processor time", flush=True)


def refresh_statistics():
    """Updates the planner statistics, as the rows were inserted too fast for automatic analysis."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def report(costs):
    print(f"{'queries':>7} {'raw':>8} {'brotli':>7} {'ms':>7}  page")
    for each in sorted(costs, key=lambda each: -each.raw):
        print(f"{each.queries:>7} {each.raw:>8} {each.html:>7} {each.milliseconds:>7.1f}  {each.path}")
    print()


def measure_index():
    """In a process of its own, whose memory holds nothing else."""
    if subprocess.run([sys.executable, "-m", "qa.growth.index"]).returncode:
        sys.exit("The search index is too large.")


def serve(most: int):
    """Measures the running server: the delay of an edit, and memory after many requests."""
    from qa.growth import measures
    from tests.server import Server

    url = {name: os.environ[name] for name in ["DATABASE_URL"] if name in os.environ}
    with Server(VAR_DIR, PAGE_CACHE_MB="64", **url) as server:
        print(f"server ready after {server.seconds:.1f} s, {megabytes(server)} MB")
        edits = list(edited(server))
        print(f"from an edit to the fresh page: {statistics.median(edits):.2f} s, at most {max(edits):.2f} s")
        paths = measures.some_addresses(most)
        started = time.perf_counter()
        for path in paths:
            server.get(path)
        print(f"{len(paths)} pages asked for in {time.perf_counter() - started:.0f} s, then {megabytes(server)} MB")
    if statistics.median(edits) > FRESH_WITHIN:
        sys.exit(f"Promise broken: an edit shows after {statistics.median(edits):.2f} s, promised {FRESH_WITHIN} s")


def edited(server) -> Iterator[float]:
    """Seconds until each edit is shown.

    Edits in direct succession would each come just after a check of the edition. So they are spread over the interval
    between two checks, like real edits.
    """
    from core.edition_clock import CHECK_INTERVAL
    from qa.growth.measures import until_shown

    for number in range(EDITS):
        time.sleep(CHECK_INTERVAL * number / EDITS)
        yield until_shown(server, f"Erzeugte Änderung {number}.")


def megabytes(server) -> int:
    from qa.growth.measures import memory

    return memory(server.process.pid) // 1_000_000


if __name__ == "__main__":
    main()
