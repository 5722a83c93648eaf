"""Further faults: full disk, clock jumps, concurrent edits, no free connections, slow clients, bursts."""

import json
import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from qa.bench.report import Verdict, at_most
from qa.drill import clients
from qa.drill.office import Ledger, hand_in
from qa.drill.scenes import AFTER, BEFORE, CAUGHT_UP_WITHIN, SAID_WITHIN, Scene, none_failed, nothing
from qa.drill.sites import Front, Site, edit
from qa.drill.watch import different, seconds_until, under_load, watch

if TYPE_CHECKING:
    from tests.delivery.visitor import Visitor

#: Bytes of the small disk: SQLite, static files and disk cache take 40 MB; below 100 MB free, `/ready` fails.
SMALL = 200_000_000
FULL_SAYS = "Der Speicher des Servers ist voll"
HOUR = 3_600
#: Limit of the 99th percentile in milliseconds beside slow clients, which use CPU time as well.
BESIDE_SLOW = 250
SLOW = {"heads": 300, "bodies": 30, "readers": 60}
BURST = 5_000
MOVED = Path(__file__).resolve().parent / "moved_clock"


# -- a full disk


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A separate file system, which only root can mount."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SMALL},mode=755", "drill", str(folder)]
    if os.geteuid() or subprocess.run(command, capture_output=True, timeout=20).returncode:  # noqa: S603
        raise SystemExit("A full disk needs a small one, which only root may mount; choose other SCENES.")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], timeout=20, check=True)  # noqa: S603, S607


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Fills the disk to the last byte."""
    file = folder / "filler"
    with suppress(OSError), file.open("wb", buffering=0) as stream:
        while True:
            stream.write(bytes(4096))
    try:
        yield
    finally:
        file.unlink()


def disk_full(site: Site, front: Front, visitor: "Visitor", ledger: Ledger, folder: Path, seconds: int) -> Scene:
    good, disk = front.pages(), site.output.parent
    hand_in(visitor, ledger, "Vor der vollen Platte.")
    without_slack(disk)
    with under_load(front, folder, BEFORE + seconds) as load, filled(disk):
        tried = [hand_in(visitor, ledger, f"Auf voller Platte {number}.") for number in range(8)]
        told = [FULL_SAYS in text for status, _, text in tried if status != 200]
        not_ready = front.status("/ready")
        ledger.knock(front)
        wrong = different(good, front.pages())
        run = load.result()
    back = seconds_until(lambda: front.status("/ready") == 200)
    again = hand_in(visitor, ledger, "Nach der vollen Platte.")[0]
    promises = [
        none_failed(run),
        nothing("every page as it was", wrong),
        Verdict("what cannot be saved is refused in German", f"{sum(told)} of {len(told)}", bool(told) and all(told)),
        Verdict("/ready says so", str(not_ready), not_ready == 503),
        at_most(SAID_WITHIN, back, f"ready again within {SAID_WITHIN} s of room", "{:.1f} s"),
        Verdict("drafts are saved again", str(again), again == 200),
        Verdict("SQLite is whole", integrity(disk), integrity(disk) == "ok"),
        kept(ledger, contents_of_sqlite(disk)),
    ]
    return Scene("disk full", run, promises)


def without_slack(disk: Path):
    """Empties the WAL file: its reserved space would allow some writes on a full disk."""
    with sqlite3.connect(disk / "kip.sqlite3", timeout=20) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def integrity(disk: Path) -> str:
    with sqlite3.connect(disk / "kip.sqlite3", timeout=20) as connection:
        return connection.execute("PRAGMA integrity_check").fetchone()[0]


def contents_of_sqlite(disk: Path) -> list[str]:
    with sqlite3.connect(disk / "kip.sqlite3", timeout=20) as connection:
        return [row[0] for row in connection.execute("SELECT content FROM editorial_revision")]


# -- clock jumps


class Jumping:
    """A file with the offset in seconds that is added to the time of the processes."""

    def __init__(self, folder: Path):
        self.file = folder / "clock"
        self.jump(0)

    def jump(self, seconds: int):
        draft = self.file.with_suffix(".draft")
        draft.write_text(f"{seconds:+d}\n")
        draft.replace(self.file)

    @property
    def environment(self) -> dict[str, str]:
        return {"PYTHONPATH": str(MOVED), "DRILL_CLOCK": str(self.file)}


PLAN = """
UPDATE editorial_revision SET state = 'scheduled', publish_at = %s, published_by_id = author_id WHERE id = ANY(%s)
"""
CARRIED_OUT = "SELECT count(*) FILTER (WHERE state IN ('published', 'superseded') AND failure = '') FROM editorial_revision WHERE id = ANY(%s)"
COPIES = "SELECT count(*) FROM editorial_revision WHERE content::text LIKE %s AND state IN ('published', 'superseded')"


def clock_jump(
    clock: Jumping, fronts: list[Front], visitor: "Visitor", ledger: Ledger, forms: list[str], database: str
) -> Scene:
    """A revision scheduled in an hour, on two servers: the clock jumps two hours ahead, then back before the start."""
    words = [f"Geplant für später {number}." for number in range(len(forms))]
    addresses = [hand_in(visitor, ledger, text, form)[1] for text, form in zip(words, forms, strict=True)]
    drafts = [int(address.split("/")[-2]) for address in addresses]
    with psycopg.connect(database) as connection:
        connection.execute(PLAN, [datetime.now(UTC) + timedelta(seconds=HOUR), drafts])
    time.sleep(2)
    early = carried_out(database, drafts)
    clock.jump(2 * HOUR)
    shown = seconds_until(lambda: carried_out(database, drafts) == len(drafts))
    clock.jump(-HOUR)
    time.sleep(3)
    times = [count(database, COPIES, f"%{text}%") for text in words]
    live = [front.status(path) for front in fronts for path in ("/live", "/kip-3/", "/ready")]
    for front in fronts:
        ledger.knock(front)
    promises = [
        Verdict("nothing before its time", f"{early} of {len(drafts)}", early == 0),
        at_most(CAUGHT_UP_WITHIN, shown, f"all within {CAUGHT_UP_WITHIN} s of the jump", "{:.1f} s"),
        Verdict("each exactly once", f"{times}", times == [1] * len(words)),
        Verdict("everything answers, an hour back as well", f"{sorted(set(live))}", set(live) == {200}),
    ]
    return Scene("clock jumps over a schedule", None, promises)


def carried_out(database: str, drafts: list[int]) -> int:
    return count(database, CARRIED_OUT, drafts)


def count(database: str, question: str, value) -> int:
    with psycopg.connect(database) as connection:
        return connection.execute(question, [value]).fetchone()[0]


# -- concurrent edits


def two_editors(site: Site, front: Front, printed: str, folder: Path, seconds: int) -> Scene:
    """Four rounds of two editors who publish at the same time: different fields of a page, then the same field."""
    from tests.editorial.test_two_publishers import clash, clash_over_one_field

    with under_load(front, folder, seconds) as load:
        outcomes = [outcome(story, site, printed) for story in (clash, clash_over_one_field)]
    return Scene(
        "two editors at once",
        load.result(),
        [
            Verdict("different fields: both are published", outcomes[0], outcomes[0] == "all"),
            Verdict("one field: one is published, the other is told, and its text is kept", outcomes[1], outcomes[1] == "all"),
            none_failed(load.result()),
        ],
    )  # fmt: skip


def outcome(story, site: Site, printed: str) -> str:
    try:
        story([site, site], printed)
    except AssertionError as error:
        return str(error).splitlines()[0] if str(error) else "something was lost"
    return "all"


# -- no free connections


END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name <> 'somebody else' AND datname = current_database()
"""


