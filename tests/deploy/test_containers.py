"""Image and compose file keep their promises; the image's steps run as far as possible without a container."""

import fnmatch
import json
import re
import shutil
import subprocess
import sys
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from tests import template
from tests.deploy.page import chapters
from tests.server import Server, free_port
from tests.site.page import FEWEST_PAGES

pytestmark = pytest.mark.slow

DEPLOY = settings.BASE_DIR / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
PINNED = re.compile(r"[a-z]+:\d+(\.\d+)?[a-z.-]*")
SITES = ["web1", "web2", "prepare"]
#: Of the images that are not made here: who they run as.
USERS = {"database": "postgres", "nginx": "nginx"}
UNITS = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}


def steps(name: str) -> list[str]:
    """What stands after one instruction, in the last stage."""
    return re.findall(rf"^{name} (.+)$", DOCKERFILE.rpartition("\nFROM ")[2], re.MULTILINE)


def copied() -> list[tuple[str, str]]:
    return [tuple(step.split()) for step in steps("COPY") if not step.startswith("--from")]


def allowed(path: str) -> bool:
    """As .dockerignore has it, in the forms that are used there."""
    lines = [
        line for line in (settings.BASE_DIR / ".dockerignore").read_text().splitlines() if line[:1] not in ("", "#")
    ]
    kept = any(path == line[1:] or path.startswith(f"{line[1:]}/") for line in lines if line.startswith("!"))
    left = any(
        fnmatch.fnmatch(part, line.removeprefix("**/"))
        for line in lines
        if line.startswith("**/")
        for part in path.split("/")
    )
    return kept and not left


