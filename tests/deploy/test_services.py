"""The systemd units and the nginx configuration as files; `make deploy-drill` runs them."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from secrets import token_urlsafe

import pytest
from django.conf import settings

from tests.environment import variables
from tests.tools import absent

DEPLOY = settings.BASE_DIR / "deploy"
UNITS = DEPLOY / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
NGINX = {file.name: file.read_text() for file in (DEPLOY / "nginx").glob("*.conf")}
ENVIRONMENT = (DEPLOY / "environment.example").read_text()
MOST_EXPOSURE = 1.5  # of 10
WHICH_SITE = "VAR_DIR=/var/lib/kip\nDATABASE_URL=postgres:///kip\n"


def analyse(*arguments: str) -> str:
    program = shutil.which("systemd-analyze") or absent("systemd-analyze", "apt install systemd")
    done = subprocess.run([program, *arguments], cwd=UNITS, capture_output=True, text=True, timeout=300)  # noqa: S603
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


def test_a_night_s_work_has_one_time_whatever_the_clock_of_the_machine_shows():
    """Between two and three there is a night without that hour, and one with two of it."""
    times = [re.findall(r"^OnCalendar=(.+)$", timer.read_text(), re.MULTILINE) for timer in UNITS.glob("*.timer")]

    assert len(times) == 2
    for (when,) in times:
        assert re.fullmatch(r"\*-\*-\* 0[3-6]:\d\d Europe/Zurich", when)
        assert "Next elapse" in analyse("calendar", when)


def test_a_night_s_work_that_hangs_is_ended_before_the_next():
    nightly = [service.read_text() for service in SERVICES if "Type=oneshot" in service.read_text()]

    assert len(nightly) == 2
    assert all(int(re.search(r"^TimeoutStartSec=(\d+)h$", text, re.MULTILINE)[1]) < 24 for text in nightly)


def test_the_record_of_a_year_ago_goes_and_the_rest_stays(tmp_path):
    """By the program that does it on the server, on a folder in the place of its root."""
    program = shutil.which("systemd-tmpfiles") or absent("systemd-tmpfiles", "apt install systemd")
    folder = tmp_path / "var/lib/kip/record"
    folder.mkdir(parents=True)
    (tmp_path / "var/lib/kip/secret_key").touch()
    for days in (1, 364, 366):
        file = folder / f"{days}.jsonl"
        file.touch()
        os.utime(file, (time.time(), time.time() - days * 86_400))

    subprocess.run([program, "--clean", f"--root={tmp_path}", DEPLOY / "tmpfiles.conf"], timeout=300, check=True)  # noqa: S603

    assert {file.name for file in folder.iterdir()} == {"1.jsonl", "364.jsonl"}
    assert (tmp_path / "var/lib/kip/secret_key").exists()


def kip(folder: Path, settings_of_services: str, **given: str) -> subprocess.CompletedProcess:
    """What `kip` hands on when root types it: its own lines, but for the file, who asks and what is started."""
    (folder / "environment").write_text(settings_of_services)
    text = (DEPLOY / "kip").read_text()
    for line, other in {
        "/etc/kip/environment\n": f"{folder}/environment\n",
        '"$(id -u)" = 0': "1 = 1",
        "setpriv --reuid=kip --regid=kip --init-groups --no-new-privs .venv/bin/python manage.py": "env",
    }.items():
        assert text.count(line) == 1
        text = text.replace(line, other)
    (folder / "deploy").mkdir(exist_ok=True)
    command = folder / "deploy" / "kip"
    command.write_text(text)
    command.chmod(0o700)
    environment = {"PATH": os.environ["PATH"], "HOME": "/root", **given}
    return subprocess.run([command], capture_output=True, text=True, env=environment, timeout=300)  # noqa: S603


def test_the_settings_mean_the_same_to_systemd_and_to_kip(tmp_path):
    lines = [line for line in ENVIRONMENT.splitlines() if line and not line.startswith("#")]

    assert set(lines) <= set(kip(tmp_path, ENVIRONMENT).stdout.splitlines())
    assert len(lines) > 5


@pytest.mark.parametrize(
    "line",
    [
        "SITE_URL=https://db.example/kip?sslmode=verify-full&application_name=kip",
        "WORD_MARK=Fachabteilung Integration",
        "WORD_MARK_OWNER=`id`; id | id * ~ {a,b} (!) <x >y",
    ],
)
def test_no_shell_looks_at_what_a_setting_holds(tmp_path, line):
    """Also in the last line of a file that ends without a newline."""
    assert line in kip(tmp_path, f"# settings\n\n{WHICH_SITE}{line}").stdout.splitlines()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (" WORD_MARK=KIP", "line 3: neither NAME=value nor a comment"),
        ("WORD_MARK = KIP", "line 3: neither NAME=value nor a comment"),
        ("export WORD_MARK=KIP", "line 3: neither NAME=value nor a comment"),
        ("WORD_MARK", "line 3: neither NAME=value nor a comment"),
        ("=KIP", "line 3: neither NAME=value nor a comment"),
        ("WORD_MARK= KIP", "line 3: WORD_MARK holds "),
        ("WORD_MARK=KIP ", "line 3: WORD_MARK holds "),
        ("WORD_MARK=KIP\r", "line 3: WORD_MARK holds "),
        ('WORD_MARK="KIP"', "line 3: WORD_MARK holds "),
        ("WORD_MARK='KIP'", "line 3: WORD_MARK holds "),
        ("WORD_MARK=KIP # short", "line 3: WORD_MARK holds "),
        ("WORD_MARK=$HOME", "line 3: WORD_MARK holds "),
        ("WORD_MARK=K\\IP", "line 3: WORD_MARK holds "),
        ("VAR_DIR=/var/lib/kip", "line 3: VAR_DIR stands there twice"),
    ],
)
def test_what_systemd_and_compose_would_read_otherwise_is_refused(tmp_path, line, told):
    said = kip(tmp_path, f"{WHICH_SITE}{line}\n")

    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.startswith(f"/etc/kip/environment, {told}")


@pytest.mark.parametrize("name", ["VAR_DIR", "DATABASE_URL"])
def test_a_file_that_does_not_say_which_site_is_refused(tmp_path, name):
    """The command's own settings would decide otherwise."""
    said = kip(tmp_path, ENVIRONMENT.replace(f"\n{name}=", f"\n# {name}="), **{name: "sqlite:////srv/probe"})

    assert (said.returncode, said.stdout) == (1, "")
    assert f"does not say {name}" in said.stderr


