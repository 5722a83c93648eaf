"""Numbers and words in deploy/ match the page or decision that promises them."""

import importlib.util
import re
import subprocess
import sys
from types import ModuleType

import pytest
import yaml

from delivery import security_headers
from tests.environment import ROOT
from tests.server import free_port

DEPLOY, DOCS = ROOT / "deploy", ROOT / "docs"
ADD_HEADER = re.compile(r"^add_header (\S+) (\"[^\"]*\"|[^\s;]+)( always)?;$", re.MULTILINE)

#: Of each unit, what it must say, and why.
UNITS = {
    "kip-web@.service": {
        "StartLimitIntervalSec": "0",  # started again for as long as it takes
        "Type": "exec",
        "Environment": "PORT=800%i METRICS_PORT=946%i",
        "ExecStart": "/opt/kip/current/deploy/kip serve",
        "ExecStartPost": "/opt/kip/current/deploy/healthy.py 270",
        "TimeoutStartSec": "300",  # longer than the script above waits
        "Restart": "always",
        "RestartSec": "1",
        "TimeoutStopSec": "20",
        "StateDirectory": "kip",
        "StateDirectoryMode": "0700",
        "IPAddressDeny": "any",
        "IPAddressAllow": "localhost",
        "WantedBy": "multi-user.target",
    },
    "kip-backup.service": {
        "StartLimitIntervalSec": "1h",
        "StartLimitBurst": "4",
        "Type": "oneshot",
        "ExecStart": "/opt/kip/newest/deploy/kip backup --to /var/backups/kip --keep 30",
        "Restart": "on-failure",
        "RestartSec": "5min",
        "TimeoutStartSec": "2h",
        "ReadWritePaths": "/var/backups/kip",
        "StateDirectoryMode": "0700",
        "IPAddressDeny": "any",
        "IPAddressAllow": "localhost",
    },
    "kip-links.service": {
        "Type": "oneshot",
        "ExecStart": "/opt/kip/current/deploy/kip check_links",
        "TimeoutStartSec": "6h",
        "StateDirectoryMode": "0700",
    },
    "kip-backup.timer": {
        "OnCalendar": "*-*-* 03:30 Europe/Zurich", "Persistent": "true", "WantedBy": "timers.target",
    },
    "kip-links.timer": {
        "OnCalendar": "*-*-* 04:30 Europe/Zurich", "Persistent": "true", "WantedBy": "timers.target",
    },
    "kip-.service.d/hardening.conf": {
        "User": "kip",
        "Group": "kip",
        "UMask": "0077",
        "CacheDirectory": "kip",  # each of them reads the setting PUBLISH_DIR, which wants a directory that it may write to
        "CacheDirectoryMode": "0755",
        "EnvironmentFile": "/etc/kip/environment",
        "MemoryMax": "1G",
        "TasksMax": "200",
        "ProtectSystem": "strict",
        "NoNewPrivileges": "yes",
        "CapabilityBoundingSet": "",
        "SystemCallFilter": "~@privileged",
    },
}  # fmt: skip
#: Of nginx, by file.
NGINX = {
    "common.conf": {
        "server_tokens": "off",
        "client_header_timeout": "10s",
        "client_body_timeout": "15s",
        "send_timeout": "15s",
        "keepalive_timeout": "30s",
        "reset_timedout_connection": "on",
        "large_client_header_buffers": "4 8k",
        "ssl_protocols": "TLSv1.2 TLSv1.3",
        "ssl_session_tickets": "off",
        "error_log": "/var/log/nginx/error.log crit",
        "access_log": "/var/log/nginx/access.log kip",
    },
    "proxy.conf": {
        "proxy_pass": "http://site",
        "proxy_http_version": "1.1",
        "proxy_connect_timeout": "2s",
        "proxy_read_timeout": "30s",
        "proxy_send_timeout": "30s",
    },
    "cache.conf": {
        "proxy_cache": "pages",
        "proxy_cache_key": "$scheme$host$plain_path|$encoding",
        "proxy_cache_lock": "on",
        "proxy_cache_revalidate": "on",
    },
    "site.conf": {
        "proxy_cache_path": "/var/cache/nginx/kip keys_zone=pages:10m max_size=500m inactive=8d use_temp_path=off",
        "limit_req_zone": "$sent_remark zone=remark:1m rate=30r/m",
        "limit_req": "zone=remark burst=10 nodelay",
        "limit_req_status": "429",
        "limit_conn_zone": "$binary_remote_addr zone=connections:10m",
        "limit_conn": "connections 100",
        "limit_conn_status": "429",
        "ssl_reject_handshake": "on",
        "http2": "on",
    },
}
#: Words of a page, and the value in deploy/ that makes them true: file and text.
PROMISES = [
    ("betrieb.md", "die Sicherung jede Nacht um halb vier und die Prüfung der Links um halb fünf", "systemd/kip-backup.timer", " 03:30 "),
    ("betrieb.md", "die Sicherung jede Nacht um halb vier und die Prüfung der Links um halb fünf", "systemd/kip-links.timer", " 04:30 "),
    ("betrieb.md", "zehn Anmeldeversuche in der Minute möglich, hundert Verbindungen gleichzeitig", "nginx/site.conf", "rate=10r/m;"),
    ("betrieb.md", "zehn Anmeldeversuche in der Minute möglich, hundert Verbindungen gleichzeitig", "nginx/site.conf", "limit_conn connections 100;"),
    ("betrieb.md", "nginx nimmt im Admin Anfragen bis 21 MB an", "nginx/site.conf", "client_max_body_size 21m;"),
    ("betrieb.md", "kommen ein Jahr lang nur noch über https", "nginx/security.conf", "max-age=31536000\" always"),
    ("betrieb.md", "Das Protokoll der Redaktion wird ein Jahr aufbewahrt", "tmpfiles.conf", "/var/lib/kip/record - - - m:365d"),
    ("betrieb.md", "find /var/lib/kip/record -name '*.jsonl' -mtime +365 -delete", "tmpfiles.conf", "m:365d"),
    ("sicherung.md", "`--keep 30` löscht ältere, bis 30 übrig sind", "systemd/kip-backup.service", "--keep 30\n"),
    ("sicherung.md", "löscht auf dem Server, was ein Jahr alt ist", "tmpfiles.conf", "m:365d"),
    ("adr/0025-deployment-and-upgrades.md", "has answered for three seconds", "healthy.py", "\nSETTLED = 3.0\n"),
    ("adr/0025-deployment-and-upgrades.md", "which leaves a process alone for two after it failed", "nginx/servers.conf", "fail_timeout=2s"),
]  # fmt: skip