@pytest.fixture(scope="module")
def image(tmp_path_factory) -> Path:
    """The folder that COPY makes."""
    folder = tmp_path_factory.mktemp("image")
    for source, target in copied():
        place = folder / target if not target.endswith("/") else folder / target / Path(source).name
        place.parent.mkdir(parents=True, exist_ok=True)
        found = settings.BASE_DIR / source
        if found.is_dir():
            shutil.copytree(found, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(found, place)
    return folder


class Contained(Server):
    """What ENTRYPOINT and CMD start, in the folder of the image."""

    folder: Path

    def command(self) -> list[str]:
        _python, *rest = json.loads(steps("ENTRYPOINT")[0])
        return [sys.executable, str(self.folder / rest[0]), *json.loads(steps("CMD")[0])]


def test_what_the_image_holds_serves_the_site_and_is_healthy(image, tmp_path):
    server = Contained(tmp_path)
    server.folder = image
    template.put_into(tmp_path)
    subprocess.run([*server.command()[:2], "prepare"], env=server.environment, timeout=400, check=True)  # noqa: S603

    with server:
        assert len(server.addresses()) >= FEWEST_PAGES
        assert health(image, server.port) == 0
    assert health(image, server.port) == 1


def health(image: Path, port: int) -> int:
    (check,) = re.findall(r"^HEALTHCHECK .*CMD (\[.+\])$", DOCKERFILE, re.MULTILINE)
    _python, *rest = json.loads(check)
    return subprocess.run([sys.executable, *rest], cwd=image, env={"PORT": str(port)}, timeout=300).returncode  # noqa: S603


def test_nothing_private_goes_into_an_image():
    private = [
        ".git/config",
        "var/secret_key",
        "var/kip.sqlite3",
        ".venv/bin/python",
        "tests/conftest.py",
        "qa/bench/__main__.py",
        "deploy/compose.yaml",
    ]

    assert [path for path in private if allowed(path)] == []
    assert not allowed("kip_site/__pycache__/settings.pyc")


def test_everything_that_is_copied_reaches_the_image():
    sources = [source for source, _target in copied()] + ["requirements.lock"]

    assert len(sources) > 10
    assert [source for source in sources if not allowed(source)] == []
    assert [source for source in sources if not (settings.BASE_DIR / source).exists()] == []


def test_the_image_runs_without_root_on_locked_packages():
    bases = [line.split()[0] for line in re.findall(r"^FROM (.+)$", DOCKERFILE, re.MULTILINE)]

    assert steps("USER") == ["kip"]
    assert "--require-hashes" in DOCKERFILE
    assert len(bases) == 2
    assert PINNED.fullmatch(bases[0])
    assert bases[0] == bases[1]  # a Python that is the same, where it was installed for


def test_what_runs_can_change_neither_code_nor_packages():
    """The last stage as a list: after USER nothing is written, and nothing before gives the user more than its volumes."""
    order = re.findall(r"^([A-Z]+) ", DOCKERFILE.rpartition("\nFROM ")[2], re.MULTILINE)
    written = [step for step in steps("RUN") + steps("COPY") if re.search(r"--chown|chown |chmod |-o kip", step)]

    assert not {"RUN", "COPY"} & set(order[order.index("USER") :])
    assert written == [
        "install -d -m 0700 -o kip -g kip /var/lib/kip && install -d -m 0755 -o kip -g kip /var/cache/kip"
    ]
    assert steps("VOLUME") == ['["/var/lib/kip", "/var/cache/kip"]']


@pytest.mark.parametrize(
    "habit", [r"^ADD ", r"\b(curl|wget|sudo|ssh|git)\b", r":latest\b", r"^(ENV|ARG) .*(KEY|PASSWORD|TOKEN)"]
)
def test_the_image_has_no_bad_habit(habit):
    assert re.findall(habit, DOCKERFILE, re.MULTILINE) == []


def test_nothing_is_installed_in_the_stage_that_runs():
    """But for what makes backups: `pg_dump`, in the version of the database."""
    (image,) = re.findall(r"^postgres:(\d+)$", SERVICES["database"]["image"])
    installing = [step for step in steps("RUN") if re.search(r"\b(pip|apt|apt-get)\b", step)]

    assert [re.findall(r"install .*-recommends (.*?) &&", step) for step in installing] == [
        [f"postgresql-client-{image}"]
    ]


@pytest.mark.parametrize("instruction", ["ENTRYPOINT", "CMD"])
def test_no_shell_stands_between_a_signal_and_the_server(instruction):
    (words,) = steps(instruction)

    assert all(isinstance(word, str) for word in json.loads(words))


def test_it_can_end_before_it_is_killed():
    """Longer than the server gives its workers (`manage.py serve`)."""
    serve = (settings.BASE_DIR / "kip_site" / "management" / "commands" / "serve.py").read_text()
    (seconds,) = re.findall(r'"--workers-kill-timeout", "(\d+)"', serve)

    assert all(int(service["stop_grace_period"].removesuffix("s")) > int(seconds) for service in SERVICES.values())


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_can_do_nothing_but_its_task(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert "privileged" not in service
    assert service.get("user") == USERS.get(name)
    assert PINNED.fullmatch(service["image"]) if name in USERS else service["image"] in {"kip:current", "kip:newest"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_can_write_where_it_must(name):
    """A file system in memory has the rights of the folder below it, which root owns everywhere but in /tmp."""
    given = [place.partition(":") for place in SERVICES[name]["tmpfs"]]

    assert [path for path, _, options in given if path != "/tmp" and "mode=1777" not in options] == []  # noqa: S108


def test_the_cache_of_nginx_fits_in_the_memory_it_is_kept_in():
    (cache,) = re.findall(r"max_size=(\w+)", (DEPLOY / "nginx" / "site.conf").read_text())
    (room,) = re.findall(r"size=(\w+)", " ".join(SERVICES["nginx"]["tmpfs"]))

    assert bytes_of(cache) < bytes_of(room) < bytes_of(SERVICES["nginx"]["mem_limit"])


def bytes_of(size: str) -> int:
    return int(size[:-1]) * UNITS[size[-1]]


@pytest.mark.parametrize("name", ["web1", "web2"])
def test_each_process_tells_its_figures_on_an_address_of_its_own(name):
    """One that nothing else is given, and that no port of the machine leads to."""
    (front,) = COMPOSE["networks"]["front"]["ipam"]["config"]
    own = SERVICES[name]["networks"]["front"]["ipv4_address"]
    told = SERVICES[name]["environment"]

    assert told["METRICS_HOST"] == own
    assert ip_address(own) in ip_network(front["subnet"])
    assert ip_address(own) not in ip_network(front["ip_range"])
    assert f"{own}:{told['METRICS_PORT']}" in (settings.BASE_DIR / "docs" / "ueberwachung.md").read_text()


def test_the_two_processes_differ_in_nothing_but_their_address():
    """The first one is also where the image is made, once for all."""
    one, other = (
        json.dumps({key: what for key, what in SERVICES[name].items() if key != "build"}).replace(address, "")
        for name, address in (("web1", "172.30.77.11"), ("web2", "172.30.77.12"))
    )

    assert one == other


def test_only_nginx_is_reached_from_outside_and_the_database_by_the_site_alone():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert SERVICES["database"]["networks"] == ["back"]
    assert COMPOSE["networks"]["back"]["internal"] is True
    assert SERVICES["nginx"]["networks"] == ["front"]


def test_each_service_tells_how_it_is():
    """Those of the site as their image says; the one that ends by itself is asked nothing."""
    checks = {name: service.get("healthcheck") for name, service in SERVICES.items()}

    assert re.findall(r"^HEALTHCHECK .*--interval=\d+s .*--timeout=\d+s ", DOCKERFILE, re.MULTILINE)
    assert [checks.pop(name) for name in SITES] == [None, None, {"disable": True}]
    assert checks.keys() == USERS.keys()
    assert all(check["test"][0] == "CMD" and check["retries"] and check["timeout"] for check in checks.values())


def test_secrets_are_files():
    text = (DEPLOY / "compose.yaml").read_text()

    assert not re.search(r"(PASSWORD|SECRET_KEY): ", text)
    assert not re.search(r"postgres://[^@]*:[^@]*@", text)
    assert set(COMPOSE["secrets"]) == {"secret_key", "database_password"}


def test_two_processes_stand_behind_nginx():
    servers = re.findall(r"server (\w+):8000", (DEPLOY / "nginx" / "servers-compose.conf").read_text())

    assert servers == ["web1", "web2"]
    assert set(servers) <= set(SERVICES)


def test_nobody_listening_is_not_healthy():
    environment = {"PORT": str(free_port()), "PATH": "/usr/bin"}

    asked = subprocess.run([sys.executable, str(DEPLOY / "healthy.py")], env=environment, timeout=300)  # noqa: S603

    assert asked.returncode == 1


def test_the_central_account_is_added_to_services_that_are_there():
    added = yaml.safe_load((DEPLOY / "compose.oidc.yaml").read_text())
    (name,) = added["secrets"]

    assert set(added["services"]) == {
        service for service, what in SERVICES.items() if what.get("image", "").startswith("kip:")
    }
    ((authorities, file),) = added["configs"].items()
    for service in added["services"].values():
        assert service == {
            "environment": {"OIDC_CLIENT_SECRET_FILE": f"/run/secrets/{name}", "SSL_CERT_FILE": "/run/authorities.crt"},
            "secrets": [name],
            "configs": [{"source": authorities, "target": "/run/authorities.crt"}],
        }
    assert file == {"file": "/etc/ssl/certs/ca-certificates.crt"}


def test_what_saves_is_the_newest_release_and_what_serves_the_current_one():
    """After a way back they are two, and only the newest knows all of the database."""
    images = {name: SERVICES[name]["image"] for name in SITES}
    made = [line.split()[-1] for line in chapters()["Weg B: Container"] if " build " in line or " image tag " in line]

    assert images == {"web1": "kip:current", "web2": "kip:current", "prepare": "kip:newest"}
    assert made == ["web1", "kip:newest", "kip:kip-1", "web1", "kip:newest", "kip:current"]
