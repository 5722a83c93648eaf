"""When database or template fails, readers get a German error page, with simpler fallbacks."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.urls import clear_url_caches

from .page import Page, fetch, visitor

pytestmark = pytest.mark.check(23)

ASK = """
import django, sys
django.setup()
from django.test import Client
for path in sys.argv[1:]:
    response = Client(raise_request_exception=False, headers={"host": "localhost"}).get(path)
    page = response.content.decode()
    title = page.partition("<h1>")[2].partition("</h1>")[0]
    print(response.status_code, title, "site-header" in page)
"""
CLOSED_DATABASES = {
    "postgres://nobody@127.0.0.1:1/nothing": "503 Das geht im Moment nicht True",
    "sqlite:////nonexistent/kip.sqlite3": "500 Diese Seite ist im Moment nicht erreichbar True",
}


@pytest.mark.parametrize(("database", "answer"), CLOSED_DATABASES.items())
def test_without_a_database_every_page_that_was_never_made_says_so(database, answer):
    paths = ["/", "/kip-3/", "/massnahmen/deutschkurse/", "/dokumente/", "/kontakt/", "/sitemap.xml"]
    environment = os.environ | {
        "DATABASE_URL": database,
        "VAR_DIR": str(settings.VAR_DIR),
        "DJANGO_SETTINGS_MODULE": "kip_site.settings",
    }

    asked = subprocess.run(  # noqa: S603
        [sys.executable, "-c", ASK, *paths], env=environment, cwd=settings.BASE_DIR, capture_output=True, timeout=300
    )

    assert asked.stdout.decode().splitlines() == len(paths) * [answer]


def with_template(tmp_path, name: str, text: str, settings):
    """A template of this name that stands before the real one."""
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    first = settings.TEMPLATES[0]
    settings.TEMPLATES = [first | {"DIRS": [tmp_path, *first["DIRS"]]}]
    clear_url_caches()


@pytest.mark.django_db
def test_a_broken_template_gives_the_error_page(tmp_path, settings):
    with_template(tmp_path, "programmes/glossary.html", "{% include 'nowhere.html' %}", settings)

    page = Page("", visitor().get("/glossar/"))

    assert page.response.status_code == 500
    assert page.texts("h1") == ["Diese Seite ist im Moment nicht erreichbar"]
    assert page.all("link[rel=stylesheet]")


@pytest.mark.django_db
def test_a_broken_error_page_gives_the_last_resort(tmp_path, settings):
    with_template(tmp_path, "error.html", "{% nonsense %}", settings)

    page = Page("", visitor().get("/gibt-es-nicht/"))

    assert page.response.status_code == 404
    assert page.document.get("lang") == "de-CH"
    assert page.texts("h1") == ["Diese Seite ist im Moment nicht erreichbar"]
    assert not page.all("link[rel=stylesheet]")


@pytest.mark.django_db
def test_who_is_lost_can_search_for_the_words_of_the_address():
    page = fetch("/massnahmen/deutsch_kurse-2/")

    assert page.response.status_code == 404
    assert page.attribute("[role=search] input", "value") == "deutsch kurse 2"
    assert fetch("/kip-3/").attribute("[role=search] input", "value") is None