@contextmanager
def connections_taken(database: str, *, all_of_them: bool) -> Iterator[int]:
    """Another client takes all free connections, or the site's as well as soon as they are released."""
    held: list[psycopg.Connection] = []
    try:
        take(held, database)
        for _ in range(20 if all_of_them else 0):
            held[0].execute(END_OTHERS)
            take(held, database)
            time.sleep(0.05)
        yield len(held)
    finally:
        for connection in held:
            connection.close()


def take(held: list[psycopg.Connection], database: str):
    with suppress(psycopg.OperationalError):
        while True:
            held.append(psycopg.connect(database, application_name="somebody else", connect_timeout=5, autocommit=True))


def connections_used_up(site: Site, front: Front, database: str, ledger: Ledger, folder: Path, seconds: int) -> Scene:
    good = front.pages()
    with under_load(front, folder, BEFORE + 2 * seconds + AFTER) as load:
        time.sleep(BEFORE)
        with connections_taken(database, all_of_them=False) as free:
            some = watch(front, good, seconds)
            ledger.knock(front)
        with connections_taken(database, all_of_them=True):
            none = watch(front, good, seconds)
            ledger.knock(front)
        back = seconds_until(lambda: front.status("/ready") == 200)
    edit(database, "Wieder Verbindungen")
    shown = seconds_until(lambda: front.shows("Wieder Verbindungen"))
    broken = [status for _, status, _ in some.admin + none.admin if status not in (302, 503)]
    refused = [in_german for _, status, in_german in some.admin + none.admin if status == 503]
    promises = [
        none_failed(load.result()),
        nothing("every page as it was", some.wrong_pages | none.wrong_pages),
        Verdict("/live stays up", f"{some.looks + none.looks} looks", some.live | none.live == {200}),
        Verdict("/admin/ answers or refuses in German", f"{len(refused)} refused", not broken and all(refused)),
        at_most(SAID_WITHIN, back, f"ready within {SAID_WITHIN} s", "{:.1f} s"),
        at_most(SAID_WITHIN, shown, "an edit shows again", "{:.1f} s"),
    ]
    return Scene(f"all connections taken ({free} by somebody else)", load.result(), promises)