def said(file: str) -> dict[str, str]:
    """The settings of a unit; of one that stands there twice, the last."""
    text = (DEPLOY / "systemd" / file).read_text()
    return dict(re.findall(r"^([A-Za-z]+)=(.*)$", text, re.MULTILINE))


def directives(file: str) -> dict[str, str]:
    text = (DEPLOY / "nginx" / file).read_text()
    return dict(re.findall(r"^\s*([a-z_0-9]+) ([^{}\n]+);$", text, re.MULTILINE))


@pytest.mark.parametrize("file", UNITS)
def test_a_unit_says_what_is_promised(file):
    found = said(file)

    assert {name: found.get(name) for name in UNITS[file]} == UNITS[file], file


@pytest.mark.parametrize("file", NGINX)
def test_nginx_is_set_as_promised(file):
    found = directives(file)

    assert {name: found.get(name) for name in NGINX[file]} == NGINX[file], file


@pytest.mark.parametrize(("page", "words", "file", "value"), PROMISES)
def test_a_page_promises_what_is_set(page, words, file, value):
    assert words in " ".join((DOCS / page).read_text().split()), f"{page} no longer says so: {words}"
    assert value in (DEPLOY / file).read_text(), f"{file} no longer holds {value!r}, as {page} promises: {words}"


def test_a_process_has_more_time_to_start_than_the_script_waits():
    waits = int(said("kip-web@.service")["ExecStartPost"].split()[-1])

    assert waits + 10 + 3 <= int(said("kip-web@.service")["TimeoutStartSec"])


def test_each_log_of_a_container_is_as_small_as_the_page_says():
    options = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["x-guarded"]["logging"]["options"]

    assert options == {"max-size": "10m", "max-file": "5"}
    assert "je Container höchstens 50 MB" in (DOCS / "betrieb.md").read_text()


@pytest.mark.parametrize("name", ["database", "web1", "web2", "nginx"])
def test_a_container_starts_again_by_itself(name):
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"][name]

    assert service["restart"] == "unless-stopped"


# -- headers of nginx


@pytest.fixture
def in_public(settings):
    """As the site sends them under https."""
    settings.SECURE_HSTS_SECONDS = 31_536_000
    return dict(security_headers.public_headers.__wrapped__())


