"""An invalid setting is refused in one line, with the variable's name and how to correct it."""

import ast
import os
import runpy
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from kip_site import environment
from tests import environment as tests_environment
from tests.server import refusal

SETTINGS = settings.BASE_DIR / "kip_site" / "settings.py"
NONSENSE = [
    ("DATA_TERMS", "free for all", "choose one of terms_open"),
    ("DATABASE_URL", "mysql://localhost/kip", "postgres://user:password@host:5432/name"),
    ("DATABASE_URL", "nonsense", "sqlite:///var/kip.sqlite3"),
    ("DATABASE_URL", "postgres://user:password@host:port/name", "cannot be read"),
    ("DATABASE_URL", "postgres://user:password@host", "name of the database is missing"),
    ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/kip?pool=session", "?pool=transaction"),
    ("DATABASE_URL", "sqlite:///kip.sqlite3?pool=transaction", "?pool=transaction"),
    ("DATABASE_PASSWORD_FILE", "/nonexistent", "cannot be read"),
    ("DATABASE_PASSWORD_FILE", "/dev/null", "is empty"),
    ("SECRET_KEY", "short", "at least 32 characters"),
    ("SECRET_KEY_FILE", "/nonexistent", "cannot be read"),
    ("SECRET_KEY_FILE", "/dev/null", "is empty"),
    ("ALLOWED_HOSTS", "*", "list the names"),
    ("ALLOWED_HOSTS", " , ", "list the names"),
    ("ALLOWED_HOSTS", "https://example.org", "list the names"),
    ("SITE_URL", "example.org", "scheme and host only"),
    ("SITE_URL", "https://example.org/path", "scheme and host only"),
    ("SITE_URL", "https://user:password@example.org", "scheme and host only"),
    ("SITE_URL", "http://[::1", "scheme and host only"),
    ("LISTEN", "localhost", "an address in numbers"),
    ("LISTEN", "0.0.0.0:8000", "an address in numbers"),
    ("PORT", "http", "a whole number from 1 to 65535"),
    ("PORT", "0", "a whole number from 1 to 65535"),
    ("PORT", "65536", "a whole number from 1 to 65535"),
    ("PORT", 5_000 * "1", "a whole number from 1 to 65535"),
    ("WORKERS", "-1", "a whole number from 1 to 64"),
    ("WORKERS", "two", "a whole number from 1 to 64"),
    ("PAGE_CACHE_MB", "0", "a whole number from 1 to 100000"),
    ("UPLOAD_MB", "20 MB", "a whole number from 1 to 200"),
    ("TRUSTED_PROXIES", "the proxy", "list addresses or networks"),
    ("TRUSTED_PROXIES", "10.0.0.1/8", "list addresses or networks"),
    ("VAR_DIR", "/dev/null", "the directory cannot be made"),
    ("PUBLISH_DIR", "/dev/null", "the directory cannot be made"),
    ("CONTENT_DIR", "/nonexistent", "there is no such directory"),
    ("CONTENT_DIR", "docs", "site.yaml cannot be read"),
    ("METRICS_PORT", "9464/tcp", "a whole number from 0 to 65535"),
    ("METRICS_HOST", "0.0.0.0", "only your own network leads to"),  # noqa: S104  what must be refused
    ("METRICS_HOST", "8.8.8.8", "only your own network leads to"),
    ("METRICS_HOST", "no such name", "no such name is known"),
    ("LOG_FORMAT", "xml", "choose one of text, json"),
    ("OIDC_ISSUER", "https://login.example.org", "OIDC_CLIENT_ID is missing"),
    ("OIDC_CLIENT_ID", "kip", "OIDC_ISSUER is missing"),
    ("OIDC_CLIENT_SECRET_FILE", "/dev/null", "OIDC_ISSUER is missing"),
    ("OIDC_NAME_CLAIM", "e mail", "words without spaces"),
    ("OIDC_NAME_CLAIM", "email,upn", "give one word"),
    ("OIDC_TWO_FACTORS", "mfa otp", "words without spaces"),
    ("DATA_ORGANISATION", "a b", "words without spaces"),
    ("EMAIL_URL", "smtp://localhost", "EMAIL_FROM is missing"),
    ("EMAIL_FROM", "redaktion@example.org", "EMAIL_URL is missing"),
    ("EMAIL_PASSWORD_FILE", "/nonexistent", "cannot be read"),
    ("DEBUG", "maybe", "DEBUG=on or DEBUG=off"),
    ("FOUR_EYES", "ja", "FOUR_EYES=on or FOUR_EYES=off"),
    ("HSTS_SUBDOMAINS", "maybe", "HSTS_SUBDOMAINS=on or HSTS_SUBDOMAINS=off"),
    ("ACCESS_LOG", "maybe", "ACCESS_LOG=on or ACCESS_LOG=off"),
]
#: What only the start can tell, and one that the settings tell.
AT_THE_START = [
    ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/kip", "is the database running"),
    ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/kip?nonsense=1", "check the address"),
    ("DATABASE_URL", "sqlite:////nonexistent/kip.sqlite3", "is the database running, the address right"),
    ("PORT", "0", "a whole number from 1 to 65535"),
]
#: Any text will do for these.
FREE_TEXT = {"WORD_MARK", "WORD_MARK_OWNER"}


