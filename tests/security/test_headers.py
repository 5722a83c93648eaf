"""All responses have one strict policy, and the site responds to its own host names only."""

import re
import subprocess
import sys
from collections import Counter

import pytest
from django.conf import settings

from delivery.security_headers import hsts_headers, import_map, script_source
from programmes.models import Programme
from tests.editorial.office import Answer as Form
from tests.editorial.office import address, logged_in
from tests.environment import clean_environment

from .observatory import GOOD_REFERRER, Answer, directives, grade, score
from .production import SETTINGS, answer, ask, in_production

YEAR = 31_536_000
#: One of each kind that the site answers with, by what is asked for: address, method, headers, and the status.
KINDS = {
    "a stored page": ("/kip-3/", "GET", {}, 200),
    "a stored page that is known": ("/kip-3/", "GET", {"If_None_Match": "*"}, 304),
    "the headers of a page": ("/fr/", "HEAD", {}, 200),
    "a page in no encoding": ("/kip-3/", "GET", {"Accept_Encoding": "identity;q=0"}, 406),
    "the search": ("/suche/?q=Deutschkurs", "GET", {}, 200),
    "a redirect": ("/kip-3", "GET", {}, 301),
    "a redirect to https": ("/kip-3/", "GET", {"X_Forwarded_Proto": "http"}, 301),
    "a page that is not there": ("/gibt-es-nicht/", "GET", {}, 404),
    "a method that is not there": ("/kip-3/", "DELETE", {}, 405),
    "a form sent to a page": ("/kip-3/", "POST", {}, 405),
    "another host": ("/kip-3/", "GET", {"Host": "evil.example"}, 400),
    "a style sheet": ("/static/site.css", "GET", {}, 200),
    "a style sheet that is known": ("/static/site.css", "GET", {"If_Modified_Since": "Fri, 01 Jan 2100 00:00:00 GMT"}, 304),
    "a style sheet that is sent something": ("/static/site.css", "POST", {}, 405),
    "a file that is not there": ("/static/gibt-es-nicht.css", "GET", {}, 404),
    "an upload that is not there": ("/dateien/gibt-es-nicht.pdf", "GET", {}, 404),
    "a table": ("/daten/entscheide.csv", "GET", {}, 200),
    "a data set": ("/daten/entscheide.json", "GET", {}, 200),
    "a feed": ("/entscheide/feed/", "GET", {}, 200),
    "the sitemap": ("/sitemap.xml", "GET", {}, 200),
    "words for robots": ("/robots.txt", "GET", {}, 200),
    "a sign of life": ("/live", "GET", {}, 200),
    "readiness": ("/ready", "GET", {}, 200),
    "a preview that is not valid": ("/vorschau/gibt-es-nicht/", "GET", {}, 404),
    "a remark without a link": ("/vorschau/gibt-es-nicht/de/anmerkungen/", "POST", {}, 403),
    "the login": ("/admin/login/", "GET", {}, 200),
    "the way to the login": ("/admin/", "GET", {}, 302),
    "a form without its token": ("/admin/login/", "POST", {}, 403),
}  # fmt: skip
#: Sources that would let in what is not this site's own file.
BROAD = {"*", "http:", "https:", "data:", "'unsafe-inline'", "'unsafe-eval'"}
#: Whatever is asked for, another name is not answered to: pages, stored or not, what stands alone, files.
EVERYWHERE = [
    "/", "/kip-3/", "/fr/kip-3/", "/entscheide/feed/", "/sitemap.xml", "/robots.txt", "/.well-known/security.txt", "/live", "/ready",
    "/static/site.css", "/daten/entscheide.csv", "/suche/?q=x", "/admin/login/", "/k/abcde", "/dateien/x.pdf", "/gibt-es-nicht/", "/kip-3",
    "/vorschau/x/",
]  # fmt: skip
HIDDEN = [
    "/.git/HEAD",
    "/.env",
    "/manage.py",
    "/var/secret_key",
    "/secret_key",
    "/media/x.pdf",
    "/static/../settings.py",
    "/pyproject.toml",
]


@pytest.fixture(scope="module")
def production(site):
    with in_production(site) as server:
        ask(server, "/kip-3/")
        yield server


def faults(headers: list[tuple[str, str]]) -> list[str]:
    """What an answer lacks of what every answer has to carry."""
    given = {name.lower(): value for name, value in headers}
    policy = dict(directives(given.get("content-security-policy", "")))
    sources = set().union(*policy.values()) if policy else set()
    seconds = re.search(r"max-age=(\d+)", given.get("strict-transport-security", ""))
    held = {
        "everything is closed": policy.get("default-src") == {"'none'"},
        "no other base": policy.get("base-uri") == {"'none'"},
        "no frame": policy.get("frame-ancestors") == {"'none'"} and given.get("x-frame-options") == "DENY",
        "nothing broad": bool(policy) and not sources & BROAD,
        "nosniff": given.get("x-content-type-options") == "nosniff",
        "referrer": given.get("referrer-policy") in GOOD_REFERRER,
        "own resources": given.get("cross-origin-resource-policy") in ("same-site", "same-origin"),
        "own embedder": given.get("cross-origin-embedder-policy") == "require-corp",
        "own opener": given.get("cross-origin-opener-policy") == "same-origin",
        "no sensors": "camera=()" in given.get("permissions-policy", ""),
        "https for a year": bool(seconds) and int(seconds[1]) >= YEAR,
        "https for this host alone": given.get("strict-transport-security") == f"max-age={YEAR}",
        "shared with no origin": not any(name.startswith("access-control-") for name in given),
        "each once": max(Counter(name.lower() for name, _ in headers if name.lower() != "set-cookie").values()) == 1,
    }
    return [name for name, is_held in held.items() if not is_held]


