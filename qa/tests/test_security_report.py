"""`make security-report` counts a check as proven only if all its tests ran and passed."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from qa.security.__main__ import Gatherer
from tests.environment import ROOT
from tests.security.table import Check

CHECK = Check(7, "Kein Formular ausser der Suche.", ("tests/security/test_input.py",))
LINTERS = [["ruff", "check", "."], ["djlint", "templates", "--lint", "--quiet"]]


@pytest.mark.parametrize(
    ("outcomes", "shown", "counted"),
    [
        (["passed", "passed"], True, "2 passed"),
        (["passed", "failed"], False, "1 passed, 1 failed"),
        (["passed", "skipped"], False, "1 passed, 1 skipped"),
        ([], False, "NO TEST"),
    ],
)
def test_what_failed_was_skipped_or_has_no_test_is_not_shown(outcomes, shown, counted):
    gatherer = Gatherer()
    for number, outcome in enumerate(outcomes):
        gatherer.numbers[f"test_{number}"] = {7}
        gatherer.pytest_runtest_logreport(report(f"test_{number}", outcome))

    assert gatherer.is_shown(CHECK) is shown
    assert gatherer.line(CHECK) == f"| 7 | {CHECK.promise} | {counted} | {'20 000 requests' if outcomes else ''} |"


def report(nodeid: str, outcome: str) -> SimpleNamespace:
    return SimpleNamespace(
        nodeid=nodeid, when="call", outcome=outcome, passed=outcome == "passed",
        user_properties=[("figure", "20 000 requests")],
    )  # fmt: skip


@pytest.mark.check(32)
@pytest.mark.parametrize("command", LINTERS, ids=lambda command: command[0])
def test_static_analysis_finds_nothing(command):
    command = [sys.executable, "-m", *command]

    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)  # noqa: S603

    assert told.returncode == 0, told.stdout
