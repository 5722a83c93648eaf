"""Random requests to all paths: never a server error, never a redirect to another site.

`FUZZ_REQUESTS` is their number; `make security-report` sends 20 000. They pass all WSGI layers.
"""

import logging
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from core.edition_clock import Clock, clock
from delivery.layers import with_layers
from delivery.page_cache import PageCache
from delivery.published_files import PublishedFiles
from delivery.render_queue import RenderTask
from editorial.models import Revision
from kip_site.sitemaps import public_paths
from programmes.models import Programme
from redirects.models import ShortAddress
from tests.editorial.office import address, logged_in

from .requests import Request, requests

pytestmark = pytest.mark.slow

NUMBER = int(os.environ.get("FUZZ_REQUESTS", "300"))
TOKEN = "f" * 32
ALONE = [
    "/live", "/suche/", "/fr/suche/", "/robots.txt", "/sitemap.xml", "/entscheide/feed/", "/static/site.css", "/dateien/x.pdf",
    "/daten/entscheide.csv", "/daten/entscheide.json", "/daten/entscheide.schema.json", "/daten/katalog.jsonld", "/druck/", "/glossar/integration/",
    "/dokumente/x/", "/evaluationen/x/", "/entscheide/seite/2/", "/aenderungen/programme/kip-3/", "/fassung/2026-11-29/kip-3/", "/fassung/kip-3/", "/fassungen/kip-3/", "/vorschau/x/", "/vorschau/x/fr/", "/vorschau/x/fr/anmerkungen/", "/de/",
]  # fmt: skip
#: Django says with its stack that a request was refused as suspicious: that is no fault.
REFUSALS = "django.security"


class AtOnce(PageCache):
    """Makes a page where it is asked for, in the transaction of the test."""

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.queue.request = self.rendered

    def rendered(self, path: str) -> tuple[RenderTask, bool]:
        task = RenderTask(path)
        self.carry_out(task)
        return task, True


class Faults(logging.Handler):
    """What the log calls an error."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.found = []

    def emit(self, record):
        if not record.name.startswith(REFUSALS):
            self.found.append(self.format(record))


def of_office() -> list[str]:
    """Every page of the office, with a row where it needs one."""
    names = [name for name in admin.site.urls[0] if getattr(name, "name", None)]
    plain = [
        reverse(f"admin:{each.name}") for each in names if "<" not in str(each.pattern) and "(" not in str(each.pattern)
    ]
    rows = [(model, row.pk if (row := model.objects.first()) else None) for model in admin.site._registry]
    revision = Revision.objects.first().pk
    pages = [address(model, page) for model, _ in rows for page in ("changelist", "add")]
    pages += [address(model, page, pk) for model, pk in rows if pk for page in ("change", "delete", "history")]
    pages += [reverse("admin:revision", args=[revision]), reverse("admin:preview", args=[revision, "fr"])]
    form = address(Programme, "change", Programme.objects.first().pk)
    return (
        plain
        + pages
        + [form.replace("change/", more) for more in ("kurzadresse/", "kurzadresse/de.svg", "bestaetigen/")]
    )


def everywhere() -> list[str]:
    short = ShortAddress.objects.of(Programme.objects.first())
    return [*public_paths(), *ALONE, *2 * of_office(), f"/k/{short.code}"]


@contextmanager
def connection_kept() -> Iterator[None]:
    """A request closes a connection that is in a transaction, and the test is in one: as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def send(application, request: Request, cookies: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body. What a request changes is taken back."""
    started = []
    with transaction.atomic(), connection_kept():
        body = application(request.environ(cookies), lambda status, headers, *_: started.append((status, headers)))
        content = b"".join(body)
        getattr(body, "close", lambda: None)()
        transaction.set_rollback(True)
    status, headers = started[-1]
    return int(status[:3]), {name.lower(): value for name, value in headers}, content


def leads_away(location: str) -> bool:
    """As a browser reads it: a backslash is a slash, white space in front is nothing."""
    parts = urlsplit(location.strip().replace("\\", "/"))
    return bool(parts.scheme or parts.netloc) and parts.netloc not in (urlsplit(settings.SITE_URL).netloc, "localhost")


@pytest.mark.check(12)
@pytest.mark.check(28)
@pytest.mark.django_db
def test_generated_requests_never_meet_a_fault(tmp_path, record_property):
    application = AtOnce(with_layers(WSGIHandler()), Clock(), list, PublishedFiles(tmp_path, "fuzz"), 50_000_000)
    application.clock.edition = "1"
    client = logged_in(is_superuser=True)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    cookies += f"; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    faults, statuses, started = Faults(), Counter(), time.monotonic()
    known = everywhere()

    @how(max_examples=NUMBER, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def one(data):
        clock.is_silent = False  # one request cannot make the next be refused
        request = data.draw(requests(known, TOKEN))
        status, headers, content = send(application, request, cookies)
        statuses[status] += 1
        said, faults.found = faults.found, []
        assert status < 500, "\n".join(said)
        assert said == []
        assert not leads_away(headers.get("location", ""))
        assert "default-src 'none'" in headers["content-security-policy"]
        assert b"Traceback (most" not in content
        assert not any("\n" in line or "\r" in line for line in headers.values())

    logging.getLogger().addHandler(faults)
    try:
        one()
    finally:
        logging.getLogger().removeHandler(faults)

    seconds = round(time.monotonic() - started)
    told = ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))
    record_property("figure", f"{statuses.total()} requests to {len(set(known))} addresses in {seconds} s: {told}")
    assert statuses.total() >= NUMBER
    assert {200, 302, 403, 404, 405} <= statuses.keys()
