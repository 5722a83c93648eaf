"""The steps of the drill on one site, and their results."""

import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from qa.bench.answers import ask
from tests.backup.everything import Answer, different, everything
from tests.backup.places import ROOT, Place
from tests.server import Server

#: Seconds.
PEOPLE_WORK = 300
PATIENCE = 240
STEADY = 2.5  # longer than a process needs to notice an edition
LOOKS = 20
AT_LEAST = 8  # changes before the backup
MANY = 200  # least number of paths for a meaningful comparison
#: Four public files of two incompressible megabytes each, so that the backup takes a moment.
BALLAST = """
import os
from files.models import StoredFile
from programmes.models import Document
from tests import sample_files as files
for number, document in enumerate(Document.objects.order_by("pk")[:4]):
    content = files.pdf(title=f"Probe {number}", change=lambda w: w._add_object(files.stream(os.urandom(2_000_000))))
    document.file = StoredFile.objects.take_in(f"Probe {number}.pdf", content)
    document.url = ""
    document.save()
"""


@dataclass
class Seen:
    """Times in seconds."""

    database: str
    figures: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def note(self, what: str, figure: str):
        self.figures[what] = figure
        print(f"  {what}: {figure}", flush=True)

    def expect(self, met: bool, fault: str):
        if not met:
            self.faults.append(f"{self.database}: {fault}")


def all_of(server: Server) -> dict[str, Answer]:
    def asked(path: str) -> Answer:
        answer = ask(server.port, path, {"Accept-Encoding": "identity"})
        return answer.status, answer.headers, answer.body

    return everything(asked)


def steady(server: Server) -> dict[str, Answer]:
    """All responses, once two passes are equal: every process has the edition then."""
    before = all_of(server)
    for _look in range(LOOKS):
        time.sleep(STEADY)
        now = all_of(server)
        if not (wrong := different(before, now)):
            return now
        before = now
    raise SystemExit(f"The site does not come to rest: {', '.join(wrong)}\n{server.printed()}")


@contextmanager
def people(place: Place) -> Iterator[Path]:
    """Runs the editors, and yields the file in which they record each change."""
    written = place.folder / "changes"
    with written.open("w") as stream, (place.folder / "people").open("w") as errors:
        command = [sys.executable, "-m", "qa.restore_drill.people", str(PEOPLE_WORK)]
        process = subprocess.Popen(command, env=place.environment, cwd=ROOT, stdout=stream, stderr=errors)  # noqa: S603
        try:
            wait_for_changes(process, written, place)
            yield written
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for_changes(process: subprocess.Popen, written: Path, place: Place):
    ends = time.monotonic() + PATIENCE
    while len(kinds := [line.split()[1] for line in changes(written)]) < AT_LEAST or len(set(kinds)) < 3:
        if process.poll() is not None or time.monotonic() > ends:
            raise SystemExit(f"Nobody edits:\n{(place.folder / 'people').read_text()}")
        time.sleep(0.1)


def changes(written: Path) -> list[str]:
    return [line for line in written.read_text().splitlines(keepends=True) if line.endswith("\n")]


@contextmanager
def everybody_waits(place: Place) -> Iterator[None]:
    """Holds the write lock: the editors wait, and the edition does not change."""
    if place.database:
        with psycopg.connect(place.database) as connection:
            connection.execute("SELECT number FROM core_edition WHERE id = 1 FOR UPDATE")
            yield
            connection.rollback()
        return
    connection = sqlite3.connect(place.folder / "kip.sqlite3", isolation_level=None, timeout=20)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.rollback()
        connection.close()


def back_up(place: Place, server: Server, seen: Seen) -> tuple[Path, dict[str, Answer]]:
    """The archive, and the site's responses at its edition: editing stops until the backup has started."""
    with people(place) as written:
        before = len(changes(written))
        with everybody_waits(place):
            good = steady(server)
            started = time.monotonic()
            process = begin_backup(place)
        told = process.communicate(timeout=PATIENCE)
        ended, seconds = time.time(), time.monotonic() - started
        if process.returncode:
            raise SystemExit("\n".join(told))
        meanwhile = sum(process.begun <= float(line.split()[0]) <= ended for line in changes(written))
    (archive,) = (place.folder / "archives").iterdir()
    seen.note("changes before the backup", str(before))
    seen.note("changes while it was made", str(meanwhile))
    seen.expect(meanwhile > 0, "nobody changed anything while the backup was made")
    seen.note(
        "backup", f"{seconds:.1f} s, {archive.stat().st_size / 1_000_000:.1f} MB, {told[0].split(': ')[-1].strip()}"
    )
    return archive, good


def begin_backup(place: Place) -> subprocess.Popen:
    """Starts a backup and waits until it has its snapshot."""
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "manage.py", "backup", "--to", str(place.folder / "archives")],
        env=place.environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    first = process.stderr.readline()
    if not first.startswith("Edition "):
        raise SystemExit(first + process.stderr.read())
    process.begun = time.time()
    return process


def restore_elsewhere(place: Place, archive: Path, good: dict[str, Answer], seen: Seen):
    started = time.monotonic()
    place.manage("restore", archive)
    seen.note("restored into an empty place", f"{time.monotonic() - started:.1f} s")
    with place.server() as server:
        seen.note("its server answers", f"{server.seconds:.1f} s")
        wrong = different(good, steady(server))
        seen.note("addresses compared", f"{len(good)}, {sum(len(body) for *_, body in good.values()) / 1e6:.1f} MB")
        seen.note("different", ", ".join(wrong[:5]) or "none")
        seen.expect(not wrong, f"{len(wrong)} addresses differ: {', '.join(wrong[:5])}")
        seen.expect(len(good) > MANY, f"only {len(good)} addresses were compared")
        refuse_bad_ones(place, archive, seen)
        seen.expect(not different(good, all_of(server)), "a refused archive has changed something")


def refuse_bad_ones(place: Place, archive: Path, seen: Seen):
    damaged, foreign = (archive.with_name(name) for name in ("damaged.tar", "foreign.zip"))
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    with zipfile.ZipFile(foreign, "w") as made:
        made.writestr("../../x", "x")
    for file, words in [(damaged, "damaged"), (foreign, "no backup of this site")]:
        line = place.refused("restore", file, "--replace")
        seen.note(f"{file.name} refused", line.rpartition(f"{file}: ")[2])
        seen.expect(words in line, f"{file.name}: {line}")


def restore_over(place: Place, server: Server, archive: Path, good: dict[str, Answer], seen: Seen):
    """Restores over the running site, which has changed since; it must show the former state without a restart."""
    seen.expect(bool(different(good, all_of(server))), "the site has not moved on after its backup")
    started = time.monotonic()
    place.manage("restore", archive, "--replace")
    seen.note("restored over the running site", f"{time.monotonic() - started:.1f} s")
    started = time.monotonic()
    while (wrong := different(good, all_of(server))) and time.monotonic() - started < PATIENCE:
        time.sleep(0.1)
    seen.note("which shows it by itself", f"after {time.monotonic() - started:.1f} s")
    seen.expect(not wrong, f"the running site does not show {', '.join(wrong[:5])}")
