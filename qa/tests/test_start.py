"""Every tool of the Makefile starts; with wrong arguments or --help it exits at once with its own message."""

import re
import subprocess
import sys

import pytest

from tests.environment import ROOT, clean_environment

WITHOUT_PROGRAMS = {"PATH": "/nowhere", "CHROMIUM": "chromium"}
#: Arguments, environment, expected output.
STARTS = {
    "audit": ([], WITHOUT_PROGRAMS, "chromium is missing"),
    "bench": ([], {"ROUNDS": "many"}, "ROUNDS"),
    "dependencies": (["nonsense"], {}, "sbom, audit or audit --offline"),
    "deploy_drill": ([], WITHOUT_PROGRAMS, "debootstrap is missing"),
    "drill": ([], {"SCENES": "disk,flood"}, "name some of undisturbed, edits"),
    "growth": (["--help"], {}, "--scale"),
    "restore_drill": (["--help"], {}, "equal"),
    "search_report": (["--help"], {}, "--scale"),
    "security": (["--help"], {}, "REQUESTS"),
    "suite": ([], {"BASE": ""}, "BASE is missing"),
    "weigh": ([], {}, "There is no database yet"),
}


def test_every_tool_of_the_makefile_is_started_here():
    assert set(re.findall(r"-m qa\.(\w+)", (ROOT / "Makefile").read_text())) == set(STARTS)


@pytest.mark.parametrize("name", STARTS)
def test_the_tool_starts(name, tmp_path):
    arguments, settings, words = STARTS[name]

    told = subprocess.run(  # noqa: S603
        [sys.executable, "-m", f"qa.{name}", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=300,
        env=clean_environment() | {"VAR_DIR": str(tmp_path)} | settings,
    )  # fmt: skip

    assert words in told.stdout + told.stderr
    assert "Traceback" not in told.stderr
    assert (told.returncode == 0) == ("--help" in arguments)
