"""The numbered checks of `docs/sicherheit.md`, and the tests with their numbers."""

import re
from dataclasses import dataclass

from tests.environment import ROOT

PAGE = ROOT / "docs" / "sicherheit.md"
ROW = re.compile(r"^\| (\d+) \| (.+?) \| ?(.*?) ?\|$", re.MULTILINE)
MARK = re.compile(r"\bmark\.check\((\d+)\)")


@dataclass(frozen=True)
class Check:
    number: int
    promise: str
    files: tuple[str, ...]  # where the page says that it is shown


def checks() -> list[Check]:
    return [
        Check(int(number), promise, tuple(re.findall(r"`((?:qa|tests)/[^`]+)`", files)))
        for number, promise, files in ROW.findall(PAGE.read_text())
    ]


def marked() -> dict[str, set[int]]:
    """The numbers that stand in each file of tests."""
    paths = [path for folder in ("tests", "qa/tests") for path in (ROOT / folder).rglob("*.py")]
    sources = {str(path.relative_to(ROOT)): path.read_text() for path in paths}
    return {name: set(map(int, found)) for name, source in sources.items() if (found := MARK.findall(source))}
