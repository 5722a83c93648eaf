"""Servers of bench and drill, and their memory and CPU time. Each is stopped by its process id in any case."""

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
        """Resident bytes of all its processes; shared memory is counted for each."""
        now = usages()
        return sum(now[pid].resident for pid in family(self.process.pid, now))

    def ticks(self) -> int:
        now = usages()
        return sum(now[pid].ticks for pid in family(self.process.pid, now))

    def command(self) -> list[str]:
        """The current command line, which changes when the process calls exec."""
        return Path(f"/proc/{self.process.pid}/cmdline").read_text().rstrip("\0").split("\0")

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    def check_alive(self):
        if self.process.poll() is not None:
            raise SystemExit(f"{self.name} ended by itself:\n{self.last_words()}")


@contextmanager
def running(name: str, port: int, command: list, log: Path, path: str = "/", **how) -> Iterator[Server]:
    """Runs a server for the block. Waits until `path` responds; with "" it does not wait."""
    with log.open("w") as stream:
        # A separate session: Ctrl-C reaches only the bench, which then stops its servers.
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
    """Sends SIGTERM, and SIGKILL to processes that are left after a while."""
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
    """Waits for a worker that outlives its parent, and kills it after two seconds."""
    for attempt in range(20):
        if pid not in usages():
            return
        if attempt == 19:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)


def wait_until_idle(servers: list[Server]):
    """Waits until the servers use no CPU time, so that late requests do not affect the next measurement."""
    deadline = time.monotonic() + IDLE_WITHIN
    before = -1
    while time.monotonic() < deadline:
        now = sum(server.ticks() for server in servers)
        if now - before <= 1 and before >= 0:
            return
        before = now
        time.sleep(0.25)