@pytest.mark.check(4)
@pytest.mark.check(10)
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_sent_carries_the_policy(production, kind):
    path, method, headers, status = KINDS[kind]

    sent = ask(production, path, method, **({"Origin": "https://evil.example"} | headers))

    assert sent.status == status
    assert faults(sent.getheaders()) == []


def test_what_is_missing_is_found():
    assert len(faults([("Content-Security-Policy", "script-src *"), ("Content-Type", "text/html")])) == 12


@pytest.mark.check(4)
@pytest.mark.parametrize(
    ("path", "least"),
    [
        ("/", 145),
        ("/kip-3/", 145),
        ("/en/", 145),
        ("/suche/?q=x", 145),
        ("/gibt-es-nicht/", 145),
        ("/admin/login/", 100),
    ],
)
def test_the_observatory_gives_full_marks(production, record_property, path, least):
    points, rows = score(answer(production, path))

    record_property("figure", f"Observatory {path}: {points} ({grade(points)})")
    assert points >= least, rows
    assert grade(points) == "A+"


@pytest.mark.parametrize(
    ("headers", "points"),
    [
        ({}, 10),
        (
            {
                "strict-transport-security": "max-age=31536000",
                "content-security-policy": "default-src 'none'",
                "x-frame-options": "DENY",
                "x-content-type-options": "nosniff",
            },
            115,
        ),
        (
            {
                "strict-transport-security": "max-age=31536000",
                "content-security-policy": "default-src 'self' 'unsafe-inline'",
                "x-frame-options": "DENY",
                "x-content-type-options": "nosniff",
            },
            80,
        ),
        (
            {
                "strict-transport-security": "max-age=600",
                "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
                "x-content-type-options": "nosniff",
            },
            70,
        ),
    ],
)
def test_the_table_of_points_is_what_was_published(headers, points):
    assert score(Answer(headers, redirects_to_https=bool(headers)))[0] == points


@pytest.mark.check(6)
def test_readers_get_no_cookie(production):
    for path in ("/", "/fr/kip-3/", "/suche/?q=x", "/gibt-es-nicht/", "/static/site.css", "/live"):
        assert ask(production, path).getheader("Set-Cookie") is None


@pytest.mark.check(8)
@pytest.mark.parametrize(
    "host", ["evil.example", "kip.example.org.evil.example", "kip.example.org@evil.example", "kip.example.org:x", ""]
)
def test_no_address_answers_to_another_name(production, host):
    statuses = {path: ask(production, path, Host=host).status for path in EVERYWHERE}

    assert set(statuses.values()) == {400}, statuses


@pytest.mark.check(8)
def test_no_answer_repeats_a_foreign_name(production):
    for path in EVERYWHERE:
        sent = ask(production, path, X_Forwarded_Host="evil.example", Forwarded="host=evil.example")

        assert "evil.example" not in sent.text + str(sent.getheaders())


@pytest.mark.check(9)
def test_without_a_trusted_proxy_nobody_can_say_that_it_is_https(site):
    plain = site.request("/admin/login/", **{"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"})

    assert plain[0] == 200
    assert "strict-transport-security" not in plain[1]
    assert "evil.example" not in plain[2].decode()


@pytest.mark.check(25)
@pytest.mark.parametrize("path", HIDDEN)
def test_what_belongs_to_the_server_is_not_served(production, path):
    assert ask(production, path).status in (301, 404)  # 301 adds a slash
    assert ask(production, f"{path}/").status == 404


@pytest.mark.check(27)
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/kip-3/",
        "/live",
        "/ready",
        "/static/site.css",
        "/admin/",
        "/admin/login/",
        "/suche/",
        "/daten/entscheide.csv",
    ],
)
@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "BREW"])
def test_odd_methods_are_refused(production, method, path):
    sent = ask(production, path, method, Cookie="geheim=1")

    assert sent.status == 405
    assert "geheim" not in sent.text


@pytest.mark.check(4)
def test_hosts_below_this_one_are_bound_only_where_a_setting_says_so(settings):
    settings.SECURE_HSTS_SECONDS = YEAR
    assert hsts_headers() == [("Strict-Transport-Security", "max-age=31536000")]

    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    assert hsts_headers() == [("Strict-Transport-Security", "max-age=31536000; includeSubDomains; preload")]


@pytest.mark.check(1)
@pytest.mark.parametrize(("given", "silenced"), [("off", 2), ("on", 0)])
def test_the_deploy_check_has_nothing_to_say(tmp_path, given, silenced):
    environment = clean_environment() | SETTINGS | {"VAR_DIR": str(tmp_path), "HSTS_SUBDOMAINS": given}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]

    told = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=300)  # noqa: S603

    assert told.returncode == 0, told.stderr
    assert f"System check identified no issues ({silenced} silenced)." in told.stdout


@pytest.mark.check(4)
@pytest.mark.django_db
def test_the_hash_is_that_of_the_map_that_a_form_sends():
    form = Form(logged_in(is_superuser=True).get(address(Programme, "add"))).document
    (sent,) = form.xpath("//script[@type='importmap']/text()")

    assert sent == import_map()
    assert script_source(sent).startswith("'sha256-")
    assert (
        form.xpath(
            "//script[not(@src)][not(@type='importmap')][not(@type='application/json')] | //style | //@style | //@onclick"
        )
        == []
    )