# -- clients


def slow_clients(front: Front, ledger: Ledger, folder: Path, seconds: int) -> Scene:
    good = front.pages()
    largest = max(good, key=lambda path: len(good[path]))
    with clients.slow(front.port, **SLOW, large=largest), under_load(front, folder, seconds) as load:
        time.sleep(BEFORE)
        live = seconds_until(lambda: front.status("/live") == 200)
        ledger.knock(front)
        run = load.result()
        wrong = different(good, front.pages())
    promises = [
        none_failed(run),
        at_most(BESIDE_SLOW, run.p99, f"99 of 100 readers wait at most {BESIDE_SLOW} ms", "{:.1f} ms"),
        nothing("every page as it was", wrong),
        at_most(SAID_WITHIN, live, "/live answers", "{:.2f} s"),
    ]
    return Scene(f"{sum(SLOW.values())} slow clients", run, promises)


def burst(front: Front, ledger: Ledger) -> Scene:
    good = front.pages()
    started = time.monotonic()
    seen = clients.burst(front.port, "/kip-3/", BURST)
    took = time.monotonic() - started
    ledger.knock(front)
    told = ", ".join(f"{number} {what}" for what, number in sorted(seen.items()))
    promises = [
        Verdict(
            "each is answered whole or refused", f"{told} in {took:.1f} s", not seen["cut off"] and not seen["late"]
        ),
        Verdict("most are answered", f"{seen['answered']} of {BURST}", seen["answered"] > BURST * 0.95),
        nothing("every page as it was, afterwards", different(good, front.pages())),
    ]
    return Scene(f"{BURST} connections at once", None, promises)


# -- final checks


def kept(ledger: Ledger, contents: list[str]) -> Verdict:
    lost = ledger.lost(contents)
    return Verdict("nothing lost", f"{len(ledger.texts)} acknowledged, {len(lost)} lost", not lost)


def books(ledger: Ledger, database: str) -> Scene:
    with psycopg.connect(database) as connection:
        contents = [json.dumps(row[0]) for row in connection.execute("SELECT content FROM editorial_revision")]
    promises = [
        kept(ledger, contents),
        Verdict("nobody let in", f"{ledger.knocks} tried, {len(ledger.let_in)} let in", not ledger.let_in),
    ]
    return Scene("the books", None, promises)
