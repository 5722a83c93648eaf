"""A tree of files that is shown as a whole: whatever is interrupted, a reader sees one state, complete."""

import errno
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.filesystem import switched_tree
from core.filesystem.switched_tree import SwitchedTree, names_in
from tests.environment import ROOT

NAMES = ["pages/index.html.br", "pages/index.html.gz", "pages/index.html", "pages/kip-3/index.html", "gone/weg/@"]


class KilledError(Exception):
    """As if the process ended here."""


def write_edition(tree: SwitchedTree, number: int):
    """Each edition has another content; every third one lacks a page, and has a redirect in its place."""
    tree.kept = set()
    for name in NAMES[: -1 if number % 3 else None]:
        tree.write(name, f"{number} {name}".encode(), number)
    if number % 3:
        tree.point("301/weg/@", f"to/kip-{number % 2}/@")
    tree.remove_others()
    tree.show()


def seen(tree: SwitchedTree) -> dict[str, str]:
    return {
        name: os.readlink(tree.shown / name) if (tree.shown / name).is_symlink() else (tree.shown / name).read_text()
        for name in names_in(tree.shown.resolve())
    }


def expected(number: int) -> set[str]:
    return {*NAMES[: -1 if number % 3 else None], "mark", *(["301/weg/@"] if number % 3 else [])}


def is_whole(found: dict[str, str]) -> bool:
    numbers = {text.split()[0] for name, text in found.items() if name in NAMES}
    return len(numbers) == 1 and found.keys() == expected(int(numbers.pop()))


def writer(folder: Path) -> SwitchedTree:
    tree = SwitchedTree(folder, "here")
    assert tree.acquire()
    return tree


def test_what_is_shown_has_been_written_to_the_disk_before(tmp_path, monkeypatch):
    tree = writer(tmp_path)
    write_edition(tree, 1)
    synced = {}
    monkeypatch.setattr(os, "fsync", lambda number: synced.update({os.fstat(number).st_ino: os.readlink(tree.shown)}))
    shown_before = os.readlink(tree.shown)

    write_edition(tree, 2)

    files = [tree.shown / name for name in names_in(tree.shown.resolve()) if name not in ("mark", "301/weg/@")]
    assert synced == {file.stat().st_ino: shown_before for file in files}


def test_a_tree_is_shown_as_a_whole_and_the_next_state_replaces_it(tmp_path):
    tree = writer(tmp_path)

    for number in range(1, 8):
        write_edition(tree, number)
        assert is_whole(seen(tree))
        assert {*names_in(tree.hidden)} == {*names_in(tree.shown.resolve())}
        assert [folder for folder, folders, files in os.walk(tree.shown.resolve()) if not folders + files] == []


def test_there_is_one_writer_and_the_next_one_when_it_has_ended(tmp_path):
    first, second = writer(tmp_path), SwitchedTree(tmp_path, "here")
    assert not second.acquire()

    first.release()
    second.next_attempt_at = 0.0

    assert second.acquire()


def test_a_removed_folder_is_made_again_by_one_of_two_processes(tmp_path):
    first = writer(folder := tmp_path / "files")
    write_edition(first, 1)
    shutil.rmtree(folder)
    second = writer(folder)

    first.next_attempt_at = 0.0
    assert not first.acquire()
    assert first.lock is None
    write_edition(second, 2)
    assert is_whole(seen(second))


def test_a_folder_that_can_be_written_again_counts_as_such_although_nothing_has_changed(tmp_path):
    tree = writer(tmp_path)
    write_edition(tree, 1)
    tree.give_up(OSError(errno.EROFS, "Read-only file system"))
    tree.next_attempt_at = 0.0
    tree.acquire()

    write_edition(tree, 1)

    assert tree.is_writable


def test_what_stands_in_the_way_is_named(tmp_path, caplog):
    (tmp_path / "current").mkdir()

    with (tree := writer(tmp_path)).attempt():
        write_edition(tree, 1)

    assert str(tmp_path / "current") in caplog.text


def test_the_tree_of_another_site_is_not_continued(tmp_path):
    first = writer(tmp_path)
    write_edition(first, 1)
    first.release()
    other = SwitchedTree(tmp_path, "elsewhere")

    assert other.acquire()
    assert [*names_in(other.hidden)] == []
    assert is_whole(seen(other))  # until the new one is complete


STEPS = [
    (os, "link"), (os, "utime"), (Path, "replace"), (Path, "unlink"), (Path, "symlink_to"), (Path, "write_bytes"), (Path, "mkdir"),
    (Path, "chmod"), (switched_tree.shutil, "rmtree"), (switched_tree.shutil, "copytree"),
]  # fmt: skip


def stop_after(monkeypatch, steps: int, error: type[Exception] = KilledError):
    """The file operation number `steps` fails; one that writes content has written half of it."""
    left = [steps]

    def stopping(name, original):
        def step(*given, **named):
            left[0] -= 1
            if left[0] != 0:
                return original(*given, **named)
            if name == "write_bytes":
                original(given[0], given[1][: len(given[1]) // 2])
            raise error(errno.ENOSPC, "No space left on device")

        return step

    for owner, name in STEPS:
        monkeypatch.setattr(owner, name, stopping(name, getattr(owner, name)))
    return left


@pytest.mark.slow
def test_ended_between_any_two_steps_a_thousand_times_every_state_is_whole(tmp_path, monkeypatch):
    write_edition(first := writer(tmp_path), 1)
    first.release()
    for number in range(1000):
        with monkeypatch.context() as patch:
            stop_after(patch, number % 47 + 1)
            tree = SwitchedTree(tmp_path, "here")
            try:
                tree.acquire()
                write_edition(tree, number + 2)
            except KilledError:
                tree.release()  # as the kernel does
        assert is_whole(seen(tree)), number
        tree.release()

    write_edition(last := writer(tmp_path), 1002)

    assert is_whole(seen(last))
    assert {path.name for path in tmp_path.iterdir()} <= {"a", "b", "current", "lock", "to", "draft", "next"}


def test_on_a_full_disk_the_former_state_stays_whole_and_the_next_attempt_goes_through(tmp_path, monkeypatch, caplog):
    tree = writer(tmp_path)
    write_edition(tree, 1)
    for steps in range(1, 20):
        with monkeypatch.context() as patch:
            stop_after(patch, steps, OSError)
            try:
                write_edition(tree, 2)
            except OSError as error:
                tree.give_up(error)
        assert is_whole(seen(tree))
        tree.next_attempt_at = 0.0
        tree.acquire()

    write_edition(tree, 4)

    assert len([record for record in caplog.records if record.levelname == "ERROR"]) >= 1
    assert tree.is_writable
    assert is_whole(seen(tree))


WRITER = """
import sys
from pathlib import Path
from tests.core.test_switched_tree import write_edition, writer
tree, number = writer(Path(sys.argv[1])), int(sys.argv[2])
while True:
    write_edition(tree, number)
    number += 1
    print(number, flush=True)
"""


@pytest.mark.slow
def test_a_killed_writer_leaves_whole_states_to_a_reader_who_never_stops_looking(tmp_path):
    tree, reads, number = SwitchedTree(tmp_path, "here"), 0, 1
    for _time in range(10):
        command = [sys.executable, "-c", WRITER, tmp_path, str(number)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603
        number = int(process.stdout.readline())
        for _look in range(200):
            at = os.open(tree.shown, os.O_RDONLY)
            os.close(at)
            reads += 1
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert is_whole(seen(tree))
    assert reads == 2000
