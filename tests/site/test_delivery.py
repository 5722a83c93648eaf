"""What readers get over the wire: finished pages, the same for all, fresh soon after an edit, and without a question to the database."""

import subprocess
import sys
import time

import brotli
import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.edition_clock import Clock
from delivery.cached_page import CachedPage, Response
from delivery.page_cache import PageCache
from delivery.published_files import PublishedFiles
from tests.sampling import part_of
from tests.server import Server

from .page import faults, visitor

EDIT = "from pages.models import StandingPage as S; S.objects.filter(key='glossary').update(summary_de='{}')"


def edit(server: Server, text: str):
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", EDIT.format(text)]
    subprocess.run(command, env=server.environment, cwd=settings.BASE_DIR, check=True, timeout=300)  # noqa: S603


def may_be_shared(page) -> bool:
    headers = page.response.headers
    return (
        "s-maxage" in headers["Cache-Control"]
        and not {"Vary", "Set-Cookie"} & set(headers)
        and not page.response.cookies
    )


@pytest.mark.check(22)
def test_every_public_page_may_be_kept_for_everybody(pages):
    assert faults(pages, may_be_shared) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/login/", "/admin/", "/live", "/ready", "/gibt-es-nicht/", "/kip-33/%00"])
@pytest.mark.check(22)
def test_what_is_private_or_wrong_is_kept_by_nobody(path):
    assert "no-store" in visitor().get(path).headers["Cache-Control"]


@pytest.mark.django_db
def test_a_stored_page_asks_the_database_nothing(pages, tmp_path):
    pages = part_of(pages, 10)
    store = PageCache(WSGIHandler(), Clock(), list, PublishedFiles(tmp_path, "test"), 1_000_000)
    for page in pages:
        headers = list(page.response.headers.items())
        store.pages[page.path] = CachedPage.of(Response("200 OK", headers, page.response.content), edition=None)
    statuses = []

    with CaptureQueriesContext(connection) as queries:
        for page in pages:
            environ = {"REQUEST_METHOD": "GET", "PATH_INFO": page.path, "HTTP_HOST": "localhost"}
            store(environ, lambda status, headers: statuses.append(status))

    assert len(queries) == 0
    assert statuses == ["200 OK"] * len(pages)


def test_a_browser_gets_brotli_and_then_304(site):
    status, headers, body = site.request("/kip-3/", **{"Accept-Encoding": "gzip, deflate, br"})
    again, _, nothing = site.request(
        "/kip-3/?utm_source=x", **{"Accept-Encoding": "gzip, deflate, br", "If-None-Match": headers["etag"]}
    )

    assert (status, headers["content-encoding"], headers["vary"]) == (200, "br", "Accept-Encoding")
    assert "<h1" in brotli.decompress(body).decode()
    assert (again, nothing) == (304, b"")


@pytest.mark.parametrize("path", ["/", "/admin/login/", "/gibt-es-nicht/", "/static/icon.svg", "/live"])
def test_no_response_names_the_software_of_the_server(site, path):
    _status, headers, _body = site.request(path)

    assert headers.get("server", "") == ""


@pytest.mark.parametrize("path", ["/kip%2D3/", "/%6Bip-3/", "/kip-3/?", "/kip-3/?x=%ff", "/kip-3%2F"])
def test_all_spellings_of_an_address_are_one_page(site, path):
    assert site.request(path)[1]["etag"] == site.request("/kip-3/")[1]["etag"]


@pytest.mark.parametrize("path", ["//kip-3/", "/kip-3//"])
def test_a_slash_too_many_leads_to_the_page(site, path):
    assert site.request(path)[1]["etag"] == site.request("/kip-3/")[1]["etag"]


@pytest.mark.parametrize(
    ("path", "status"), [("//kip-33/", 404), ("/kip-3//druck//x/", 404), ("/kip-3/../kip-2/", 404), ("/./", 404)]
)
def test_other_addresses_are_not(site, path, status):
    assert site.request(path)[0] == status


def test_an_address_without_its_slash_leads_to_the_page(site):
    assert site.request("/kip-3")[1]["etag"] == site.request("/kip-3/")[1]["etag"]


def test_the_site_says_that_it_lives_and_is_ready(site):
    assert [site.request(path)[0] for path in ("/live", "/ready")] == [200, 200]


def test_an_edit_shows_on_the_running_site(site):
    site.request("/glossar/")

    for text in ("Ein neuer Satz.", "Noch ein neuer Satz."):
        edit(site, text)
        ends = time.monotonic() + 300  # about a second; a busy machine needs more
        while text not in (shown := site.get("/glossar/")) and time.monotonic() < ends:
            time.sleep(0.05)
        assert text in shown
