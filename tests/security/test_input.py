"""Input: GET changes nothing, no open redirects, limits on size, and errors keep the policy."""

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client

from core.edition_clock import clock
from delivery.layers import with_layers
from programmes.models import FundingArea
from tests import factories
from tests.editorial.office import address, logged_in
from tests.sampling import part_of
from tests.site.page import Page, faults, visitor
from tests.site.test_failures import with_template

from .requests import Request
from .test_fuzz import everywhere, leads_away, send
from .test_headers import faults as lacking

pytestmark = pytest.mark.django_db

#: The same place on another site, as browsers read it.
AWAY = ["//evil.example/", "https://evil.example/", "/\\evil.example/", "\\\\evil.example/", "///evil.example/", "/\t/evil.example/",
    "\x01//evil.example/", "https:evil.example", "javascript:alert(1)", "http:///evil.example/", " //evil.example/"]  # fmt: skip
#: What changes with being there, not with being read.
OF_VISITORS = {"django_session"}
PASSWORD = "ein langes Passwort 12"  # noqa: S105  of somebody who lives as long as the test
MEGABYTE = 1024 * 1024


def content_of_database() -> dict[str, list[str]]:
    names = set(connection.introspection.table_names()) - OF_VISITORS
    with connection.cursor() as cursor:
        return {name: rows(cursor, name) for name in sorted(names)}


def rows(cursor, table: str) -> list[str]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  a name that the database gave
    return sorted(map(repr, cursor.fetchall()))


@pytest.mark.check(11)
def test_reading_changes_nothing(record_property):
    chief = logged_in(is_superuser=True)
    known = part_of(sorted({path for path in everywhere() if not path.startswith(("/it/", "/en/"))}), 4)
    before = content_of_database()

    statuses = [chief.get(path).status_code for path in known]

    record_property("figure", f"{len(known)} addresses read, {len(before)} tables compared")
    assert statuses.count(200) > len(known) / 2 > 30
    assert content_of_database() == before


@pytest.mark.check(7)
def test_no_public_page_has_a_form_but_the_search(pages):
    assert faults(pages, lambda page: all(form.get("method", "get") == "get" for form in page.all("form"))) == []


@pytest.mark.check(7)
@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_form_from_another_site_is_refused(origin):
    person = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    person.get("/admin/login/")
    token = person.cookies[settings.CSRF_COOKIE_NAME].value

    sent = person.post("/admin/login/", {"username": "x", "csrfmiddlewaretoken": token}, headers={"origin": origin})

    assert sent.status_code == 403


@pytest.mark.check(12)
@pytest.mark.parametrize("away", AWAY)
def test_nobody_is_led_away(away):
    User.objects.create_user("probe", password=PASSWORD, is_staff=True)
    area = factories.funding_area()
    chief = logged_in("chief", is_superuser=True)

    answers = [
        visitor().post(
            "/admin/login/", {"username": "probe", "password": PASSWORD, "next": away}, query_params={"next": away}
        ),
        chief.get("/admin/login/", {"next": away}),
        chief.post(address(FundingArea, "confirm", area.pk), {"next": away}),
        visitor().get("/admin/", {"next": away}),
        visitor().get("/kip-3", {"next": away}),
    ]

    assert [answer.headers["Location"] for answer in answers if leads_away(answer.headers.get("Location", ""))] == []
    assert sum("Location" in answer.headers for answer in answers) >= 4


@pytest.mark.check(28)
@pytest.mark.parametrize(
    "body",
    [b"x=" + 3 * MEGABYTE * b"a", b"&".join(b"f%d=1" % number for number in range(5_001))],
    ids=["large", "many"],
)
def test_too_much_of_a_form_is_refused(body):
    chief = logged_in(is_superuser=True)

    sent = chief.post("/admin/login/", body, content_type="application/x-www-form-urlencoded")

    assert sent.status_code == 413
    assert Page("", sent).texts("h1") == ["Das ist zu viel auf einmal"]


@pytest.mark.check(28)
@pytest.mark.parametrize("length", ["gzip, br", "-5", "+5", "1_0", "٣", " ", "9" * 5_000])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=xx"])
def test_a_length_that_is_none_is_refused(length, kind):
    sent = logged_in(is_superuser=True).post("/admin/login/", b"a=b", content_type=kind, CONTENT_LENGTH=length)

    assert sent.status_code == 400
    assert Page("", sent).texts("h1") == ["Diese Adresse können wir nicht lesen"]


def gone(monkeypatch, settings, tmp_path) -> str:
    area = factories.funding_area()
    path = area.get_absolute_url()
    area.slug = "umbenannt"
    area.save()
    area.delete()
    return path


def broken(monkeypatch, settings, tmp_path) -> str:
    with_template(tmp_path, "programmes/programme.html", "{% nonsense %}", settings)
    return "/kip-3/"


def silent(monkeypatch, settings, tmp_path) -> str:
    monkeypatch.setattr(clock, "is_silent", True)
    return "/kip-3/"


@pytest.mark.check(4)
@pytest.mark.check(23)
@pytest.mark.parametrize(
    ("what", "status"), [(gone, 410), (broken, 500), (silent, 503)], ids=lambda value: str(value)[:12]
)
def test_an_error_keeps_the_policy_and_tells_nothing_of_the_server(what, status, monkeypatch, settings, tmp_path):
    path = what(monkeypatch, settings, tmp_path)

    found, headers, content = send(with_layers(WSGIHandler()), Request("GET", path.encode()), "")

    assert found == status
    assert set(lacking(list(headers.items()))) <= {
        "https for a year",
        "https for this host alone",
    }  # the tests run without https
    assert b"Traceback" not in content
    assert b"nonsense" not in content