def test_nginx_says_of_its_own_answers_what_the_site_says(in_public):
    own = {
        name: value.strip('"')
        for file in ("headers.conf", "security.conf")
        for name, value, _always in ADD_HEADER.findall((DEPLOY / "nginx" / file).read_text())
    }
    policy, _wider = own.pop("Content-Security-Policy"), in_public.pop("Content-Security-Policy")

    assert own == in_public
    assert (
        policy == "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )  # they hold text alone


def test_every_header_of_nginx_is_sent_with_errors_too():
    text = "".join((DEPLOY / "nginx" / file).read_text() for file in ("headers.conf", "page.conf", "security.conf"))
    lines = [line for line in text.splitlines() if line.startswith("add_header")]

    assert len(lines) == 15
    assert [line for line in lines if not line.endswith(" always;")] == []
    assert [(name, always) for name, _value, always in ADD_HEADER.findall(text) if not always] == []


def test_what_nginx_answers_by_itself_carries_them():
    """An `add_header` of a block takes the place of all around it: they are included where nginx answers, and nowhere else."""
    text = (DEPLOY / "nginx/site.conf").read_text()
    answering = [
        block
        for block in re.split(r"\n(?=server \{|    location )", text)
        if re.search(r"^\s+(return|internal)", block, re.MULTILINE)
    ]

    assert len(answering) == 3
    assert [block for block in answering if "include /etc/nginx/kip/headers.conf;" not in block] == []
    assert "add_header" not in text


def test_the_pages_of_the_site_are_kept_longer_than_they_may_be_shown():
    """`stale-if-error` is a week: nginx must not throw away before what nobody asked for."""
    (days,) = re.findall(r"inactive=(\d+)d", (DEPLOY / "nginx/site.conf").read_text())

    assert int(days) * 86_400 > 604_800


# -- healthy.py


@pytest.fixture
def healthy(monkeypatch) -> ModuleType:
    """The script, with a clock that moves by what it sleeps."""
    spec = importlib.util.spec_from_file_location("healthy", DEPLOY / "healthy.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.slept = []
    monkeypatch.setattr(module.time, "sleep", module.slept.append)
    monkeypatch.setattr(module.time, "monotonic", lambda: sum(module.slept))
    return module


def test_a_process_is_asked_again_after_three_seconds(healthy, monkeypatch):
    asked = []
    monkeypatch.setattr(healthy, "status", lambda path: asked.append((path, sum(healthy.slept))) or 200)

    assert healthy.has_settled()

    assert asked == [("/live", 3.0)]


def test_one_that_falls_over_within_them_has_not_started(healthy, monkeypatch):
    monkeypatch.setattr(healthy, "status", lambda path: 200 if sum(healthy.slept) < 1 else 503)

    assert not healthy.started_within(270)
    assert 270 <= sum(healthy.slept) < 275


def test_one_slow_answer_ends_no_start(healthy, monkeypatch):
    """A slow one is no answer: the script gives it three seconds."""
    codes = iter([200, 200, 503, 200])  # the second is that of the search
    monkeypatch.setattr(healthy, "status", lambda path: next(codes, 200))

    assert healthy.started_within(270)
    assert healthy.slept == [3.0, 3.0]


def test_one_that_comes_and_goes_settles_before_it_has_started(healthy, monkeypatch):
    """Restarted by its service meanwhile: what nginx thinks of it counts from its last failure."""
    monkeypatch.setattr(healthy, "status", lambda path: 503 if 1 < sum(healthy.slept) < 20 else 200)

    assert healthy.started_within(270)
    assert sum(healthy.slept) >= 20 + 3


def test_the_script_says_by_its_end_whether_the_process_answers(tmp_path):
    script = [sys.executable, str(DEPLOY / "healthy.py"), "0.1"]

    done = subprocess.run(script, env={"PORT": str(free_port())}, timeout=60, check=False)  # noqa: S603

    assert done.returncode == 1


def test_one_that_needs_time_is_waited_for_and_the_search_too(healthy, monkeypatch):
    asked = []

    def status(path: str) -> int:
        asked.append(path)
        return 200 if sum(healthy.slept) >= (20 if path == "/live" else 22) else 503

    monkeypatch.setattr(healthy, "status", status)

    assert healthy.serves_within(270)
    assert 22 <= sum(healthy.slept) < 22.2
    assert set(healthy.slept) == {0.1}
    assert list(dict.fromkeys(asked)) == ["/live", "/suche/?q=kip"]


def test_one_that_never_answers_is_given_up_and_a_search_that_never_comes_is_not_waited_for_long(healthy, monkeypatch):
    monkeypatch.setattr(healthy, "status", lambda path: 503)
    assert not healthy.serves_within(270)
    assert 270 <= sum(healthy.slept) < 270.2

    healthy.slept.clear()
    monkeypatch.setattr(healthy, "status", lambda path: 200 if path == "/live" else 503)
    assert healthy.serves_within(270)
    assert 10 <= sum(healthy.slept) < 10.2


@pytest.mark.parametrize(("code", "there"), [(200, True), (301, True), (404, True), (500, False), (503, False)])
def test_an_answer_that_is_no_fault_of_the_server_counts(healthy, monkeypatch, code, there):
    monkeypatch.setattr(healthy, "status", lambda path: code)

    assert healthy.answers() is there
