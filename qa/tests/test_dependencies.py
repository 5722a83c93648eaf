"""Dependencies: SBOM, allowed licences, known vulnerabilities."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from qa.dependencies import __main__ as command
from qa.dependencies import bill, checked, known
from qa.dependencies.locked import Package, is_allowed, packages, policy, refused
from tests.kip_site.test_lock import pins

TODAY = date(2026, 11, 25)
ALLOWED = ["MIT", "BSD-3-Clause"]
WEAKNESS = {
    "id": "GHSA-aaaa-bbbb-cccc",
    "modified": "2026-11-01T00:00:00Z",
    "published": "2026-11-01T00:00:00Z",
    "affected": [
        {
            "package": {"name": "django", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "999.1"}]}],
        }
    ],
}


class Service(BaseHTTPRequestHandler):
    """A vulnerability service that knows one vulnerability, in Django."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        knows = asked["package"]["name"] == self.server.weak
        body = json.dumps({"vulns": [WEAKNESS]} if knows else {}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """No request log, so that tests print failures only."""


@pytest.fixture
def service() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), Service) as server:
        server.weak = ""
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def ask(server: HTTPServer) -> known.Answer:
    return known.vulnerabilities(
        "--vulnerability-service", "osv", "--osv-url", f"http://127.0.0.1:{server.server_port}/v1/query"
    )


# -- the list (SBOM)


@pytest.mark.check(30)
def test_the_list_is_valid_dated_and_names_what_is_locked():
    text = bill.bill(packages(), datetime(2026, 11, 25, 1, 2, 3, tzinfo=UTC))

    found = json.loads(text)
    assert bill.faults(text) == ""
    assert found["specVersion"] == "1.6"
    assert found["metadata"]["timestamp"].startswith("2026-11-25T01:02:03")
    assert {each["name"]: each["version"] for each in found["components"]} == pins("requirements.lock")
    for each in found["components"]:
        assert each["purl"] == f"pkg:pypi/{each['name']}@{each['version']}"
        assert each["licenses"]
        assert all(len(one["content"]) == 64 for one in each["externalReferences"][0]["hashes"])


def test_a_list_that_breaks_the_schema_is_noticed():
    broken = json.loads(bill.bill(packages(), datetime.now(UTC))) | {"components": [{"type": "nonsense"}]}

    assert bill.faults(json.dumps(broken))


# -- licences


@pytest.mark.check(30)
def test_every_licence_is_allowed():
    assert refused(packages(), policy()["allowed-licences"]) == []


def test_what_was_read_is_still_needed():
    """Entries for removed packages, or for packages that now have an SPDX expression, are obsolete."""
    assert set(policy()["read-licences"]) <= {package.name for package in packages()}


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("MIT AND BSD-3-Clause", True),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only AND MIT", False),
        ("(GPL-3.0-only OR MIT) AND AGPL-3.0-only", False),
        ("AGPL-3.0-only", False),
        ("", False),
    ],
)
def test_all_that_binds_must_be_allowed_and_one_of_what_may_be_chosen(licence, allowed):
    assert is_allowed(licence, ALLOWED) is allowed


def test_a_refused_licence_fails_the_audit_and_names_the_package(capsys):
    assert command.licences([Package("left", "1.0", (), "AGPL-3.0-only"), Package("right", "2.0", (), "MIT")]) == 1
    assert "left 1.0: AGPL-3.0-only" in capsys.readouterr().out


# -- known vulnerabilities


@pytest.mark.check(2)
def test_a_known_weakness_is_named_with_what_mends_it(service):
    service.weak = "django"

    (said,) = ask(service).said

    assert said.startswith("django 5.2")
    assert said.endswith("GHSA-aaaa-bbbb-cccc, mended in 999.1")


@pytest.mark.check(2)
def test_no_known_weakness_is_an_empty_answer_and_no_answer_is_none(service):
    assert ask(service).said == []

    service.shutdown()
    service.server_close()
    silent = ask(service)

    assert silent.said is None
    assert silent.why


@pytest.mark.check(2)
@pytest.mark.parametrize(
    ("locked", "last", "too_old"),
    [
        (date(2026, 10, 26), None, False),
        (date(2026, 10, 25), None, True),
        (date(2026, 1, 1), date(2026, 10, 26), False),
        (date(2026, 1, 1), date(2026, 10, 25), True),
    ],
)
def test_without_a_network_a_lock_holds_for_thirty_days_after_it_was_made_or_checked(
    monkeypatch, capsys, locked, last, too_old
):
    monkeypatch.setattr(checked, "locked_on", lambda: locked)
    monkeypatch.setattr(checked, "last_checked", lambda: last)

    assert command.weaknesses(packages(), TODAY, ask=False) == too_old
    assert ("They are over" in capsys.readouterr().out) is too_old


def test_a_check_counts_for_the_lock_that_was_checked_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(checked, "CHECKED", tmp_path / "requirements.checked")
    assert checked.last_checked() is None

    checked.remember(TODAY)
    assert checked.last_checked() == TODAY

    monkeypatch.setattr(checked, "digest", lambda: "that of another lock")
    assert checked.last_checked() is None


def test_a_weakness_fails_the_audit_and_is_not_remembered_as_checked(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(checked, "CHECKED", tmp_path / "requirements.checked")

    for said, code in ([["django 5.2: GHSA-…"], 1], [[], 0]):
        monkeypatch.setattr(known, "vulnerabilities", lambda said=said: known.Answer(said))
        assert command.weaknesses(packages(), TODAY, ask=True) == code
        assert checked.CHECKED.exists() == (not said)
    assert "GHSA" in capsys.readouterr().out


def test_who_is_not_reachable_is_said_and_the_age_of_the_lock_decides(monkeypatch, capsys):
    monkeypatch.setattr(known, "vulnerabilities", lambda: known.Answer(None, "no route"))
    monkeypatch.setattr(checked, "locked_on", lambda: TODAY)

    assert command.weaknesses(packages(), TODAY, ask=True) == 0
    assert "not reachable from here (no route)" in capsys.readouterr().out
