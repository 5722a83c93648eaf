"""The commands of docs/betrieb.md, chapter by chapter."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "betrieb.md"
CHAPTER = re.compile(r"^## (.+)$", re.MULTILINE)
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACEHOLDER = re.compile(r"^\| `([^`]+)` \| \S", re.MULTILINE)


def chapters() -> dict[str, list[str]]:
    """The commands of each chapter; a chapter without any has an empty list."""
    _, *parts = CHAPTER.split(PAGE.read_text())
    return {title: commands(text) for title, text in zip(parts[::2], parts[1::2], strict=True)}


def commands(text: str) -> list[str]:
    return [line for block in BLOCK.findall(text) for line in block.splitlines()]


def packages(lines: list[str]) -> list[str]:
    """What the one `apt-get install` among them installs."""
    (arguments,) = [
        line.partition(" install ")[2] for line in lines if line.startswith("apt-get ") and " install " in line
    ]
    return [word for word in arguments.split() if not word.startswith("-")]


def placeholders() -> list[str]:
    """What the table at the top says is called otherwise elsewhere."""
    return PLACEHOLDER.findall(CHAPTER.split(PAGE.read_text())[0])


def filled_in(command: str, values: dict[str, str]) -> str:
    for placeholder, value in values.items():
        command = command.replace(placeholder, value)
    return command
