"""`make run`: the first start sets everything up, later ones take seconds and change nothing."""

import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.server import Server, refusal
from tests.site.page import FEWEST_PAGES, one_of_each_kind

pytestmark = pytest.mark.slow

PASSWORD = re.compile(r"^    admin    (\S{16,})$", re.MULTILINE)
EDIT = """
from programmes.models import Programme
print(Programme.objects.filter(slug="kip-3").update(summary_de="Ein Satz der Redaktion."))
"""


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Iterator[Server]:
    """After its first start in an empty directory."""
    with Server(tmp_path_factory.mktemp("first"), prepared=False) as server:
        yield server


def manage(site: Server, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *arguments], env=site.environment, cwd=settings.BASE_DIR,
        capture_output=True, text=True, timeout=300, start_new_session=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_first_start_serves_every_page(first):
    addresses = first.addresses()

    assert len(addresses) >= FEWEST_PAGES
    assert all("<h1" in first.get(address) for address in one_of_each_kind(addresses))


def test_the_first_start_says_each_step(first):
    steps = [
        "Preparing the database",
        "Loading the content",
        "Inhalte: ",
        "Gathering and compressing",
        "Administrator for",
        "The site is on",
    ]

    places = [first.printed().find(step) for step in steps]

    assert -1 not in places
    assert places == sorted(places)


def test_the_first_start_prints_the_password_of_an_administrator_that_works(first):
    (password,) = PASSWORD.findall(first.printed())
    check = f"from django.contrib.auth import authenticate as a; print(a(username='admin', password='{password}'))"

    assert manage(first, "shell", "--verbosity", "0", "-c", check).strip() == "admin"


@pytest.mark.check(25)
def test_it_is_good_for_a_week_and_one_way_in(tmp_path):
    """It stands where the first start was printed, in a log perhaps."""
    site = Server(tmp_path)
    site.prepare()
    manage(site, "prepare")

    expires = "from accounts.models import StartPassword as S; s = S.objects.get(); print(s.person.username, s.expires_at.timestamp())"
    name, at = manage(site, "shell", "--verbosity", "0", "-c", expires).split()

    assert name == "admin"
    assert 6 < (float(at) - time.time()) / 86_400 <= 7


@pytest.mark.check(25)
def test_the_first_start_keeps_its_secret_to_itself(first):
    file = first.output.parent / "secret_key"

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_text()) >= 50


def test_the_next_start_prepares_nothing_anew_keeps_what_was_edited_and_ends_by_a_signal(site):
    assert manage(site, "shell", "--verbosity", "0", "-c", EDIT).strip() == "1"

    for how in (signal.SIGINT, signal.SIGTERM):
        with Server(site.output.parent) as second:
            assert "Ein Satz der Redaktion." in second.get("/kip-3/")
            assert second.stop(how) == 0
            assert second.printed().splitlines() == [f"The site is on http://localhost:{second.port} — Ctrl-C ends it."]


def test_static_files_are_served_with_the_name_of_their_content(site):
    (stylesheet,) = re.findall(r'rel="stylesheet" href="([^"]+)', site.get("/"))

    with urllib.request.urlopen(site.origin + stylesheet, timeout=300) as response:  # noqa: S310
        assert "immutable" in response.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in response.headers
        assert "woff2" in response.read().decode()


def test_a_taken_port_is_said_in_one_line(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        refused = refusal(VAR_DIR=str(tmp_path), PORT=str(port))

    assert refused.returncode == 1
    assert refused.stderr.splitlines() == [
        f"CommandError: PORT: port {port} is taken; choose another: PORT={port + 1} make run"
    ]


def test_a_directory_that_cannot_be_written_to_is_said_in_one_line():
    """In /proc nobody can make a directory, not even the superuser that containers and CI run as."""
    refused = refusal(VAR_DIR="/proc/kip")

    (line,) = refused.stderr.splitlines()
    assert line.startswith("VAR_DIR=")


@pytest.mark.parametrize("path", ["/%ff%fe", "/" + 10_000 * "a" + "/", "/gibt-es-nicht/%00/", "/gibt-es-nicht/"])
def test_the_server_passes_bad_addresses_on_to_the_error_page(site, path):
    with pytest.raises(urllib.error.HTTPError) as refused:
        site.get(path)

    assert refused.value.code == 404
    assert "Diese Seite gibt es nicht" in refused.value.read().decode()


def test_an_unknown_host_is_refused_by_the_running_site(site):
    request = urllib.request.Request(site.origin + "/robots.txt", headers={"Host": "example.org"})  # noqa: S310

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=300)  # noqa: S310

    assert refused.value.code == 400
