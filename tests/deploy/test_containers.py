"""What the image and the compose file promise, and the image's own steps as far as they go without a container."""

import fnmatch
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from tests.server import Server, free_port
from tests.site.page import FEWEST_PAGES

DEPLOY = settings.BASE_DIR / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
PINNED = re.compile(r"[a-z]+:\d+(\.\d+)?[a-z.-]*")


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


@pytest.mark.timeout(600)
def test_what_the_image_holds_serves_the_site_and_is_healthy(image, tmp_path):
    server = Contained(tmp_path)
    server.folder = image
    subprocess.run([*server.command()[:2], "prepare"], env=server.environment, timeout=400, check=True)  # noqa: S603

    with server:
        assert len(server.addresses()) >= FEWEST_PAGES
        assert health(image, server.port) == 0
    assert health(image, server.port) == 1


def health(image: Path, port: int) -> int:
    (check,) = re.findall(r"^HEALTHCHECK .*CMD (\[.+\])$", DOCKERFILE, re.MULTILINE)
    _python, *rest = json.loads(check)
    return subprocess.run([sys.executable, *rest], cwd=image, env={"PORT": str(port)}, timeout=30).returncode  # noqa: S603


def test_nothing_private_goes_into_an_image():
    private = [
        ".git/config",
        "var/secret_key",
        "var/kip.sqlite3",
        ".venv/bin/python",
        "tests/conftest.py",
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
    assert steps("USER") == ["kip"]
    assert "--require-hashes" in DOCKERFILE
    assert all(PINNED.fullmatch(base.split()[0]) for base in re.findall(r"^FROM (.+)$", DOCKERFILE, re.MULTILINE))


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_can_do_nothing_but_its_task(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert "privileged" not in service
    assert service.get("user") in ({"database": "postgres", "nginx": "nginx"}.get(name), None)
    assert service["image"] == "kip:current" or PINNED.fullmatch(service["image"])


def test_only_nginx_is_reached_from_outside_and_the_database_by_the_site_alone():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert SERVICES["database"]["networks"] == ["back"]
    assert COMPOSE["networks"]["back"]["internal"] is True
    assert SERVICES["nginx"]["networks"] == ["front"]


def test_each_service_tells_how_it_is():
    assert all("healthcheck" in SERVICES[name] for name in ("database", "nginx", "prepare"))
    assert "HEALTHCHECK" in DOCKERFILE


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

    asked = subprocess.run([sys.executable, str(DEPLOY / "healthy.py")], env=environment, timeout=30)  # noqa: S603

    assert asked.returncode == 1
