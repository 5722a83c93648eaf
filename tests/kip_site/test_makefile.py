"""A missing or old Python is reported in one line."""

import shutil
import subprocess

import pytest
from django.conf import settings

SCRIPTS = {
    "Python is too old": "#!/bin/sh\nexit 1\n",
    "apt install python3-venv": '#!/bin/sh\ncase "$2" in *version_info*) exit 0;; *) exit 1;; esac\n',
}
NEEDED = ["sh", "make", "touch", "echo", "awk", "env"]


@pytest.mark.parametrize("words", SCRIPTS)
def test_a_python_that_does_not_fit_is_said_in_one_line(tmp_path, words):
    for name in NEEDED:
        (tmp_path / name).symlink_to(shutil.which(name))
    for name in ["python3", "python3.11", "python3.12", "python3.13", "python3.14"]:
        (tmp_path / name).write_text(SCRIPTS[words])
        (tmp_path / name).chmod(0o755)

    told = subprocess.run(  # noqa: S603
        [tmp_path / "make", "run", f"VENV={tmp_path}/venv"],
        env={"PATH": str(tmp_path)}, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=300,
    )  # fmt: skip

    lines = [line for line in told.stderr.splitlines() if not line.startswith("make: ")]
    assert told.returncode != 0
    assert len(lines) == 1
    assert words in lines[0]


def test_make_alone_lists_the_targets():
    told = subprocess.run(["make"], cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=300, check=True)  # noqa: S607

    assert "make run " in told.stdout
    assert "make check " in told.stdout
    assert "make test " in told.stdout


def test_a_restore_of_nothing_says_what_is_missing(tmp_path):
    told = subprocess.run(  # noqa: S603
        ["make", "restore", f"VENV={tmp_path}/venv"],  # noqa: S607
        cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=300,
    )  # fmt: skip

    first, *_of_make = told.stderr.splitlines()
    assert told.returncode == 2
    assert first.startswith("FROM is missing")
    assert not (tmp_path / "venv").exists()
