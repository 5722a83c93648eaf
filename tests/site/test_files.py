"""Files over HTTP: complete, conditional and range requests, without slowing others."""

import socket
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest
from django.conf import settings

from tests.server import Server

MEGABYTES = 8  # far more than what lies between a server and a reader who does not read
SLOW_READERS = 20  # more than a process has threads
MAKE = f"""
import os
from files.models import StoredFile
from tests import factories
from tests import sample_files as files
noise = files.hidden(files.stream(os.urandom({MEGABYTES}_000_000)))
factories.document(slug="gross", file=StoredFile.objects.take_in("x.pdf", files.pdf(change=noise)))
"""


@pytest.fixture(scope="module")
def path(site) -> str:
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", MAKE]
    subprocess.run(command, env=site.environment, cwd=settings.BASE_DIR, check=True, timeout=300)  # noqa: S603
    return "/dateien/gross.pdf"


@pytest.mark.check(14)
def test_a_file_arrives_whole(site, path):
    status, headers, body = site.request(path)

    assert (status, headers["content-type"]) == (200, "application/pdf")
    assert len(body) == int(headers["content-length"]) > MEGABYTES * 1_000_000
    assert body.startswith(b"%PDF-")
    assert (headers["x-content-type-options"], headers["content-security-policy"]) == (
        "nosniff", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
    )  # fmt: skip


def test_head_and_a_known_file_are_answered_without_the_bytes(site, path):
    _, headers, nothing = site.request(path, "HEAD")
    status, known, none = site.request(path, **{"If-None-Match": headers["etag"]})

    assert "content-length" not in known
    assert int(headers["content-length"]) > MEGABYTES * 1_000_000
    assert (status, nothing, none) == (304, b"", b"")


def slow_reader(site: Server, path: str) -> socket.socket:
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.connect(("127.0.0.1", site.port))
    reader.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return reader


def test_readers_on_slow_lines_take_no_thread_from_others(site, path):
    with ExitStack() as readers:
        for _ in range(SLOW_READERS):
            readers.enter_context(slow_reader(site, path))
        time.sleep(1)  # until all have asked

        assert site.request("/admin/login/")[0] == 200
