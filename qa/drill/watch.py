"""Readers during a fault: continuous requests, and what readers and the office notice."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from qa.bench import wrk
from qa.drill.sites import WITH_SESSION, Front

CONNECTIONS = 64
ADDRESSES = Path(__file__).resolve().parent / "addresses.lua"
PAUSE = 0.5  # seconds between two checks
PATIENCE = 30  # seconds after which a recovery counts as failed
REFUSAL = "Die Datenbank antwortet nicht"


@contextmanager
def under_load(front: Front, folder: Path, seconds: int) -> Iterator[Future]:
    """Every connection requests all public paths in turn."""
    (folder / "addresses").write_text("".join(f"{path}\n" for path in front.paths))
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(wrk.run, front.address, seconds, CONNECTIONS, {}, (ADDRESSES, folder / "addresses"))


@dataclass
class Seen:
    """Observations while the database was down. Times in seconds."""

    live: set[int] = field(default_factory=set)
    ready: list[tuple[float, int]] = field(default_factory=list)
    admin: list[tuple[float, int, bool]] = field(default_factory=list)  # waited, status, told in German why
    wrong_pages: set[str] = field(default_factory=set)
    looks: int = 0

    @property
    def said_after(self) -> float:
        """When /ready began to report the database as down."""
        spoke = [after for after, status in self.ready if status == 200]
        return max(spoke, default=0.0)

    @property
    def longest_wait(self) -> float:
        return max(waited for waited, _, _ in self.admin)


def watch(front: Front, good: dict[str, bytes], seconds: float) -> Seen:
    seen, started = Seen(), time.monotonic()
    while time.monotonic() - started < seconds:
        seen.live.add(front.status("/live"))
        seen.admin.append(ask_admin(front))
        seen.ready.append((time.monotonic() - started, front.status("/ready")))
        seen.wrong_pages |= different(good, front.pages())
        seen.looks += 1
        time.sleep(PAUSE)
    return seen


def ask_admin(front: Front) -> tuple[float, int, bool]:
    started = time.monotonic()
    answer = front.ask("/admin/", **WITH_SESSION)
    return time.monotonic() - started, answer.status, REFUSAL in answer.text


def different(good: dict[str, bytes], now: dict[str, bytes]) -> set[str]:
    return {path for path, body in good.items() if now[path] != body}


def seconds_until(is_so: Callable[[], bool]) -> float:
    """Seconds until the condition holds; infinite if it does not in time."""
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE:
        if is_so():
            return time.monotonic() - started
        time.sleep(0.02)
    return float("inf")
