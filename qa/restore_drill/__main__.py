"""`make restore-drill` on SQLite and, where it is installed, on PostgreSQL. Prints «equal», or fails."""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from qa.bench import machine
from qa.bench.__main__ import end_on, readable_folder, say
from qa.bench.database import Cluster
from qa.bench.report import table
from qa.restore_drill import acts
from qa.restore_drill.acts import Seen
from tests.backup.places import Place

REPORT = machine.ROOT / "build" / "restore-drill" / "report.md"


def main() -> int:
    argparse.ArgumentParser(prog="make restore-drill", description=__doc__).parse_args()
    started, programs = time.monotonic(), machine.newest_postgresql()
    if not programs and os.environ.get("CI") == "true":
        raise SystemExit("PostgreSQL is not installed, and CI may leave nothing out.")
    with ExitStack() as stack:
        folder = readable_folder(stack)
        played = [play("SQLite", folder / "sqlite", lambda name: None)]
        if programs:
            cluster = Cluster.made(programs, folder / "postgresql")
            stack.enter_context(cluster.running())
            played.append(play("PostgreSQL", folder / "on-postgresql", cluster.address_of_new))
        else:
            say("PostgreSQL is not installed: left out.")
    return tell(played, time.monotonic() - started)


def play(database: str, folder: Path, address: Callable[[str], str | None]) -> Seen:
    """Runs the drill on an original and an empty site; `address` is the URL of a new database."""
    say(f"{database} …")
    seen = Seen(database)
    folder.mkdir()
    original = Place(folder / "original", address("original"))
    original.folder.mkdir()
    original.manage("migrate", "--verbosity", "0")
    original.manage("load_content", "--verbosity", "0")
    with original.server() as server:
        original.shell(acts.BALLAST)
        archive, good = acts.back_up(original, server, seen)
        empty = Place.made(folder / "empty", address("empty"), original.folder / "static")
        acts.restore_elsewhere(empty, archive, good, seen)
        acts.restore_over(original, server, archive, good, seen)
    return seen


def tell(played: list[Seen], seconds: float) -> int:
    rows = [[seen.database, what, figure] for seen in played for what, figure in seen.figures.items()]
    faults = [fault for seen in played for fault in seen.faults]
    lines = ["# Backup and restore", "", *table([["database", "what", "seen"], *rows]), ""]
    lines += faults or [equal_on(played)]
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text("\n".join(lines) + "\n")
    print(f"\n{seconds:.0f} s in all, {REPORT}\n" + "\n".join(faults or [equal_on(played)]))
    return 1 if faults else 0


def equal_on(played: list[Seen]) -> str:
    return f"equal on {' and '.join(seen.database for seen in played)}"


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, end_on)
    signal.signal(signal.SIGINT, end_on)
    sys.exit(main())