def refused(monkeypatch, **variables: str) -> str:
    """What the settings say, read anew with these variables."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as error:
        runpy.run_path(str(SETTINGS))
    return str(error.value)


@pytest.mark.parametrize(("name", "value", "way_out"), NONSENSE, ids=lambda value: value[:40])
def test_nonsense_is_refused_in_one_line(tmp_path, monkeypatch, name, value, way_out):
    (line,) = refused(monkeypatch, **{"VAR_DIR": str(tmp_path), name: value}).splitlines()

    assert name in line
    assert way_out in line


@pytest.mark.slow
@pytest.mark.parametrize(("name", "value", "way_out"), AT_THE_START, ids=lambda value: value[:40])
def test_the_start_says_that_line_alone(tmp_path, name, value, way_out):
    started = refusal(**{"VAR_DIR": str(tmp_path), name: value})

    assert started.returncode == 1
    assert started.stdout == ""
    (line,) = started.stderr.splitlines()
    assert name in line
    assert way_out in line


@pytest.mark.parametrize(
    "issuer",
    [
        "login.example.org", "http://login.example.org", "http://127.0.0.1.example.org", "https://user:password@login.example.org",
        "https://login.example.org/?realm=staff", "https://login.example.org/#staff", "https://login.example.org/a b", "https://",
    ],
)  # fmt: skip
def test_a_provider_is_a_safe_address_and_nothing_else(monkeypatch, issuer):
    monkeypatch.setenv("OIDC_ISSUER", issuer)

    with pytest.raises(ImproperlyConfigured, match="give its address"):
        environment.issuer_url("OIDC_ISSUER")


@pytest.mark.parametrize(
    "issuer", ["https://login.example.org", "https://login.example.org:8443/realms/staff/", "http://localhost:8080", ""]
)
def test_a_provider_is_kept_as_it_writes_itself(monkeypatch, issuer):
    monkeypatch.setenv("OIDC_ISSUER", issuer)

    assert environment.issuer_url("OIDC_ISSUER") == issuer


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("", ("", 25, "", "", False, False)),
        ("smtp://localhost:2525", ("localhost", 2525, "", "", False, False)),
        ("smtp+tls://kip:a%40b@mail.example.org", ("mail.example.org", 587, "kip", "a@b", True, False)),
        ("smtps://kip@mail.example.org", ("mail.example.org", 465, "kip", "", False, True)),
    ],
)
def test_a_mail_server_in_parts(monkeypatch, url, parts):
    monkeypatch.setenv("EMAIL_URL", url)

    assert environment.mail_server("EMAIL_URL") == parts


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "imap://mail.example.org",
        "smtp://",
        "smtp://host:port",
        "smtp://host/path",
        "smtp://host?tls",
    ],
)
def test_what_is_no_mail_server_is_refused_without_its_password(monkeypatch, url):
    monkeypatch.setenv("EMAIL_URL", url.replace("://", "://kip:hush@"))

    with pytest.raises(ImproperlyConfigured, match=r"smtp\+tls://user@") as refused:
        environment.mail_server("EMAIL_URL")
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize("address", ["redaktion", "Redaktion <redaktion@example.org>", "a@example.org, b@example.org"])
def test_a_sender_is_one_address(monkeypatch, address):
    monkeypatch.setenv("EMAIL_FROM", address)

    with pytest.raises(ImproperlyConfigured, match="give one address"):
        environment.mail_address("EMAIL_FROM")


@pytest.mark.parametrize("name", ["DATABASE_URL", "SECRET_KEY"])
@pytest.mark.check(25)
def test_a_refusal_keeps_the_secret(tmp_path, monkeypatch, name):
    assert "hush://hush" not in refused(monkeypatch, **{"VAR_DIR": str(tmp_path), name: "hush://hush"})


def variables() -> set[str]:
    """The names that settings.py reads from the environment."""
    calls = [node for node in ast.walk(ast.parse(source())) if isinstance(node, ast.Call)]
    return {call.args[0].value for call in calls if ast.unparse(call.func).startswith("environment.")}


def source() -> str:
    return SETTINGS.read_text()


def test_every_variable_is_tried_with_nonsense():
    assert variables() == {name for name, *_ in NONSENSE} | FREE_TEXT


def test_the_readme_lists_every_variable_and_no_other():
    assert variables() == tests_environment.variables()


def test_the_suite_runs_without_any_of_them():
    assert set(os.environ) & variables() <= {"VAR_DIR", "DATABASE_URL"}
    assert settings.VAR_DIR.parent == Path(tempfile.gettempdir())


def test_settings_read_the_environment_in_one_way_only():
    assert "os.environ" not in source()
