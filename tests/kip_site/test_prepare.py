"""`manage.py prepare`: the preparation as a separate step, and the address that the server listens on."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests import template
from tests.environment import clean_environment
from tests.kip_site.test_serve import PASSWORD
from tests.server import Server

pytestmark = pytest.mark.slow


def start_preparing(var_dir: Path, **environment: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", "prepare"], cwd=settings.BASE_DIR, text=True,
        env=clean_environment() | {"VAR_DIR": str(var_dir), **environment},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def prepared(*started: subprocess.Popen) -> list[str]:
    """What each printed, once all have ended well."""
    printed = [process.communicate(timeout=380) for process in started]
    assert [process.returncode for process in started] == [0] * len(started), printed
    return [out for out, _err in printed]


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """Empty but for the static files, which test_serve gathers."""
    folder = tmp_path_factory.mktemp("prepared")
    template.link_static_files(folder)
    return folder


@pytest.fixture(scope="module")
def together(place) -> list[str]:
    """What two printed that prepared the same place at once."""
    return prepared(start_preparing(place), start_preparing(place))


def test_two_at_once_prepare_once(together):
    assert sum(len(PASSWORD.findall(text)) for text in together) == 1


def test_the_start_finds_all_done(together, place):
    with Server(place) as server:
        assert "Preparing the database" not in server.printed()
        assert PASSWORD.findall(server.printed()) == []
        assert server.status("/kip-3/") == 200


def test_without_its_database_it_fails_in_one_line(tmp_path):
    failed = start_preparing(tmp_path, DATABASE_URL="postgres://nobody@127.0.0.1:1/kip")

    _out, told = failed.communicate(timeout=380)

    assert failed.returncode == 1
    assert len(told.splitlines()) == 1
    assert "is the database running" in told


@pytest.mark.skipif(sys.platform != "linux", reason="127.0.0.2 is another address on Linux only")
def test_the_server_listens_on_the_address_that_it_is_given(together, place):
    server = Server(place, LISTEN="127.0.0.2", ALLOWED_HOSTS="127.0.0.2")
    server.origin = f"http://127.0.0.2:{server.port}"

    with server:
        assert server.status("/live") == 200
        with socket.socket() as elsewhere:
            assert elsewhere.connect_ex(("127.0.0.1", server.port)) != 0
        assert server.stop(signal.SIGTERM) == 0


def test_a_secret_in_a_file_is_used(tmp_path):
    (tmp_path / "key").write_text(f"{'k' * 40}\n")
    (tmp_path / "password").write_text("hush\n")
    given = {"SECRET_KEY_FILE": str(tmp_path / "key"), "DATABASE_PASSWORD_FILE": str(tmp_path / "password")}
    telling = "from django.conf import settings as s; print(s.SECRET_KEY, s.DATABASES['default']['PASSWORD'])"

    done = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", telling], cwd=settings.BASE_DIR, text=True, timeout=300,
        env=clean_environment() | given | {"VAR_DIR": str(tmp_path), "DATABASE_URL": "postgres://kip@127.0.0.1:1/kip"},
        capture_output=True, check=True,
    )  # fmt: skip

    assert done.stdout.split() == ["k" * 40, "hush"]
    assert not (tmp_path / "secret_key").exists()
