"""Targets of the drill: the running site, its database, and nginx as a shared cache for two servers."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from qa.bench.answers import ACCEPT, HOST, Answer, ask
from qa.bench.database import Cluster
from qa.bench.machine import program
from qa.bench.processes import Server as Running
from qa.bench.processes import running, wait_until_idle
from tests import shipped_nginx as configured
from tests.processes import Usage, family, usages
from tests.server import Server, free_port

HERE = Path(__file__).resolve().parent
EDITED = "/glossar/"
EDIT = "UPDATE pages_standingpage SET summary_de = %s WHERE key = 'glossary'"
#: Redirects to the login without a session; needs no database.
WITH_SESSION = {"Cookie": f"sessionid={'x' * 32}"}


class Site(Server):
    """The site as `make run` starts it, with its processes and room for all its pages."""

    has_few_pages = False

    def start(self):
        super().start()
        wait_until_idle([self])  # all pages are rendered then, in every process

    @property
    def family(self) -> dict[int, Usage]:
        now = usages()
        return {pid: now[pid] for pid in family(self.process.pid, now)}

    @property
    def workers(self) -> list[int]:
        """The worker processes; granian's other processes have no pages."""
        most = max(usage.resident for usage in self.family.values())
        return [pid for pid, usage in self.family.items() if pid != self.process.pid and usage.resident > most / 2]

    def ticks(self) -> int:
        return sum(usage.ticks for usage in self.family.values())

    def kill(self):
        """Kills all processes at once, like a machine failure."""
        for pid in self.family:
            os.kill(pid, signal.SIGKILL)
        self.process.wait(timeout=20)

    def restart(self):
        self.stop(signal.SIGTERM)
        self.start()


class Database:
    """A separate PostgreSQL, which can be stopped and frozen."""

    def __init__(self, cluster: Cluster):
        self.cluster = cluster
        self.life = ExitStack()
        self.server: Running

    def __enter__(self) -> "Database":
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        self.server = self.life.enter_context(self.cluster.running())

    def stop(self):
        """Stops at once, with open connections."""
        if self.server.process.poll() is None:
            self.server.process.send_signal(signal.SIGINT)
            self.server.process.wait(timeout=20)
        self.life.close()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        self.stop()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Freezes it: connections stay open, new ones are accepted, nothing responds."""
        processes = self.server.tree
        try:
            for pid in processes:
                os.kill(pid, signal.SIGSTOP)
            yield
        finally:
            for pid in set(processes) & set(usages()):
                os.kill(pid, signal.SIGCONT)


@dataclass(frozen=True)
class Front:
    """The URL that readers use: a server of the site, or nginx."""

    port: int
    paths: list[str]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str, **headers: str) -> Answer:
        return ask(self.port, path, ACCEPT | headers)

    def status(self, path: str) -> int:
        return self.ask(path).status

    def pages(self) -> dict[str, bytes]:
        """The body of every public page, or the status of an error."""
        answers = {path: self.ask(path) for path in self.paths}
        return {
            path: answer.body if answer.status == 200 else str(answer.status).encode()
            for path, answer in answers.items()
        }

    def shows(self, words: str) -> bool:
        """Pages from any process: each connection may reach another one."""
        return all(words in self.ask(EDITED).text for _ in range(10))


def edit(address: str, words: str):
    """An edit in SQL only, so that the database itself notifies the servers."""
    with psycopg.connect(address) as connection:
        connection.execute(EDIT, [words])


def paths_of(site: Server) -> list[str]:
    """Paths in all languages; the sitemap index lists a file for each."""
    return site.addresses()


@contextmanager
def nginx(folder: Path, port: int, servers: list[Site]) -> Iterator[None]:
    configuration = (HERE / "nginx.conf").read_text()
    for name, number in zip(("PORT", "FIRST", "SECOND"), [port, *(site.port for site in servers)], strict=True):
        configuration = configuration.replace(name, str(number))
    (folder / "nginx.conf").write_text(configuration)
    command = [program("nginx"), "-p", folder, "-c", folder / "nginx.conf"]
    with running("nginx", port, command, folder / "nginx.log", EDITED):
        yield


@contextmanager
def shipped_nginx(folder: Path, port: int, servers: list[Site]) -> Iterator[None]:
    """nginx with the configuration of deploy/nginx, for the host name 127.0.0.1."""
    command = configured.command(
        program("nginx") or "", folder, port, free_port(), [site.port for site in servers], HOST
    )
    with running("nginx", port, command, folder / "nginx.log", EDITED):
        yield
