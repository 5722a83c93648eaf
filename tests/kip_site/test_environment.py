"""A setting that makes no sense is refused in one line, with the variable's name and a way out."""

import ast
import re

import pytest
from django.conf import settings

from tests.server import refusal

NONSENSE = [
    ("DATA_TERMS", "free for all", "choose one of terms_open"),
    ("DATABASE_URL", "mysql://localhost/kip", "postgres://user:password@host:5432/name"),
    ("DATABASE_URL", "nonsense", "sqlite:///var/kip.sqlite3"),
    ("DATABASE_URL", "postgres://user:password@host:port/name", "cannot be read"),
    ("DATABASE_URL", "postgres://user:password@host", "name of the database is missing"),
    ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/kip", "is the database running"),
    ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/kip?nonsense=1", "check the address"),
    ("DATABASE_URL", "sqlite:////nonexistent/kip.sqlite3", "is the database running, the address right"),
    ("SECRET_KEY", "short", "at least 32 characters"),
    ("ALLOWED_HOSTS", "*", "list the names"),
    ("ALLOWED_HOSTS", " , ", "list the names"),
    ("ALLOWED_HOSTS", "https://example.org", "list the names"),
    ("SITE_URL", "example.org", "scheme and host only"),
    ("SITE_URL", "https://example.org/path", "scheme and host only"),
    ("SITE_URL", "https://user:password@example.org", "scheme and host only"),
    ("SITE_URL", "http://[::1", "scheme and host only"),
    ("PORT", "http", "a whole number from 1 to 65535"),
    ("PORT", "0", "a whole number from 1 to 65535"),
    ("PORT", "65536", "a whole number from 1 to 65535"),
    ("PORT", 5_000 * "1", "a whole number from 1 to 65535"),
    ("WORKERS", "-1", "a whole number from 1 to 64"),
    ("WORKERS", "two", "a whole number from 1 to 64"),
    ("PAGE_STORE_MB", "0", "a whole number from 1 to 100000"),
    ("UPLOAD_MB", "20 MB", "a whole number from 1 to 200"),
    ("TRUSTED_PROXIES", "the proxy", "list addresses or networks"),
    ("TRUSTED_PROXIES", "10.0.0.1/8", "list addresses or networks"),
    ("VAR_DIR", "/dev/null", "the directory cannot be made"),
    ("DEBUG", "maybe", "DEBUG=on or DEBUG=off"),
]
#: Any text will do for these.
FREE_TEXT = {"WORD_MARK", "WORD_MARK_OWNER"}


@pytest.mark.parametrize(("name", "value", "way_out"), NONSENSE, ids=lambda value: value[:40])
def test_nonsense_is_refused_in_one_line(tmp_path, name, value, way_out):
    refused = refusal(**{"VAR_DIR": str(tmp_path), name: value})

    assert refused.returncode == 1
    assert refused.stdout == ""
    (line,) = refused.stderr.splitlines()
    assert name in line
    assert way_out in line


@pytest.mark.parametrize("name", ["DATABASE_URL", "SECRET_KEY"])
@pytest.mark.check(25)
def test_a_refusal_keeps_the_secret(tmp_path, name):
    refused = refusal(**{"VAR_DIR": str(tmp_path), name: "hush://hush"})

    assert "hush://hush" not in refused.stderr


def variables() -> set[str]:
    """The names that settings.py reads from the environment."""
    calls = [node for node in ast.walk(ast.parse(source())) if isinstance(node, ast.Call)]
    return {call.args[0].value for call in calls if ast.unparse(call.func).startswith("environment.")}


def source() -> str:
    return (settings.BASE_DIR / "kip_site" / "settings.py").read_text()


def test_every_variable_is_tried_with_nonsense():
    assert variables() == {name for name, *_ in NONSENSE} | FREE_TEXT


def test_the_readme_lists_every_variable_and_no_other():
    readme = (settings.BASE_DIR / "README.md").read_text()

    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", readme, re.MULTILINE))

    assert variables() == listed


def test_settings_read_the_environment_in_one_way_only():
    assert "os.environ" not in source()
