"""Every page and the style sheet are valid for the W3C checker, in one run of it."""

import json
import subprocess
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.tools import nu_html_checker

from .page import FEWEST_PAGES, Page, visitor

pytestmark = pytest.mark.slow

ERROR_PAGES = {"404": "/gibt-es-nicht/", "400": "/kip-3/"}


def complaints(*arguments: str) -> list[str]:
    checked = subprocess.run(  # noqa: S603
        [*nu_html_checker(), "--format", "json", "--stdout", "--exit-zero-always", *arguments],
        capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    messages = json.loads(checked.stdout)["messages"]
    return [f"{m['url'].rpartition('/')[2]}:{m.get('lastLine')}: {m['message']}" for m in messages]


def file_name(page: Page) -> str:
    return page.path.strip("/").replace("/", "_") or "home"


@pytest.fixture
def error_pages(db) -> list[Page]:
    hosts = {"404": "localhost", "400": "example.org"}
    return [
        Page(f"/error-{code}/", visitor().get(path, headers={"host": hosts[code]}))
        for code, path in ERROR_PAGES.items()
    ]


def test_every_page_is_valid_html(pages, error_pages, tmp_path):
    for page in pages + error_pages:
        (tmp_path / f"{file_name(page)}.html").write_bytes(page.response.content)

    assert len(list(tmp_path.iterdir())) == len(pages) + len(error_pages) > FEWEST_PAGES
    assert complaints("--html", *map(str, tmp_path.iterdir())) == []


def test_the_stylesheet_is_valid(tmp_path):
    """The checker does not know container units yet: it reads them as those of the window."""
    sheet = Path(finders.find("site.css")).read_text()
    known = sheet.replace("cqi", "vw").replace("container-type: inline-size;", "").replace("@container", "@media")
    (tmp_path / "site.css").write_text(known)

    assert sheet.count("cqi") > 5
    assert complaints("--css", str(tmp_path / "site.css")) == []


def test_the_icon_is_valid():
    assert complaints("--svg", finders.find("icon.svg")) == []


def test_the_checker_finds_faults(tmp_path):
    broken = tmp_path / "broken.html"
    broken.write_text("<!doctype html><title>x</title><p id=a><p id=a>")

    assert complaints("--html", str(broken))
