"""One table of all kinds of responses, with status and required headers as literals."""

import pytest

from core.edition_clock import clock
from delivery import errors
from programmes.models import Measure
from tests import factories
from tests.editorial.office import logged_in

from .page import visitor

pytestmark = pytest.mark.django_db

HTML, TEXT, CSV = "text/html; charset=utf-8", "text/plain; charset=utf-8", "text/csv; charset=utf-8; header=present"
KEPT = "max-age=0, public, s-maxage=1, stale-if-error=604800"
ALONE = "max-age=0, must-revalidate, no-cache, no-store, private"
FORGOTTEN = "no-store"

#: Status, Content-Type, Content-Language, Cache-Control, and what else this answer must have.
ANSWERS = {
    "/": (200, HTML, "de", KEPT, {}),
    "/kip-3/": (200, HTML, "de", KEPT, {}),
    "/fr/": (200, HTML, "fr", KEPT, {}),
    "/fr/kip-3/": (200, HTML, "fr", KEPT, {}),
    "/it/glossar/": (200, HTML, "it", KEPT, {}),
    "/en/kontakt/": (200, HTML, "en", KEPT, {}),
    "/kip-3": (301, HTML, "de", KEPT, {"Location": "/kip-3/"}),
    "/fr/dokumente/seite/1/": (301, HTML, "fr", KEPT, {"Location": "/fr/dokumente/"}),
    "/sitemap.xml": (200, "application/xml", "de", KEPT, {}),
    "/robots.txt": (200, TEXT, "de", KEPT, {}),
    "/.well-known/security.txt": (200, TEXT, "de", KEPT, {}),
    "/entscheide/feed/": (200, "application/atom+xml; charset=utf-8", "de", KEPT, {}),
    "/it/entscheide/feed/": (200, "application/atom+xml; charset=utf-8", "it", KEPT, {}),
    "/daten/entscheide.csv": (
        200, CSV, "de", KEPT, {"Content-Disposition": 'attachment; filename="entscheide.csv"'},
    ),
    "/daten/entscheide.json": (200, "application/json", "de", KEPT, {}),
    "/daten/entscheide.schema.json": (200, "application/schema+json", "de", KEPT, {}),
    "/daten/katalog.jsonld": (200, "application/ld+json", "de", KEPT, {}),
    "/daten/katalog.rdf": (200, "application/rdf+xml", "de", KEPT, {}),
    "/suche/?q=kip": (200, HTML, "de", ALONE, {}),
    "/fr/suche/?q=kip": (200, HTML, "fr", ALONE, {}),
    "/live": (200, TEXT, "de", ALONE, {}),
    "/admin/": (302, HTML, "de", ALONE, {"Location": "/admin/login/?next=/admin/"}),
    "/admin/login/": (200, HTML, "de", ALONE, {"X-Frame-Options": "DENY"}),
    "/vorschau/x/": (404, HTML, "de", FORGOTTEN, {}),
    "/gibt-es-nicht/": (404, HTML, "de", FORGOTTEN, {}),
    "/fr/gibt-es-nicht/": (404, HTML, "fr", FORGOTTEN, {}),
    "/dateien/gibt-es-nicht.pdf": (404, HTML, "de", FORGOTTEN, {}),
    "/kip-3/\0": (301, HTML, "de", KEPT, {"Location": "/kip-3/"}),
    "/kip-33/\0": (404, HTML, "de", FORGOTTEN, {}),
}  # fmt: skip
#: What nobody may be sent besides: a cookie, a word on the software, leave for other sites.
NEVER = {"set-cookie", "server", "x-powered-by", "access-control-allow-origin"}


def sent(response) -> tuple:
    policy = ", ".join(sorted(response.headers.get("Cache-Control", "").split(", ")))
    return response.status_code, response.headers.get("Content-Type"), response.headers.get("Content-Language"), policy


