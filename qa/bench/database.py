"""A temporary PostgreSQL for this site and Wagtail, where it is installed; else SQLite for both."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, run

from qa.bench.answers import HOST
from qa.bench.machine import SERVING, finish, newest_postgresql
from qa.bench.processes import Server, running
from tests.server import free_port

STARTS_WITHIN = 180  # seconds


@contextmanager
def addresses(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The name of the database system, and URLs of empty databases for the site and for Wagtail."""
    names = ("site", "wagtail")
    programs = newest_postgresql()
    if programs is None:
        yield "SQLite", {name: f"sqlite:///{folder}/{name}.sqlite3" for name in names}
        return
    cluster = Cluster.made(programs, folder / "postgresql")
    with cluster.running() as server:
        os.sched_setaffinity(server.process.pid, {SERVING})  # inherited by the process of each connection
        yield "PostgreSQL", {name: cluster.address_of_new(name) for name in names}


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL cluster: its data folder, and its port while it runs."""

    programs: Path
    folder: Path
    port: int

    @classmethod
    def made(cls, programs: Path, folder: Path) -> "Cluster":
        folder.mkdir()
        somebody = unprivileged(folder)
        finish([*somebody, str(programs / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "-A", "trust",
                "-E", "UTF8", "--no-locale"], cwd=folder)  # fmt: skip
        return cls(programs, folder, free_port())

    @contextmanager
    def running(self) -> Iterator[Server]:
        command = [*unprivileged(self.folder), self.programs / "postgres", "-D", self.folder / "data", "-h", HOST,
                   "-p", self.port, "-k", self.folder, "-c", "fsync=off"]  # fmt: skip
        log = self.folder.parent / "postgresql.log"
        with running("PostgreSQL", self.port, command, log, path="", cwd=self.folder) as server:
            self.wait_until_ready(server)
            yield server

    def wait_until_ready(self, server: Server):
        deadline = time.monotonic() + STARTS_WITHIN
        asking = [str(self.programs / "pg_isready"), "-q", "-h", HOST, "-p", str(self.port)]
        while time.monotonic() < deadline:
            server.check_alive()
            if run(asking, stdout=DEVNULL, timeout=10).returncode == 0:  # noqa: S603
                return
            time.sleep(0.1)
        raise SystemExit(f"PostgreSQL does not answer:\n{server.last_words()}")

    def address_of_new(self, name: str) -> str:
        """Creates an empty database and returns its URL for DATABASE_URL."""
        createdb = [str(self.programs / "createdb"), "-h", HOST, "-p", str(self.port), "-U", "postgres", name]
        finish(createdb)
        return f"postgres://postgres@{HOST}:{self.port}/{name}"


def unprivileged(folder: Path) -> list[str]:
    """Options to run as another account, which owns the folder: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres", "postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
