"""The units for systemd and the configuration of nginx, as files; `make deploy-drill` runs them."""

import re
import shutil
import subprocess

import pytest
from django.conf import settings

from tests.tools import absent

DEPLOY = settings.BASE_DIR / "deploy"
UNITS = DEPLOY / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
NGINX = {file.name: file.read_text() for file in (DEPLOY / "nginx").glob("*.conf")}
MOST_EXPOSURE = 1.5  # of 10


def analyse(*arguments: str) -> str:
    program = shutil.which("systemd-analyze") or absent("systemd-analyze", "apt install systemd")
    done = subprocess.run([program, *arguments], cwd=UNITS, capture_output=True, text=True, timeout=60)  # noqa: S603
    return done.stdout + done.stderr


@pytest.mark.parametrize("service", SERVICES, ids=lambda file: file.name)
def test_a_service_is_exposed_to_little(service):
    name = service.name.replace("@", "@1")

    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", analyse("security", "--offline=true", f"./{name}"))

    assert float(found[1]) <= MOST_EXPOSURE


@pytest.mark.parametrize("unit", sorted(UNITS.glob("kip-*.*")), ids=lambda file: file.name)
def test_systemd_understands_the_unit(unit):
    """All but that the programs are not installed on this machine."""
    if unit.is_dir():
        return
    said = analyse("verify", "--man=no", f"./{unit.name.replace('@', '@1')}")

    assert [line for line in said.splitlines() if "is not executable" not in line and "kip-" in line] == []


def test_every_timer_has_its_service():
    assert {timer.stem for timer in UNITS.glob("*.timer")} < {service.stem for service in SERVICES}


def test_the_processes_listen_where_nginx_asks():
    (port,) = re.findall(r"PORT=(\d+)%i", (UNITS / "kip-web@.service").read_text())

    assert re.findall(r"server 127\.0\.0\.1:(\d+)", NGINX["servers.conf"]) == [f"{port}1", f"{port}2"]


def test_nginx_takes_what_the_office_may_upload_and_elsewhere_little():
    sizes = re.findall(r"client_max_body_size (\w+);", NGINX["site.conf"])

    assert sizes == ["64k", f"{20 + 1}m"]


def test_the_log_holds_neither_addresses_nor_what_is_searched_for():
    (form,) = re.findall(r"log_format kip '([^']+)'", NGINX["site.conf"])

    assert set(re.findall(r"\$\w+", form)).isdisjoint(
        {
            "$remote_addr",
            "$request",
            "$request_uri",
            "$args",
            "$http_referer",
            "$http_user_agent",
            "$uri",
            "$remote_user",
        }
    )


def test_every_server_of_nginx_keeps_the_common_rules():
    servers = NGINX["site.conf"].split("\nserver {")[1:]

    assert len(servers) == 3
    assert all("include /etc/nginx/kip/common.conf;" in server for server in servers)


def test_nginx_hands_on_who_asks_and_drops_what_readers_claim():
    handed_on = dict(re.findall(r"proxy_set_header (\S+) (\S+);", NGINX["proxy.conf"]))

    assert handed_on["X-Forwarded-For"] == "$remote_addr"
    assert handed_on["X-Forwarded-Proto"] == "$scheme"
    assert handed_on["X-Forwarded-Host"] == handed_on["Forwarded"] == '""'


@pytest.mark.parametrize("file", sorted((DEPLOY / "nginx" / "errors").glob("*.html")), ids=lambda file: file.name)
def test_what_nginx_says_by_itself_is_in_four_languages(file):
    text = file.read_text()

    assert re.findall(r'lang="([a-zA-Z-]+)"', text) == ["de-CH", "fr", "it", "en"]
    assert text.count("<h1>") == 1
    assert f"/{file.name}" in NGINX["site.conf"]


def test_no_file_of_the_deployment_names_a_registry_or_a_host():
    texts = [file.read_text() for file in DEPLOY.rglob("*") if file.is_file() and file.suffix != ".pyc"]
    hosts = {host for text in texts for host in re.findall(r"https?://([\w.-]+)", text)}

    assert hosts <= {"kip.example.org", "127.0.0.1", "site"}
