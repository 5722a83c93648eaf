"""The scenes, one function each: the fault, the load and the promises."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from qa.bench.report import Verdict, at_most
from qa.bench.wrk import Run
from qa.drill.sites import Database, Front, Site, edit
from qa.drill.watch import CONNECTIONS, Seen, different, seconds_until, under_load, watch

#: Seconds.
BEFORE = 2  # of load before the fault
AFTER = 6  # of load after the recovery
SAID_WITHIN = 5
SHOWN_WITHIN = 1.5
CAUGHT_UP_WITHIN = 15  # under full load on all pages
#: Milliseconds.
MEDIAN = 5
SLOWEST = 50


@dataclass(frozen=True)
class Scene:
    name: str
    run: Run | None
    verdicts: list[Verdict]


def undisturbed(front: Front, folder: Path, seconds: int) -> Scene:
    with under_load(front, folder, seconds) as load:
        return Scene("nothing broken", load.result(), [none_failed(load.result())])


def edited(name: str, front: Front, database: str, folder: Path, seconds: int, shown_within: float) -> Scene:
    with under_load(front, folder, seconds) as load:
        time.sleep(BEFORE)
        edit(database, name)
        shown = seconds_until(lambda: front.shows(name))
    promises = [
        none_failed(load.result()),
        at_most(shown_within, shown, f"the edit shows within {shown_within} s", "{:.2f} s"),
        at_most(SLOWEST, load.result().p99, f"99 of 100 readers wait at most {SLOWEST} ms", "{:.1f} ms"),
    ]
    return Scene(name, load.result(), promises)


def without_database(
    name: str, site: Site, front: Front, database: str, broken: AbstractContextManager, folder: Path, seconds: int
) -> Scene:
    good, logged = front.pages(), len(site.printed())
    with under_load(front, folder, BEFORE + seconds + AFTER) as load:
        time.sleep(BEFORE)
        with broken:
            seen = watch(front, good, seconds)
        back = seconds_until(lambda: front.status("/ready") == 200)
    edit(database, name)
    shown = seconds_until(lambda: front.shows(name))
    run, log = load.result(), site.printed()[logged:]
    promises = [
        none_failed(run),
        at_most(MEDIAN, run.p50, f"median at most {MEDIAN} ms", "{:.2f} ms"),
        *what_was_seen(seen),
        at_most(SAID_WITHIN, back, f"ready again within {SAID_WITHIN} s", "{:.1f} s"),
        at_most(SHOWN_WITHIN, shown, f"an edit shows within {SHOWN_WITHIN} s", "{:.2f} s"),
        said_once(log, len(site.workers)),
    ]
    return Scene(name, run, promises)


def what_was_seen(seen: Seen) -> list[Verdict]:
    refused = [status == 503 and in_german for _, status, in_german in seen.admin]
    return [
        nothing("every page as it was", seen.wrong_pages),
        Verdict("/live stays up", f"{seen.looks} looks", seen.live == {200}),
        at_most(SAID_WITHIN, seen.said_after, f"/ready says so within {SAID_WITHIN} s", "{:.1f} s"),
        Verdict("/admin/ refuses in German", f"{sum(refused)} of {len(refused)}", all(refused)),
        at_most(SAID_WITHIN, seen.longest_wait, f"/admin/ answers within {SAID_WITHIN} s", "{:.1f} s"),
    ]


def restart_without_database(site: Site, front: Front, database: Database) -> Scene:
    good = front.pages()
    with database.stopped():
        site.restart()
        wrong = different(good, front.pages())
        started = site.seconds
    back = seconds_until(lambda: front.status("/ready") == 200)
    promises = [
        Verdict("the site starts", f"{started:.1f} s", met=True),
        nothing("every page as it was", wrong),
        at_most(SAID_WITHIN, back, f"ready within {SAID_WITHIN} s of the database", "{:.1f} s"),
    ]
    return Scene("restart without database", None, promises)


def worker_killed(site: Site, front: Front, folder: Path, seconds: int) -> Scene:
    """Kills a worker. A connection has one open request at most, and those to other workers must lose none."""
    good, before = front.pages(), site.workers
    with under_load(front, folder, seconds) as load:
        time.sleep(BEFORE)
        os.kill(before[-1], signal.SIGKILL)
    run = load.result()
    replaced = seconds_until(lambda: len(site.workers) == len(before) and before[-1] not in site.workers)
    promises = [
        at_most(CONNECTIONS, run.errors, "lost at most what was in flight", "{:.0f} requests"),
        at_most(SAID_WITHIN, replaced, "another worker takes its place", "{:.1f} s after the load"),
        nothing("every page as it was", different(good, front.pages())),
    ]
    return Scene("a worker killed", run, promises)


def two_servers(front: Front, servers: list[tuple[Site, Front]], database: str, folder: Path, seconds: int) -> Scene:
    """Two servers with one PostgreSQL behind nginx: an edit reaches both, and stopping either loses no request."""
    edit(database, "Zwei Server")
    with ThreadPoolExecutor() as together:
        places = [server for _, server in servers] + [front]
        *direct, through = together.map(lambda place: seconds_until(lambda: place.shows("Zwei Server")), places)
    good = front.pages()
    with under_load(front, folder, BEFORE + seconds) as load:
        time.sleep(BEFORE)
        servers[0][0].kill()
        time.sleep(seconds / 2)
        servers[1][0].kill()
        time.sleep(1)
        wrong = different(good, front.pages())
    promises = [
        at_most(SHOWN_WITHIN, max(direct), f"an edit shows on both within {SHOWN_WITHIN} s", "{:.2f} s"),
        at_most(2 * SHOWN_WITHIN, through, f"and through nginx within {2 * SHOWN_WITHIN} s", "{:.2f} s"),
        none_failed(load.result()),
        nothing("every page as it was when both are gone", wrong),
    ]
    return Scene("two servers behind nginx, killed one after the other", load.result(), promises)


def none_failed(run: Run) -> Verdict:
    return Verdict("no failed request", f"{run.errors} of {run.requests}", run.errors == 0)


def nothing(promise: str, wrong: set[str]) -> Verdict:
    shown = ", ".join(sorted(wrong)[:3]) + (" …" if len(wrong) > 3 else "")
    return Verdict(promise, f"{len(wrong)} differ: {shown}" if wrong else "all", not wrong)


def said_once(log: str, workers: int) -> Verdict:
    """The error is logged once for each process, not for each request."""
    away, back = (log.count(words) for words in ("The database does not answer", "The database answers again"))
    is_met = (away, back, log.count("Traceback")) == (workers, workers, 0)
    return Verdict("the log says it once a process", f"{len(log.splitlines())} lines", is_met)
