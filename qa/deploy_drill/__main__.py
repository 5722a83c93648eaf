"""Runs the commands of docs/betrieb.md on a bare Debian, checks the result, and writes build/deploy/report.md.

It uses a self-signed certificate, and packages that were downloaded before. Fails at the first command that fails, and at
the end where a check does not confirm what the page promises.
"""

import shutil
import sys
import time
from pathlib import Path

from qa.deploy_drill import promises
from qa.deploy_drill.machine import WHEELS, Machine, fetch_wheels, finish, lay_out, missing_for_it
from qa.deploy_drill.reader import Reader
from tests.deploy.page import ROOT, chapters, filled_in, packages, placeholders

NAME = "kip.test"
WAY = "Weg A: Debian 13 mit systemd"
BUILD = ROOT / "build" / "deploy"
VALUES = {
    "NAME.DER.WEBSITE": NAME,
    "/srv/kip-1.tar.gz": "/srv/kip-1.tar.gz",
    "/srv/kip-2.tar.gz": "/srv/kip-2.tar.gz",
}


class Drill:
    def __init__(self, machine: Machine):
        self.machine = machine
        self.lines: list[str] = []
        self.verdicts: list[promises.Verdict] = []

    def follow(self, chapter: str, commands: list[str]) -> str:
        """Runs the commands of a chapter and returns their output."""
        self.say(f"\n## {chapter}\n\n| Sekunden | Befehl |\n|---|---|")
        return "".join(self.type(filled_in(command, VALUES)) for command in commands)

    def type(self, command: str) -> str:
        started = time.monotonic()
        printed = self.machine.run(command)
        self.say(f"| {time.monotonic() - started:.1f} | `{command}` |")
        return printed

    def hold(self, verdicts: list[promises.Verdict]):
        self.say("")
        for verdict in verdicts:
            self.say(f"- {'ja' if verdict.met else 'NEIN'}: {verdict.promise} ({verdict.seen})")
        self.verdicts += verdicts

    def say(self, line: str):
        print(line, flush=True)
        self.lines.append(line)


def main() -> int:
    if reasons := missing_for_it():
        raise SystemExit(f"No bare Debian can be booted here: {', '.join(reasons)}.")
    page = chapters()
    assert set(placeholders()) == set(VALUES), "the table of placeholders has changed"
    machine = Machine(laid_out(page))
    drill = Drill(machine)
    with machine.booted():
        machine.enter_network()
        started = time.monotonic()
        try:
            walk_through(drill, page)
        finally:  # the logs, which are lost with the machine
            told = machine.answer("journalctl --no-pager --utc; cat /var/log/nginx/error.log")
            (BUILD / "journal.txt").write_text(told.stdout)
        drill.say(f"\nDer ganze Weg dauerte {time.monotonic() - started:.0f} Sekunden.")
    (BUILD / "report.md").write_text("\n".join(["# Die Seite «Betrieb», Zeile um Zeile befolgt", *drill.lines, ""]))
    failed = [verdict for verdict in drill.verdicts if not verdict.met]
    return len(failed) > 0


def walk_through(drill: Drill, page: dict[str, list[str]]):
    printed = drill.follow("Weg A", page[WAY])
    machine = drill.machine
    reader = Reader(NAME, machine.folder / "etc/nginx/kip/tls/certificate.pem")
    drill.hold(promises.site_as_promised(machine, reader, printed))
    drill.hold(promises.services_as_promised(machine))
    drill.hold(promises.edit_shows_everywhere(machine, reader))
    drill.hold(promises.pages_without_database(machine, reader))
    drill.follow("Überwachen und Protokolle", page["Überwachen und Protokolle"])
    for chapter in ("Neue Fassung", "Zurück"):
        with reader.asking_all_the_time("/suche/?q=kip") as seen:
            drill.follow(chapter, page[chapter])
        drill.hold(promises.nothing_lost(seen))
    drill.hold(promises.saved_after_going_back(machine))
    drill.hold(promises.nothing_failed(machine))
    drill.follow("Entfernen", page["Entfernen"])
    drill.hold(promises.nothing_left(machine, reader))


def laid_out(page: dict[str, list[str]]) -> Path:
    """A fresh copy of the bare Debian, with the two release archives and the packages that the page needs."""
    print("Laying out a bare Debian …", flush=True)
    lay_out(BUILD / "base", packages(page[WAY]))
    folder = BUILD / "machine"
    shutil.rmtree(folder, ignore_errors=True)
    finish("cp", "-a", "--reflink=auto", BUILD / "base", folder)
    fetch_wheels(ROOT / "requirements.lock", BUILD / "wheels")
    shutil.copytree(BUILD / "wheels", f"{folder}{WHEELS}")
    for release in ("kip-1", "kip-2"):
        archive = f"--output={folder}/srv/{release}.tar.gz"
        finish("git", "-C", ROOT, "archive", f"--prefix={release}/", archive, *added(release), "HEAD")
    return folder


def added(release: str) -> list[str]:
    """The second release has a migration that the first one does not know, as most releases have."""
    if release == "kip-1":
        return []
    folder = "principles/migrations"
    *_, last = sorted(path.stem for path in (ROOT / folder).glob("0*.py"))
    text = "\n".join([
        "from django.db import migrations", "", "",
        "class Migration(migrations.Migration):", f"    dependencies = [('principles', '{last}')]", "",
    ])  # fmt: skip
    return [f"--add-virtual-file={release}/{folder}/9999_next.py:{text}"]


if __name__ == "__main__":
    sys.exit(main())
