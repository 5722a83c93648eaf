"""Metrics of each process are on a private address only, and all are documented for operators."""

import os
import re
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from django.conf import settings
from prometheus_client.parser import text_string_to_metric_families

from operations import health
from operations.metrics import OwnProcessCollector
from tests.processes import family, usages
from tests.server import Server, free_port, refusal

pytestmark = pytest.mark.slow

PAGE = (settings.BASE_DIR / "docs" / "ueberwachung.md").read_text()
NAME = re.compile(r"\b(?:kip|process)_[a-z_]+\b")
#: What Prometheus makes of a histogram.
PARTS = re.compile(r"_(bucket|count|sum)$")


@pytest.fixture(scope="module")
def watched(tmp_path_factory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("var"), WORKERS="2", METRICS_PORT=str(two_free_ports())) as server:
        wait_for(server, process=0)
        wait_for(server, process=1)
        yield server


def wait_for(server: Server, process: int):
    """The site answers as soon as one process does; the other may need longer."""
    ends = time.monotonic() + 300
    while True:
        try:
            return ask(server, "/metrics", process)
        except urllib.error.URLError:
            assert time.monotonic() < ends, server.printed()
            time.sleep(0.1)


def two_free_ports() -> int:
    while True:
        first = free_port()
        with socket.socket() as second:
            if second.connect_ex(("127.0.0.1", first + 1)):
                return first


def ask(server: Server, path: str, process: int = 0) -> str:
    port = int(server.environment["METRICS_PORT"]) + process
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=300) as response:
        return response.read().decode()


def figures(server: Server) -> dict[tuple[str, str], float]:
    """Of all processes together, by name and the values of the labels."""
    found: dict[tuple[str, str], float] = {}
    for process in range(2):
        for told in text_string_to_metric_families(ask(server, "/metrics", process)):
            for sample in told.samples:
                key = sample.name, " ".join(sample.labels.values())
                found[key] = found.get(key, 0) + sample.value
    return found


def names(server: Server) -> set[str]:
    return {PARTS.sub("", name) for name, _ in figures(server)}


def test_each_process_tells_its_own_figures(watched):
    found = figures(watched)

    assert found["kip_workers", ""] == 2 * 2
    assert found["kip_database_up", ""] == found["kip_ready", ""] == 2
    assert found["kip_edition", ""] > 0
    assert {reason for name, reason in found if name == "kip_problem"} == set(health.CHECKS)


def test_a_guarded_service_knows_its_own_process(tmp_path):
    """Of /proc it sees processes, and nothing of the machine (ProcSubset=pid)."""
    (tmp_path / "self").symlink_to("/proc/self")

    families = OwnProcessCollector(registry=None, proc=str(tmp_path)).collect()
    told = {sample.name: sample.value for family in families for sample in family.samples}

    assert set(told) == set(re.findall(r"process_\w+", PAGE))
    assert abs(told["process_start_time_seconds"] - time.time()) < 86_400
    assert told["process_open_fds"] > 0


def test_answers_are_counted_by_how_they_were_made(watched):
    _, headers, _ = watched.request("/kip-3/")
    (stylesheet,) = re.findall(r'rel="stylesheet" href="([^"]+)', watched.get("/kip-3/"))
    before = figures(watched)

    for _ in range(3):
        watched.get("/kip-3/")
    watched.request("/kip-3/", **{"If-None-Match": headers["etag"]})
    watched.request("/suche/?q=kip")
    watched.request("/gibt-es-nicht/")
    watched.request("/admin/login/")
    watched.request(stylesheet)

    after = figures(watched)
    more = {labels: after[name, labels] - before.get((name, labels), 0) for name, labels in after if "requests" in name}
    assert {labels: count for labels, count in more.items() if count} == {
        "stored 2xx": 3, "unchanged 3xx": 1, "rendered 2xx": 2, "rendered 4xx": 1, "static 2xx": 1,
    }  # fmt: skip
    seconds = "kip_render_seconds_count", "request"
    assert after[seconds] - before.get(seconds, 0) >= 3


def test_the_public_address_leads_to_none_of_it(watched):
    for path in ("/metrics", "/metrics/", "/de/metrics", "/admin/metrics"):
        _, _, body = watched.request(path)
        assert b"kip_" not in body
        assert b"process_" not in body


def test_the_private_address_leads_to_nothing_else(watched):
    for path in ("/", "/kip-3/", "/admin/"):
        lines = ask(watched, path).splitlines()
        assert all(line.startswith(("#", "kip_", "process_")) for line in lines), path


def test_it_listens_on_its_private_address_only(watched):
    """127.0.0.2 is this machine too: who listens on every address would answer there."""
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.2", int(watched.environment["METRICS_PORT"]))) != 0


def started_at(server: Server) -> float:
    """When the process began that answers now; 0 where none does."""
    try:
        return float(re.search(r"^process_start_time_seconds (.+)$", ask(server, "/metrics"), re.MULTILINE)[1])
    except OSError:
        return 0


def test_a_process_that_takes_the_place_of_another_takes_its_port(tmp_path):
    with Server(tmp_path, METRICS_PORT=str(free_port())) as server:
        before, ends = started_at(server), time.monotonic() + 300
        _, *children = family(server.process.pid, usages())
        worker = max(children, key=lambda pid: usages()[pid].resident)

        os.kill(worker, signal.SIGKILL)

        while started_at(server) <= before:
            assert time.monotonic() < ends, server.printed()
            time.sleep(0.1)


def test_figures_are_off_unless_asked_for(site):
    assert "METRICS_PORT" not in site.environment
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", 9464)) != 0


@pytest.mark.parametrize(("port", "words"), [("taken", "is taken"), ("site", "is that of the site")])
def test_a_port_that_cannot_be_had_is_said_in_one_line(tmp_path, port, words):
    own = free_port()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        asked = {"taken": other.getsockname()[1], "site": own}[port]

        refused = refusal(VAR_DIR=str(tmp_path), PORT=str(own), METRICS_PORT=str(asked), WORKERS="1")

    (line,) = refused.stderr.splitlines()
    assert line.startswith(f"CommandError: METRICS_PORT: port {asked} {words}")


# -- the page for operators


def test_every_name_on_the_page_is_told(watched):
    told = {PARTS.sub("", name) for name in NAME.findall(PAGE)}

    assert told - names(watched) == set()


def test_everything_told_stands_in_the_list_on_the_page(watched):
    listed = NAME.findall(PAGE.partition("## Alle Zahlen")[2])

    assert names(watched) - set(listed) == set()


def test_every_reason_is_explained():
    listed = re.findall(r"^\| `([a-z_]+)` \|", PAGE.partition("## Gründe")[2].partition("## ")[0], re.MULTILINE)

    assert listed == ["reason", *health.CHECKS]  # below the head of the table
