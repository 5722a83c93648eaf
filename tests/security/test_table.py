"""Every check of the page has a test that carries its number, and every number stands on the page."""

import subprocess
import sys

import pytest
from django.conf import settings

from .table import checks, marked

LINTERS = [["ruff", "check", "."], ["djlint", "templates", "--lint", "--quiet"]]


def test_the_numbers_are_without_a_gap():
    assert [check.number for check in checks()] == list(range(1, 34))


def test_every_check_has_a_test():
    numbers = set().union(*marked().values())

    assert numbers == {check.number for check in checks()}


def test_every_file_that_the_page_names_shows_the_check():
    named = [(file, check.number) for check in checks() for file in check.files]

    assert len(named) > 30
    assert [(file, number) for file, number in named if number not in marked().get(file, set())] == []


@pytest.mark.check(32)
@pytest.mark.parametrize("command", LINTERS, ids=lambda command: command[0])
def test_static_analysis_finds_nothing(command):
    command = [sys.executable, "-m", *command]

    told = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=300)  # noqa: S603

    assert told.returncode == 0, told.stdout
