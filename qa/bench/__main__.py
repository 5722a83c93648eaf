"""`make bench`: starts all servers, checks their responses, measures in rounds; fails where a promise is missed."""

import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from kip_site import environment
from qa.bench import checks, contenders, database, machine, report, wrk
from qa.bench.contenders import Contender
from qa.bench.processes import wait_until_idle
from tests.processes import TICKS_A_SECOND

WARM_UP = 2  # seconds


def main() -> int:
    try:
        rounds = environment.number("ROUNDS", 5, 1, 100)
        seconds = environment.number("SECONDS", 5, 1, 600)
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error
    machine.require_programs("make bench", "nginx", "wrk")
    programs = machine.require_wagtail()
    circumstances, results = measure(programs, rounds, seconds)
    return tell(report.report(circumstances, results), results)


def measure(programs: Path, rounds: int, seconds: int) -> tuple[str, dict[str, report.Result]]:
    with ExitStack() as stack:
        folder = readable_folder(stack)
        say("Starting the contenders …")
        name, addresses = stack.enter_context(database.addresses(folder))
        site = contenders.Site(stack, folder, addresses["site"])
        own = contenders.of_this_site(site)
        nginx = contenders.nginx(stack, folder)
        entered = [
            nginx,
            *contenders.published(stack, folder, site),
            *own,
            *contenders.wagtail(stack, folder, programs, addresses["wagtail"], site),
        ]
        checks.refuse_wrong_answers(entered)
        warm_up(entered)
        return words(name, rounds, seconds), run_rounds(entered, rounds, seconds)


def readable_folder(stack: ExitStack) -> Path:
    """Makes the folder accessible for PostgreSQL and nginx, which drop root's rights."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
    folder.chmod(0o755)
    (folder / "var").mkdir()
    return folder


def warm_up(entered: list[Contender]):
    for contender in entered:
        say(f"Warming up: {contender.name}")
        wait_until_idle([other.server for other in entered])
        wrk.run_on_core(machine.LOADING, contender.address, WARM_UP, contender.connections, contender.headers)
        if contender.name == report.WAGTAIL_CACHE:
            checks.refuse_cold_cache(contender)


def run_rounds(entered: list[Contender], rounds: int, seconds: int) -> dict[str, report.Result]:
    """Every round measures all servers, so that other load on the machine affects all alike."""
    visits = {contender.name: [] for contender in entered}
    sizes = {contender.name: contender.ask().size for contender in entered}
    for number in range(1, rounds + 1):
        for contender in entered:
            visits[contender.name].append(visit(contender, seconds, entered))
            say(f"Round {number} of {rounds}: {visits[contender.name][-1].run.rate:8.0f}/s  {contender.name}")
    return {name: report.summarise(measured, sizes[name]) for name, measured in visits.items()}


def visit(contender: Contender, seconds: int, entered: list[Contender]) -> report.Measured:
    wait_until_idle([other.server for other in entered])
    before = contender.server.ticks()
    run, load = wrk.run_on_core(machine.LOADING, contender.address, seconds, contender.connections, contender.headers)
    contender.server.check_alive()
    processor = (contender.server.ticks() - before) / TICKS_A_SECOND
    return report.Measured(run, contender.server.memory(), processor, load)


def words(database_name: str, rounds: int, seconds: int) -> str:
    return (
        f"{len(machine.CORES)} cores, {database_name}, medians of {rounds} rounds of {seconds} s each. Every contender has one "
        f"worker on core {machine.SERVING}, where the database runs as well, and `wrk -t1 -c{contenders.CONNECTIONS}` has "
        f"core {machine.LOADING}."
    )


def tell(text: str, results: dict[str, report.Result]) -> int:
    machine.BUILD.mkdir(parents=True, exist_ok=True)
    (machine.BUILD / "report.md").write_text(text)
    print("\n" + text)
    missed = [verdict for verdict in report.verdicts(results) if not verdict.met]
    for verdict in missed:
        print(f"Missed: {verdict.promise} (seen: {verdict.seen})", file=sys.stderr)
    return 1 if missed else 0


def say(line: str):
    print(line, flush=True)


def end_on(number: int, _frame):
    """Turns the signal into an exception, so that all servers are stopped; further signals are ignored meanwhile."""
    for signal_ in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signal_, signal.SIG_IGN)
    raise SystemExit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, end_on)
    signal.signal(signal.SIGINT, end_on)
    sys.exit(main())
