"""Servers that bench and drill start, and what they use. Every one is ended by its own id, whatever happens."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from qa.bench.answers import ask
from tests.processes import family, usages

#: Seconds.
STARTS_WITHIN = 120
STOPS_WITHIN = 15
IDLE_WITHIN = 10


@dataclass(frozen=True)
class Server:
    name: str
    port: int
    process: subprocess.Popen
    log: Path

    @property
    def tree(self) -> list[int]:
        return family(self.process.pid, usages())

    def memory(self) -> int:
        """Resident bytes of all its processes; memory that they share counts for each."""
        now = usages()
        return sum(now[pid].resident for pid in family(self.process.pid, now))

    def ticks(self) -> int:
        now = usages()
        return sum(now[pid].ticks for pid in family(self.process.pid, now))

    def command(self) -> list[str]:
        """What the process runs now, which is not what started it where it handed itself over."""
        return Path(f"/proc/{self.process.pid}/cmdline").read_text().rstrip("\0").split("\0")

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    def check_alive(self):
        if self.process.poll() is not None:
            raise SystemExit(f"{self.name} ended by itself:\n{self.last_words()}")


@contextmanager
def running(name: str, port: int, command: list, log: Path, path: str = "/", **how) -> Iterator[Server]:
    """A server that answers on its port, until the block ends. `path` is asked until it answers; "" asks nothing."""
    with log.open("w") as stream:
        # A session of its own: Ctrl-C reaches the bench alone, which then ends what it started.
        process = subprocess.Popen(  # noqa: S603
            [str(part) for part in command], stdout=stream, stderr=stream, start_new_session=True, **how
        )
    server = Server(name, port, process, log)
    try:
        if path:
            wait_until_it_answers(server, path)
        yield server
    finally:
        stop(server)


def wait_until_it_answers(server: Server, path: str):
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        server.check_alive()
        try:
            return ask(server.port, path)
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{server.name} does not answer:\n{server.last_words()}")


def stop(server: Server):
    """Asked first; what is left of it after a while is killed."""
    started = server.tree
    if server.process.poll() is None:
        server.process.terminate()
    try:
        server.process.wait(timeout=STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        server.process.kill()
        server.process.wait(timeout=STOPS_WITHIN)
    for pid in set(started) & set(usages()) - {server.process.pid}:
        kill_later(pid)


def kill_later(pid: int):
    """A worker may outlive its parent by a moment."""
    for attempt in range(20):
        if pid not in usages():
            return
        if attempt == 19:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)


def wait_until_idle(servers: list[Server]):
    """Requests that a measurement left behind must not slow the next one down."""
    deadline = time.monotonic() + IDLE_WITHIN
    before = -1
    while time.monotonic() < deadline:
        now = sum(server.ticks() for server in servers)
        if now - before <= 1 and before >= 0:
            return
        before = now
        time.sleep(0.25)
