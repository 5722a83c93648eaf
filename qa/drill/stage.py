"""The environment of the scenes: PostgreSQL and a site, started on first use. Scenes stop other servers themselves."""

import shutil
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from qa.bench import machine
from qa.bench.__main__ import say
from qa.bench.database import Cluster
from qa.bench.report import Verdict
from qa.drill import faults, proxied, scenes
from qa.drill.office import Ledger, administrator
from qa.drill.scenes import Scene
from qa.drill.sites import EDITED, Database, Front, Site, nginx, paths_of, shipped_nginx
from tests.server import free_port

QUICK = 10  # seconds, for short measurements
FORMS = [f"/admin/programmes/fundingarea/{number}/change/" for number in (2, 3, 4)]


@dataclass
class Stage:
    """Options of the drill; `seconds` is how long the database is down."""

    life: ExitStack
    folder: Path
    seconds: int
    ledger: Ledger = field(default_factory=Ledger)

    @cached_property
    def database(self) -> Database:
        say("Starting PostgreSQL …")
        return self.life.enter_context(Database(Cluster.made(machine.newest_postgresql(), self.folder / "postgresql")))

    @cached_property
    def address(self) -> str:
        return self.database.cluster.address_of_new("site")

    @cached_property
    def site(self) -> Site:
        address = self.address
        say("Starting the site …")
        return self.life.enter_context(Site(self.folder / "var", DATABASE_URL=address, WORKERS="2"))

    @cached_property
    def printed(self) -> str:
        """The output of the first start, which contains the password."""
        return self.site.printed()

    @cached_property
    def front(self) -> Front:
        self.printed  # noqa: B018  before the site is started again
        front = Front(self.site.port, paths_of(self.site))
        say(f"{len(front.paths)} addresses, {scenes.CONNECTIONS} connections")
        return front

    def new_folder(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir()
        return folder

    def two_more(self, name: str, **environment: str) -> list[Site]:
        """Further servers with the same database and secret key."""
        self.front  # noqa: B018  prepares the database
        secret = (self.folder / "var" / "secret_key").read_text()
        common = {"DATABASE_URL": self.address, "SECRET_KEY": secret, **environment}
        folders = [self.new_folder(f"{name}-{place}") for place in ("first", "second")]
        for folder in folders:
            shutil.copytree(self.folder / "var" / "static", folder / "static")  # collecting them again takes seconds
            shutil.copy(self.folder / "var" / "static.digest", folder)
        return [Site(folder, **common) for folder in folders]


def undisturbed(stage: Stage) -> Iterator[Scene]:
    yield scenes.undisturbed(stage.front, stage.folder, QUICK)


def edits(stage: Stage) -> Iterator[Scene]:
    front, address, folder = stage.front, stage.address, stage.folder
    one = Front(front.port, [EDITED])
    yield scenes.edited("all read one page, edited", one, address, folder, QUICK, scenes.SHOWN_WITHIN)
    yield scenes.edited("all pages read, one edited", front, address, folder, 2 * QUICK, scenes.CAUGHT_UP_WITHIN)


def database(stage: Stage) -> Iterator[Scene]:
    front, base = stage.front, stage.database
    for name, broken in [("PostgreSQL stopped", base.stopped()), ("PostgreSQL frozen", base.frozen())]:
        say(f"{name} for {stage.seconds} s …")
        yield scenes.without_database(name, stage.site, front, stage.address, broken, stage.folder, stage.seconds)


def worker(stage: Stage) -> Iterator[Scene]:
    yield scenes.worker_killed(stage.site, stage.front, stage.folder, QUICK)


def restart(stage: Stage) -> Iterator[Scene]:
    yield scenes.restart_without_database(stage.site, stage.front, stage.database)


def connections(stage: Stage) -> Iterator[Scene]:
    yield faults.connections_used_up(stage.site, stage.front, stage.address, stage.ledger, stage.folder, QUICK)


def editors(stage: Stage) -> Iterator[Scene]:
    yield faults.two_editors(stage.site, stage.front, stage.printed, stage.folder, QUICK)


def slow(stage: Stage) -> Iterator[Scene]:
    yield faults.slow_clients(stage.front, stage.ledger, stage.folder, QUICK)


def burst(stage: Stage) -> Iterator[Scene]:
    yield faults.burst(stage.front, stage.ledger)


def clock(stage: Stage) -> Iterator[Scene]:
    jumping = faults.Jumping(stage.folder)
    sites = stage.two_more("clock", WORKERS="2", **jumping.environment)
    with ExitStack() as life:
        fronts = [Front(life.enter_context(site).port, stage.front.paths) for site in sites]
        visitor = administrator(sites[0], stage.printed)
        yield faults.clock_jump(jumping, fronts, visitor, stage.ledger, FORMS, stage.address)


def disk(stage: Stage) -> Iterator[Scene]:
    """With SQLite, so that the site writes everything to the full disk."""
    with faults.small_disk(stage.folder / "small") as small, Site(small, WORKERS="2") as site:
        front = Front(site.port, paths_of(site))
        ledger = Ledger()
        scene = faults.disk_full(site, front, administrator(site, site.printed()), ledger, stage.folder, QUICK)
        stage.ledger.knocks += ledger.knocks
        stage.ledger.let_in += ledger.let_in
        yield scene


def servers(stage: Stage) -> Iterator[Scene]:
    port = free_port()
    sites = stage.two_more("nginx", SITE_URL=f"http://localhost:{port}")
    with ExitStack() as life:
        for site in sites:
            life.enter_context(site)
        life.enter_context(nginx(stage.folder, port, sites))
        both = [(site, Front(site.port, stage.front.paths)) for site in sites]
        yield scenes.two_servers(Front(port, stage.front.paths), both, stage.address, stage.folder, QUICK)


def searches(stage: Stage) -> Iterator[Scene]:
    for workers in (1, 2):
        name = f"searches-{workers}"
        (site, _other), port = stage.two_more(name, WORKERS=str(workers), TRUSTED_PROXIES="127.0.0.1"), free_port()
        with site, shipped_nginx(stage.new_folder(f"{name}-nginx"), port, [site]):
            yield proxied.searched(Front(port, stage.front.paths), workers)


def look(stage: Stage) -> Iterator[Scene]:
    """The site of the other scenes is stopped: it would make its pages anew at the same time."""
    (site, _other), port = stage.two_more("look", TRUSTED_PROXIES="127.0.0.1"), free_port()
    stage.site.stop(signal.SIGTERM)
    with site, shipped_nginx(stage.new_folder("look-nginx"), port, [site]):
        scene = proxied.looked_once(Front(port, stage.front.paths), site, stage.address)
    stage.site.start()
    yield scene


SAY = {
    "undisturbed": "Nothing broken",
    "edits": "Edited while all read one page, and while all pages are read",
    "database": "Without PostgreSQL",
    "connections": "All connections to PostgreSQL taken",
    "editors": "Two editors at once",
    "worker": "A worker killed",
    "restart": "Restart without database",
    "slow": "Slow clients",
    "burst": "Thousands of connections at once",
    "clock": "The clock jumps over a schedule",
    "disk": "The disk full",
    "servers": "Two servers behind nginx",
    "searches": "A flood of searches from one address, through the shipped nginx",
    "look": "One look after an edit, through the shipped nginx",
}
ALL: dict[str, Callable[[Stage], Iterator[Scene]]] = {
    scene.__name__: scene
    for scene in (
        undisturbed, edits, database, connections, editors, worker, restart, slow, burst, clock, disk, servers, searches, look,
    )
}  # fmt: skip


def play(stage: Stage, names: list[str]) -> Iterator[Scene]:
    for name in names:
        say(f"{SAY[name]} …")
        yield from to_its_end(SAY[name], partial(scenes_of, stage, name))
    if "address" in vars(stage):
        yield from to_its_end("The books", lambda: [faults.books(stage.ledger, stage.address)])


def scenes_of(stage: Stage, name: str) -> Iterator[Scene]:
    """Plays the scenes. Restarts a site that an earlier scene left dead; tries to get in without a login after each."""
    if "site" in vars(stage) and stage.site.process.poll() is not None:
        stage.site.start()
    for scene in ALL[name](stage):
        yield scene
        if "front" in vars(stage) and name != "servers":
            stage.ledger.knock(stage.front)


def to_its_end(said: str, scenes: Callable[[], Iterable[Scene]]) -> Iterator[Scene]:
    """Plays a scene; an exception counts as a missed promise, and the next scenes are still played."""
    try:
        yield from scenes()
    except (Exception, SystemExit) as error:
        if isinstance(error, SystemExit) and not isinstance(error.code, str):
            raise  # a signal exits with a number; failures exit with a text
        traceback.print_exc()
        yield Scene(said, None, [Verdict("played to its end", repr(error), met=False)])
