"""Known vulnerabilities (pip-audit) and newer versions (pip) of the locked packages. Both need the network."""

import json
import subprocess
import sys
from dataclasses import dataclass

from packaging.utils import canonicalize_name

from .locked import LOCK, Package

ANSWERS_WITHIN = 180  # seconds


@dataclass(frozen=True)
class Answer:
    """The result of a request; `said` is None where the service was not reachable, `why` is the reason."""

    said: list[str] | None
    why: str = ""


def vulnerabilities(*options: str) -> Answer:
    """One line for each vulnerability. `options` are passed to pip-audit, for instance which service to use."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCK), "--require-hashes", "--disable-pip", "--strict",
               "--format", "json", "--progress-spinner", "off", *options]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=ANSWERS_WITHIN)  # noqa: S603
    except subprocess.TimeoutExpired:
        return Answer(None, f"no answer within {ANSWERS_WITHIN} seconds")
    try:
        return Answer(list(weaknesses(json.loads(done.stdout))))
    except ValueError:
        return Answer(None, reason(done.stderr))


def weaknesses(answer: dict):
    for package in answer["dependencies"]:
        for each in package.get("vulns", []):
            mended = ", ".join(each["fix_versions"]) or "nowhere yet"
            yield f"{package['name']} {package['version']}: {each['id']}, mended in {mended}"


def reason(complaint: str) -> str:
    lines = [line for line in complaint.strip().splitlines() if line]
    return lines[-1][:300] if lines else "it said nothing"


def newer(found: list[Package]) -> Answer:
    """One line for each locked package with a newer version."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "list", "--outdated", "--format", "json"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=ANSWERS_WITHIN)  # noqa: S603
    except subprocess.TimeoutExpired:
        return Answer(None, f"no answer within {ANSWERS_WITHIN} seconds")
    if done.returncode:
        return Answer(None, reason(done.stderr))
    locked = {package.name for package in found}
    return Answer([
        f"{each['name']} {each['version']}: {each['latest_version']} is there"
        for each in json.loads(done.stdout)
        if canonicalize_name(each["name"]) in locked
    ])  # fmt: skip
