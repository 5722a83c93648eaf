"""Every page and the style sheet are valid for the W3C checker, in one run of it."""

import json
import re
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.tools import nu_html_checker

from .page import FEWEST_PAGES, Page, visitor

pytestmark = pytest.mark.slow

ERROR_PAGES = {"404": "/gibt-es-nicht/", "400": "/kip-3/"}


#: What the checker must find, so that one that looks at nothing is noticed.
BROKEN = {
    "broken.html": "<!doctype html><html lang=de><title>x</title><p id=a><p id=a>",
    "broken.css": "p { colour: red }",
    "broken.svg": '<svg xmlns="http://www.w3.org/2000/svg"><p/></svg>',
}


def complaints(folder: Path) -> dict[str, list[str]]:
    """Messages by the name of the file."""
    checked = subprocess.run(  # noqa: S603
        [*nu_html_checker(), "--format", "json", "--stdout", "--exit-zero-always", "--also-check-css", "--also-check-svg", str(folder)],
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    found = defaultdict(list)
    for message in json.loads(checked.stdout)["messages"]:
        found[message["url"].rpartition("/")[2]].append(f"{message.get('lastLine')}: {message['message']}")
    return found


def file_name(page: Page) -> str:
    return page.path.strip("/").replace("/", "_") or "home"


@pytest.fixture
def error_pages(db) -> list[Page]:
    hosts = {"404": "localhost", "400": "example.org"}
    return [
        Page(f"/error-{code}/", visitor().get(path, headers={"host": hosts[code]}))
        for code, path in ERROR_PAGES.items()
    ]


def sheet() -> str:
    """The checker does not know container units yet: it reads them as those of the window."""
    text = Path(finders.find("site.css")).read_text()
    assert "cqi" in text
    text = re.sub(r"container(-type)?: [^;]+;", "", text.replace("cqi", "vw"))
    return re.sub(r"@container (\w+ )?", "@media ", text)


def test_every_page_the_style_sheet_and_the_icon_are_valid(pages, error_pages, tmp_path):
    files = {f"{file_name(page)}.html": page.response.content.decode() for page in pages + error_pages}
    files |= BROKEN | {"site.css": sheet(), "icon.svg": Path(finders.find("icon.svg")).read_text()}
    for name, text in files.items():
        (tmp_path / name).write_text(text)

    found = complaints(tmp_path)

    assert len(files) == len(pages) + len(error_pages) + len(BROKEN) + 2 > FEWEST_PAGES
    assert {name: messages for name, messages in found.items() if name not in BROKEN} == {}
    assert set(found) == set(BROKEN)
