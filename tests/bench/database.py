"""A throw-away PostgreSQL for this site and for Wagtail, where its programs are installed; else SQLite for both."""

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, run

from tests.bench.answers import HOST
from tests.bench.machine import finish
from tests.bench.processes import Server, running
from tests.server import free_port

STARTS_WITHIN = 60  # seconds


@contextmanager
def addresses(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The name of the database, and an address of an empty one for the site and one for Wagtail."""
    names = ("site", "wagtail")
    programs = newest_postgresql()
    if programs is None:
        yield "SQLite", {name: f"sqlite:///{folder}/{name}.sqlite3" for name in names}
        return
    with postgresql(programs, folder / "postgresql") as server:
        for name in names:
            finish([str(programs / "createdb"), "-h", HOST, "-p", str(server.port), "-U", "postgres", name])
        yield "PostgreSQL", {name: f"postgres://postgres@{HOST}:{server.port}/{name}" for name in names}


def newest_postgresql() -> Path | None:
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in found), key=lambda path: version(path.parent.name), default=None)


def version(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", name))


@contextmanager
def postgresql(programs: Path, folder: Path) -> Iterator[Server]:
    folder.mkdir()
    data, port = folder / "data", free_port()
    somebody = unprivileged(folder)
    finish([*somebody, str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8",
            "--no-locale"], cwd=folder)  # fmt: skip
    command = [*somebody, programs / "postgres", "-D", data, "-h", HOST, "-p", port, "-k", folder, "-c", "fsync=off"]
    with running("PostgreSQL", port, command, folder.parent / "postgresql.log", path="", cwd=folder) as server:
        wait_until_ready(programs, server)
        yield server


def unprivileged(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: another account then owns the folder and runs it."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres", "postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def wait_until_ready(programs: Path, server: Server):
    deadline = time.monotonic() + STARTS_WITHIN
    asking = [str(programs / "pg_isready"), "-q", "-h", HOST, "-p", str(server.port)]
    while time.monotonic() < deadline:
        server.check_alive()
        if run(asking, stdout=DEVNULL, timeout=10).returncode == 0:  # noqa: S603
            return
        time.sleep(0.1)
    raise SystemExit(f"PostgreSQL does not answer:\n{server.last_words()}")
