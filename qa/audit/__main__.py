"""Runs the audit: starts the site like `make run`, measures one page of each kind, prints a table and the faults."""

import os
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import django

from tests.server import Server

from . import programs
from .kinds import one_of_each_kind
from .report import FULL, Report, better, table

AGAIN = "measured again, since other work on this machine slows a page down; the better one counts"


def main(paths: list[str]) -> int:
    """Audits the given paths, or else one page of each kind. Returns 1 when a page has less than the full score."""
    programs.chromium()
    programs.lighthouse()
    with TemporaryDirectory() as var_dir:
        os.environ.update(VAR_DIR=var_dir, DJANGO_SETTINGS_MODULE="kip_site.settings")
        django.setup()
        with Server(Path(var_dir)) as site:
            paths = paths or one_of_each_kind({path: len(site.get(path)) for path in site.addresses()})
            reports = measured(site.origin, paths)
    return verdict(reports)


def measured(origin: str, paths: list[str]) -> list[Report]:
    """Measures slow pages again, after all others: other load on the machine may be over by then."""
    reports = {}
    for place, path in enumerate(paths, start=1):
        print(f"{place} of {len(paths)}: {path}", flush=True)
        reports[path] = programs.measure(origin, path)
    for path, report in reports.items():
        score = report.scores["performance"]
        if score < FULL:
            print(f"{path}: {report.error or f'performance {score}'}: {AGAIN}", flush=True)
            reports[path] = better(report, programs.measure(origin, path))
        programs.keep(reports[path])
    return list(reports.values())


def verdict(reports: list[Report]) -> int:
    print("", *table(reports), "", sep="\n")
    wanting = [report for report in reports if not report.is_full]
    for report in wanting:
        print(report.path, *report.faults(), "", sep="\n")
    print(f"{len(reports)} kinds of pages, {len(wanting)} below {FULL}. The reports are in {programs.REPORTS}.")
    return 1 if wanting else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the site and the browser end as well
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
