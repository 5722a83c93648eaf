"""Rules for all documentation pages: length, and an index that lists them."""

import re

import pytest

from tests.environment import ROOT

DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "adr").glob("0*.md"))
LINK = re.compile(r"^[-|] \[(.+?)\]\((\S+?)\)", re.MULTILINE)


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text().split()) <= 900


def test_the_index_lists_every_page():
    listed = {name for _title, name in LINK.findall((DOCS / "README.md").read_text())}

    assert {page.name for page in DOCS.glob("*.md")} - {"README.md"} <= listed


def test_the_index_of_decisions_has_their_titles():
    listed = {name: title for title, name in LINK.findall((DOCS / "adr" / "README.md").read_text())}

    assert listed == {page.name: page.read_text().splitlines()[0].removeprefix("# ") for page in DECISIONS}


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.name[:4])
def test_a_decision_fits_on_one_page(page):
    lines = page.read_text().splitlines()

    assert lines[0].startswith(f"# {int(page.name[:4])}. ")
    assert [line for line in lines if line.startswith("## ")][:1] == ["## Context"]
    assert len(lines) <= 60
