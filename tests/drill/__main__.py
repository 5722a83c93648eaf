"""`make drill`: breaks what can break under load, looks at what readers see of it, and fails where a promise is missed."""

import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from kip_site import environment
from tests.bench import machine
from tests.bench.__main__ import end_on, readable_folder, say
from tests.bench.database import Cluster
from tests.bench.report import table
from tests.drill import scenes
from tests.drill.scenes import Scene
from tests.drill.sites import EDITED, Database, Front, Site, nginx, paths_of
from tests.server import free_port

REPORT = machine.ROOT / "build" / "drill" / "report.md"
QUICK = 10  # seconds of what needs no longer
HEAD = ("scene", "requests", "failed", "p50 ms", "p99 ms")


def main() -> int:
    try:
        seconds = environment.number("SECONDS", 60, 5, 3_600)
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error
    machine.require_programs("make drill", "nginx", "wrk", "postgresql")
    played = []
    with ExitStack() as stack:
        for scene in play(stack, readable_folder(stack), seconds):
            say("\n".join(f"  {'yes' if each.met else 'NO '} {each.promise}: {each.seen}" for each in scene.verdicts))
            played.append(scene)
    return tell(played)


def play(stack: ExitStack, folder: Path, seconds: int) -> Iterator[Scene]:
    say("Starting PostgreSQL and the site …")
    cluster = Cluster.made(machine.newest_postgresql(), folder / "postgresql")
    database = stack.enter_context(Database(cluster))
    address = cluster.address_of_new("site")
    with Site(folder / "var", DATABASE_URL=address, WORKERS="2") as site:
        front = Front(site.port, paths_of(site))
        say(f"{len(front.paths)} addresses, {scenes.CONNECTIONS} connections")
        say("Nothing broken …")
        yield scenes.undisturbed(front, folder, QUICK)
        say("Edited while all read one page, and while all pages are read …")
        one = Front(front.port, [EDITED])
        yield scenes.edited("all read one page, edited", one, address, folder, QUICK, scenes.SHOWN_WITHIN)
        yield scenes.edited("all pages read, one edited", front, address, folder, 2 * QUICK, scenes.CAUGHT_UP_WITHIN)
        for name, broken in [("PostgreSQL stopped", database.stopped()), ("PostgreSQL frozen", database.frozen())]:
            say(f"{name} for {seconds} s …")
            yield scenes.without_database(name, site, front, address, broken, folder, seconds)
        say("A worker killed …")
        yield scenes.worker_killed(site, front, folder, QUICK)
        say("Restart without database …")
        yield scenes.restart_without_database(site, front, database)
    yield two_servers(stack, folder, address)


def two_servers(stack: ExitStack, folder: Path, address: str) -> Scene:
    say("Two servers behind nginx …")
    port = free_port()
    common = {"DATABASE_URL": address, "SITE_URL": f"http://localhost:{port}", "SECRET_KEY": "for the drill alone " * 3}
    sites = []
    for name in ("first", "second"):
        (folder / name).mkdir()
        sites.append(stack.enter_context(Site(folder / name, **common)))
    paths = paths_of(sites[0])
    stack.enter_context(nginx(folder, port, sites))
    servers = [(site, Front(site.port, paths)) for site in sites]
    return scenes.two_servers(Front(port, paths), servers, address, folder, QUICK)


def tell(played: list[Scene]) -> int:
    loads = [[scene.name, *cells(scene)] for scene in played if scene.run]
    promises = [
        [f"{scene.name}: {each.promise}", each.seen, "yes" if each.met else "NO"]
        for scene in played
        for each in scene.verdicts
    ]
    lines = ["# The site while things break", "", *table([list(HEAD), *loads]), ""]
    lines += table([["promise", "seen", "met"], *promises])
    text = "\n".join(lines) + "\n"
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(text)
    print("\n" + text)
    return 0 if all(each.met for scene in played for each in scene.verdicts) else 1


def cells(scene: Scene) -> list[str]:
    run = scene.run
    return [str(run.requests), str(run.errors), f"{run.p50:.2f}", f"{run.p99:.2f}"]


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, end_on)
    signal.signal(signal.SIGINT, end_on)
    sys.exit(main())
