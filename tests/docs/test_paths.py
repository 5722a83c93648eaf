"""Every file and decision named in the documentation or in a comment exists."""

import re
from pathlib import Path

import pytest

from tests.environment import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
#: Folders of a checkout that are not in the repository.
OUTSIDE = {"build", "var", "__pycache__", "node_modules"}
FILES = sorted(
    file
    for folder in [ROOT / ".ci", ROOT / ".github", *ROOT.glob("[!.]*/")]
    if folder.name not in OUTSIDE
    for file in folder.rglob("*")
    if file.is_file() and not OUTSIDE & set(file.parts)
) + [file for file in ROOT.iterdir() if file.is_file()]
NAMES = {file.name for file in FILES}
BINARY = {".ico", ".mo", ".png", ".woff2"}

CODE_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
PATH = re.compile(r"`(\.?[\w@-][\w.@-]*(?:/[\w.@-]+)*/?)`")
NAMED_PAGE = re.compile(r"\bdocs/[\w/-]+\.md\b")
NAMED_DECISION = re.compile(r"\bADR (\d+)")
SUFFIXES = {
    ".conf",
    ".css",
    ".csv",
    ".html",
    ".js",
    ".lock",
    ".md",
    ".py",
    ".service",
    ".svg",
    ".toml",
    ".txt",
    ".yaml",
}
#: What a running site, a backup or a tool creates.
CREATED = {".venv", "VAR_DIR", "build", "media", "record", "tables", "var"}

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def paths(text: str) -> set[str]:
    """What stands in backticks and is a folder, a file with a known suffix, or below a folder of the repository."""
    return {path for path in PATH.findall(CODE_BLOCK.sub("", text)) if looks_like_a_path(path)}


def looks_like_a_path(text: str) -> bool:
    first = text.partition("/")[0]
    is_below = "/" in text and (ROOT / first).is_dir()
    return first not in CREATED and (text.endswith("/") or is_below or Path(text).suffix in SUFFIXES)


def exists(path: str, page: Path) -> bool:
    """From the root or from the page; a name without a folder may be that of any file."""
    return path in NAMES or (ROOT / path).exists() or (page.parent / path).exists()


@each_page
def test_every_path_in_backticks_exists(page):
    assert [path for path in sorted(paths(page.read_text())) if not exists(path, page)] == []


@each_page
def test_every_link_leads_to_a_file(page):
    assert [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()] == []


def test_paths_are_told_from_other_words():
    text = "`docs/betrieb.md` `kip_site/` `qa/gone` `make test` `/admin/` `var/`\n```sh\n`kip_site/x.py`\n```\n"

    assert paths(text) == {"docs/betrieb.md", "kip_site/", "qa/gone"}


def test_every_page_and_decision_that_a_file_names_exists():
    decisions = {int(page.name[:4]) for page in ROOT.glob("docs/adr/0*.md")}
    texts = {file: file.read_text() for file in FILES if file.suffix not in BINARY}

    pages = {(file, name) for file, text in texts.items() for name in NAMED_PAGE.findall(text)}
    numbers = {(file, int(number)) for file, text in texts.items() for number in NAMED_DECISION.findall(text)}

    assert len(pages) > 20
    assert [(file, name) for file, name in sorted(pages) if not (ROOT / name).exists()] == []
    assert [(file, number) for file, number in sorted(numbers) if number not in decisions] == []
