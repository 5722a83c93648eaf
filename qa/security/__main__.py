"""`make security-report`: runs the tests that prove a check, and prints each check with result and figures.

They run on a temporary PostgreSQL where it is installed; else on SQLite, where the migration between the databases is
skipped and so not proven. REQUESTS is the number of generated requests (default 20 000). The output is also written to
build/security/report.md.
"""

import argparse
import os
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from qa.bench.__main__ import readable_folder
from qa.bench.database import Cluster
from qa.bench.machine import newest_postgresql
from tests.environment import ROOT, clean_environment
from tests.security.table import Check, checks

REPORT = ROOT / "build" / "security" / "report.md"


class Gatherer:
    """Test results by number of the check."""

    def __init__(self):
        self.numbers: dict[str, set[int]] = {}
        self.outcomes = defaultdict(lambda: defaultdict(set))
        self.figures = defaultdict(dict)

    def pytest_collection_finish(self, session):
        self.numbers = {item.nodeid: {mark.args[0] for mark in item.iter_markers("check")} for item in session.items}

    def pytest_runtest_logreport(self, report):
        if report.when != "call" and report.passed:
            return
        for number in self.numbers[report.nodeid]:
            self.outcomes[number][report.outcome].add(report.nodeid)
            self.figures[number] |= {value: None for name, value in report.user_properties if name == "figure"}

    def line(self, check: Check) -> str:
        found = self.outcomes[check.number]
        counted = ", ".join(f"{len(found[name])} {name}" for name in ("passed", "failed", "skipped") if found[name])
        figures = "; ".join(self.figures[check.number])
        return f"| {check.number} | {check.promise} | {counted or 'NO TEST'} | {figures} |"

    def is_shown(self, check: Check) -> bool:
        found = self.outcomes[check.number]
        return bool(found["passed"]) and not found["failed"] and not found["skipped"]


@contextmanager
def database(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Name of the database, and the environment variables for it."""
    if programs := newest_postgresql():
        cluster = Cluster.made(programs, folder / "postgresql")
        with cluster.running():
            yield "PostgreSQL", {"DATABASE_URL": cluster.address_of_new("site")}
    else:
        yield "SQLite", {}


def gathered(environment: dict[str, str]) -> Gatherer:
    """Runs the tests, with no settings of the site in the environment except the given ones."""
    gatherer, number = Gatherer(), os.environ.get("REQUESTS") or "20000"
    environment = clean_environment() | {"FUZZ_REQUESTS": number, "THOROUGH": "1"} | environment
    os.environ.clear()
    os.environ.update(environment)
    ended = pytest.main(
        ["-q", "-m", "check", "--timeout", "7200", str(ROOT / "tests"), str(ROOT / "qa")], plugins=[gatherer]
    )
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise SystemExit(f"Broken off ({ended!r}): no report was written.")
    return gatherer


def main() -> int:
    argparse.ArgumentParser(prog="make security-report", description=__doc__).parse_args()
    started = time.monotonic()
    with ExitStack() as stack:
        folder = readable_folder(stack)
        name, settings = stack.enter_context(database(folder))
        gatherer = gathered({"VAR_DIR": str(folder / "var")} | settings)
    lacking = [check.number for check in checks() if not gatherer.is_shown(check)]
    lines = ["| check | promise | tests | figures |", "|---|---|---|---|", *map(gatherer.line, checks()), ""]
    seconds = round(time.monotonic() - started)
    lines.append(f"{seconds} s on {name}. Not shown: {', '.join(map(str, lacking)) or 'none'}.")
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text("\n".join(lines) + "\n")
    print("", *lines, sep="\n")
    return 1 if lacking else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # pytest ends on it; an exit would be one test's failure
    sys.exit(main())
