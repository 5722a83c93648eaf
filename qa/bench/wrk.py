"""Runs wrk and parses its output."""

import re
import resource
import subprocess
from dataclasses import dataclass

from qa.bench.answers import ACCEPT
from qa.bench.machine import on_core

UNITS = {"us": 0.001, "ms": 1, "s": 1_000, "m": 60_000}  # in milliseconds
TOTAL = re.compile(r"(\d+) requests in ")
RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
PERCENTILE = r"^\s+{}%\s+([\d.]+)(us|ms|s|m)\s*$"
REFUSED = re.compile(r"Non-2xx or 3xx responses: (\d+)")
BROKEN = re.compile(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")


@dataclass(frozen=True)
class Run:
    requests: int
    rate: float  # requests a second
    p50: float  # milliseconds
    p99: float
    errors: int  # error responses, broken connections and timeouts


def run_on_core(core: int, address: str, seconds: int, connections: int, headers: dict[str, str]) -> tuple[Run, float]:
    """A result with wrk's CPU share of its core; near 1, wrk itself is the limit."""
    before = time_of_children()
    found = run(address, seconds, connections, headers, prefix=on_core(core, []))
    return found, (time_of_children() - before) / seconds


def time_of_children() -> float:
    """CPU seconds of ended child processes."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run(
    address: str, seconds: int, connections: int, headers: dict[str, str], script: tuple = (), prefix: tuple = ()
) -> Run:
    """Runs wrk; `script` is a Lua file that generates the requests, with its arguments."""
    command = [*prefix, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "15s"]
    for name, value in (ACCEPT | headers).items():
        command += ["-H", f"{name}: {value}"]
    command += ["-s", str(script[0]), address, "--", *map(str, script[1:])] if script else [address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"wrk failed on {address}: {done.stderr.strip() or done.stdout.strip()}")
    try:
        return parse(done.stdout)
    except ValueError as error:
        raise SystemExit(f"{address}: {error}") from error


def parse(output: str) -> Run:
    """Raises ValueError where wrk has no result, or its output has another format."""
    total, rate = TOTAL.search(output), RATE.search(output)
    if not (total and rate and int(total[1])):
        raise ValueError(f"wrk measured nothing:\n{output}")
    return Run(int(total[1]), float(rate[1]), percentile(output, 50), percentile(output, 99), errors(output))


def percentile(output: str, percent: int) -> float:
    found = re.search(PERCENTILE.format(percent), output, re.MULTILINE)
    if not found:
        raise ValueError(f"wrk told no {percent} % latency:\n{output}")
    return float(found[1]) * UNITS[found[2]]


def errors(output: str) -> int:
    refused, broken = REFUSED.search(output), BROKEN.search(output)
    return int(refused[1] if refused else 0) + sum(map(int, broken.groups() if broken else ()))
