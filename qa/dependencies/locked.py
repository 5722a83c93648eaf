"""The packages in requirements.lock, and their licences."""

import re
import tomllib
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from license_expression import ExpressionError, LicenseSymbol, get_spdx_licensing

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
PACKAGE = re.compile(r"^([a-z0-9._-]+)==([^ ;\\]+)(?: ;[^\\]*)? \\\n((?: +--hash=.*\n)+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
UNKNOWN = ""

licensing = get_spdx_licensing()


@dataclass(frozen=True)
class Package:
    """A locked package: `hashes` of all its files (one is installed); `licence` as SPDX expression or UNKNOWN."""

    name: str
    version: str
    hashes: tuple[str, ...] = ()
    licence: str = field(default=UNKNOWN, compare=False)

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def packages(lock: str | None = None) -> list[Package]:
    """The packages, in the order of the lock."""
    found = PACKAGE.findall(LOCK.read_text() if lock is None else lock)
    return [Package(name, version, tuple(HASH.findall(hashes)), licence_of(name)) for name, version, hashes in found]


def policy() -> dict:
    """`[tool.dependencies]` of pyproject.toml: allowed licences, and licences of packages that have no expression."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["dependencies"]


def licence_of(name: str) -> str:
    """The licence as read from the package's licence text and recorded, or else from its metadata."""
    if read := policy()["read-licences"].get(name):
        return read
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return UNKNOWN
    return expression(said.get("License-Expression") or said.get("License") or UNKNOWN)


def expression(words: str) -> str:
    """A normalised SPDX expression; UNKNOWN for an invalid one."""
    if not words or len(words) > 100:
        return UNKNOWN
    try:
        return str(licensing.parse(words, validate=True))
    except ExpressionError:
        return UNKNOWN


def is_allowed(licence: str, allowed: list[str]) -> bool:
    """Whether the expression is allowed: all licences joined by AND, at least one of those joined by OR."""
    parsed = licensing.parse(licence) if licence else None
    return parsed is not None and holds(parsed, set(allowed))


def holds(node, allowed: set[str]) -> bool:
    if isinstance(node, LicenseSymbol):
        return node.key in allowed
    parts = [holds(part, allowed) for part in node.args]
    return all(parts) if node.operator.strip() == "AND" else any(parts)


def refused(found: list[Package], allowed: list[str]) -> list[str]:
    """Name and licence of each package whose licence is not allowed."""
    return [
        f"{package.name} {package.version}: {package.licence or 'licence unknown'}"
        for package in found
        if not is_allowed(package.licence, allowed)
    ]