@pytest.mark.parametrize("path", ANSWERS)
def test_an_answer_has_its_status_and_its_headers(path):
    *expected, others = ANSWERS[path]

    response = visitor().get(path)

    assert sent(response) == tuple(expected), path
    assert {name: response.headers.get(name) for name in others} == others, path
    allowed = {"set-cookie"} if path == "/admin/login/" else set()  # of its form
    cookies = {"set-cookie"} if response.cookies else set()
    assert ({name.lower() for name in response.headers} | cookies) & NEVER <= allowed, path


def test_a_page_that_was_there_is_gone_in_words_and_for_nobody_to_keep():
    measure = factories.measure(slug="ehemals")
    path = measure.get_absolute_url()
    Measure.objects.filter(pk=measure.pk).delete()

    assert sent(visitor().get(path)) == (410, HTML, "de", FORGOTTEN)
    assert sent(visitor().get(f"/it{path}")) == (410, HTML, "it", FORGOTTEN)


@pytest.mark.parametrize(
    "path", ["/kip-3/", "/fr/kip-3/", "/suche/", "/entscheide/feed/", "/daten/entscheide.csv", "/live"]
)
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_another_method_is_refused_with_the_ones_there_are(path, method):
    response = getattr(visitor(), method)(path)

    language = "fr" if path.startswith("/fr/") else "de"
    assert sent(response)[:3] == (405, HTML, language), f"{method} {path}"
    assert "no-store" in response.headers.get("Cache-Control", ""), f"{method} {path}"
    assert response.headers.get("Allow") == "GET, HEAD", f"{method} {path}"


@pytest.mark.parametrize(("path", "language"), [("/kip-3/", "de"), ("/fr/kip-3/", "fr"), ("/admin/login/", "de")])
def test_a_silent_database_says_when_to_come_back(monkeypatch, path, language):
    monkeypatch.setattr(clock, "is_silent", True)

    response = visitor().get(path)

    assert sent(response) == (503, HTML, language, FORGOTTEN)
    assert response.headers.get("Retry-After") == "30", path


def test_a_site_that_is_busy_with_forms_says_when_to_come_back(rf):
    response = errors.too_many_forms(rf.post("/admin/login/"))

    assert (response.status_code, response.headers.get("Retry-After")) == (503, "5")
    assert response.headers.get("Cache-Control", "") == "no-store"


def test_a_full_disk_is_told_and_kept_by_nobody(rf):
    assert sent(errors.disk_full(rf.post("/admin/")))[:2] == (507, HTML)
    assert errors.disk_full(rf.post("/admin/")).headers.get("Cache-Control") == FORGOTTEN


@pytest.mark.parametrize(("host", "length"), [("evil.example", "0"), ("localhost", "viel")])
def test_what_cannot_be_understood_is_refused_in_words(host, length):
    response = visitor().post("/admin/login/", headers={"host": host}, CONTENT_LENGTH=length)

    assert sent(response)[:2] == (400, HTML), f"{host} {length}"
    assert response.headers.get("Cache-Control") == FORGOTTEN


def test_a_form_without_its_token_is_refused_in_words():
    response = visitor(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})

    assert sent(response)[:2] == (403, HTML)
    assert "no-store" in response.headers.get("Cache-Control", "")


@pytest.mark.parametrize("path", ["/admin/programmes/programme/", "/admin/geloescht/", "/admin/auth/user/"])
def test_who_may_not_is_told_so_and_kept_by_nobody(path):
    response = logged_in().get(path)

    assert sent(response)[:3] == (403, HTML, "de"), path
    assert "no-store" in response.headers.get("Cache-Control", ""), path


@pytest.mark.parametrize("path", ["/admin/", "/admin/geloescht/", "/admin/programmes/programme/", "/admin/handbuch/"])
def test_what_the_office_sees_is_kept_by_nobody(path):
    response = logged_in(is_superuser=True).get(path, follow=True)

    assert sent(response) == (200, HTML, "de", ALONE), path