def test_kip_is_at_home_where_its_user_is(tmp_path):
    assert "HOME=/var/lib/kip" in kip(tmp_path, ENVIRONMENT).stdout.splitlines()


def test_kip_always_means_the_site_of_the_services(tmp_path):
    """`VAR_DIR=~/probe kip restore …` on the server would have meant production."""
    told = kip(tmp_path, ENVIRONMENT, VAR_DIR="/srv/probe")

    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith("VAR_DIR is set differently here: ")
    assert "probe" not in told.stderr  # another variable's value may be a secret
    assert kip(tmp_path, ENVIRONMENT, VAR_DIR="/var/lib/kip").returncode == 0


def test_the_settings_are_settings_and_none_that_each_process_has_for_itself():
    names = {line.partition("=")[0] for line in ENVIRONMENT.splitlines() if not line.startswith("#")}

    assert names <= variables()
    assert names.isdisjoint({"PORT", "METRICS_PORT"})


def test_the_settings_are_accepted(tmp_path):
    secret = tmp_path / "secret_key"
    secret.write_text(token_urlsafe(48))
    text = ENVIRONMENT.replace("/etc/kip/secret_key", str(secret)).replace("/var/lib/kip", str(tmp_path))
    given = dict(line.split("=", 1) for line in text.splitlines() if not line.startswith("#"))
    unit = re.findall(r"(\w+)=(\d+)%i", (UNITS / "kip-web@.service").read_text())

    told = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], cwd=settings.BASE_DIR, timeout=300,
        env=given | {name: f"{number}1" for name, number in unit}, capture_output=True, text=True,
    )  # fmt: skip

    assert (told.returncode, told.stderr) == (0, "")


def test_every_timer_has_its_service():
    assert {timer.stem for timer in UNITS.glob("*.timer")} < {service.stem for service in SERVICES}


def test_the_processes_listen_where_nginx_asks():
    (port,) = re.findall(r"=PORT=(\d+)%i", (UNITS / "kip-web@.service").read_text())

    assert re.findall(r"server 127\.0\.0\.1:(\d+)", NGINX["servers.conf"]) == [f"{port}1", f"{port}2"]


def test_a_process_counts_as_started_when_nginx_asks_it_again():
    """Else the next one is stopped while nginx still leaves this one alone, and a reader gets neither. nginx counts whole seconds."""
    (settled,) = re.findall(r"^SETTLED = ([0-9.]+)$", (DEPLOY / "healthy.py").read_text(), re.MULTILINE)
    left_alone = [int(seconds) for text in NGINX.values() for seconds in re.findall(r"fail_timeout=(\d+)s", text)]

    assert len(left_alone) == 4
    assert all(seconds + 1 <= float(settled) for seconds in left_alone)


def test_a_process_that_answers_is_watched_for_a_while(site):
    asking = [sys.executable, str(DEPLOY / "healthy.py"), "20"]
    started = time.monotonic()

    asked = subprocess.run(asking, env={"PORT": str(site.port)}, timeout=300)  # noqa: S603

    assert asked.returncode == 0
    assert time.monotonic() - started >= 3


def test_prometheus_asks_where_each_process_tells_its_figures():
    (port,) = re.findall(r"METRICS_PORT=(\d+)%i", (UNITS / "kip-web@.service").read_text())
    page = (settings.BASE_DIR / "docs" / "ueberwachung.md").read_text()

    assert re.findall(r'"127\.0\.0\.1:(\d+)"', page) == [f"{port}1", f"{port}2"]


def test_nginx_takes_what_the_office_may_upload_and_elsewhere_little():
    sizes = re.findall(r"client_max_body_size (\w+);", NGINX["site.conf"])

    assert sizes == ["64k", f"{20 + 1}m"]


def test_the_log_holds_neither_addresses_nor_what_is_searched_for():
    (form,) = re.findall(r"log_format kip '([^']+)'", NGINX["site.conf"])

    assert form.endswith(" $request_id")
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
    assert handed_on["X-Request-ID"] == "$request_id"
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
