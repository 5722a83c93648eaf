"""The locks pin every package with hashes, match pyproject.toml, and contain no host names."""

import re
import shutil
import subprocess
import tomllib

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = [pytest.mark.check(3), pytest.mark.slow]

LOCKS = ["requirements.lock", "requirements-test.lock"]
PIN = re.compile(r"^([a-z0-9._-]+)==(\S+) \\$", re.MULTILINE)


def lock(name: str) -> str:
    return (settings.BASE_DIR / name).read_text()


def pins(name: str) -> dict[str, str]:
    return {canonicalize_name(package): version for package, version in PIN.findall(lock(name))}


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_with_hashes(name):
    packages = re.split(r"^(?=[a-z0-9._-]+==)", lock(name), flags=re.MULTILINE)[1:]

    assert len(packages) == len(pins(name)) > 10
    assert all("--hash=sha256:" in package for package in packages)


@pytest.mark.parametrize("name", LOCKS)
@pytest.mark.parametrize("word", ["://", "index-url", "find-links", "trusted-host", " @ "])
def test_no_host_is_named(name, word):
    assert word not in lock(name)


def test_the_locks_agree():
    ours, tests = map(pins, LOCKS)

    assert {name: ours[name] for name in ours.keys() & tests} == {name: tests[name] for name in ours.keys() & tests}


@pytest.mark.parametrize(("name", "read"), [
    ("requirements.lock", lambda project: project["project"]["dependencies"]),
    ("requirements-test.lock", lambda project: project["dependency-groups"]["test"]),
])  # fmt: skip
def test_what_the_project_asks_for_is_locked(name, read):
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    asked = [Requirement(line) for line in read(project)]

    assert asked
    assert [str(each) for each in asked if pins(name).get(canonicalize_name(each.name)) not in each.specifier] == []


@pytest.mark.skipif(not shutil.which("make"), reason="make is missing")
@pytest.mark.parametrize(("arguments", "upgrades"), [([], False), (["UPGRADE=1"], True)])
def test_locking_upgrades_only_when_asked(tmp_path, arguments, upgrades):
    told = subprocess.run(  # noqa: S603
        ["make", "--dry-run", "lock", f"VENV={tmp_path}", *arguments],  # noqa: S607
        cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip

    assert "pip-compile" in told.stdout
    assert ("--upgrade" in told.stdout) is upgrades
