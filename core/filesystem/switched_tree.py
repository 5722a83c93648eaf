"""A folder of files that changes as a whole: two trees, `a` and `b`, and the symlink `current` to the one that is shown.

Only the hidden tree is written to, by one process at a time. Showing it is one rename; then the other tree gets hard links to what has
changed. So an edit costs what has changed, and what an interrupted writer leaves is never shown.
"""

import logging
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from core.filesystem.file_lock import try_lock

LOOK_AFTER = 1.0  # seconds from a look at the lock of another writer until the next one
RETRY_AFTER = 5.0  # seconds from a failed write until the next attempt
SYNCS_AT_ONCE = 8  # a disk writes several files together: 300 take a tenth of a second, one by one five times as long

logger = logging.getLogger(__name__)


class SwitchedTree:
    """`mark` is a text that says whose tree it is: another one's is neither read nor continued."""

    def __init__(self, directory: Path, mark: str):
        self.directory, self.mark = directory, mark
        self.is_writable = True  # as far as is known
        self.lock: IO | None = None
        self.next_attempt_at = 0.0
        self.kept: set[str] = set()  # names that belong to the next state
        self.changed: set[str] = set()  # names in which the two trees differ

    @property
    def shown(self) -> Path:
        return self.directory / "current"

    @property
    def hidden(self) -> Path:
        is_a = self.shown.is_symlink() and os.readlink(self.shown) == "a"
        return self.directory / ("b" if is_a else "a")

    def is_own(self) -> bool:
        try:
            return (self.shown / "mark").read_text() == self.mark
        except OSError:
            return False

    def acquire(self) -> bool:
        """Whether this process has just become the writer. The hidden tree begins as a copy of the shown one."""
        if time.monotonic() < self.next_attempt_at:
            return False
        self.next_attempt_at = time.monotonic() + LOOK_AFTER
        if self.lock and self.is_ours(self.lock):
            return False
        self.release()
        with self.attempt():
            make_folder(self.directory)
            self.lock = open(self.directory / "lock", "w")  # noqa: SIM115  locked as long as it is open
            if try_lock(self.lock):
                self.copy_shown()
            else:
                self.release()
        return self.lock is not None

    def is_ours(self, lock: IO) -> bool:
        """False once the folder was removed: what was shown is gone, and another process may lock a new one."""
        try:
            return os.path.samestat(os.fstat(lock.fileno()), os.stat(self.directory / "lock"))
        except OSError:
            return False

    def copy_shown(self):
        shutil.rmtree(self.hidden, ignore_errors=True)
        self.changed = set()
        if self.is_own():
            shutil.copytree(self.shown, self.hidden, symlinks=True, copy_function=os.link)

    def release(self):
        if self.lock:
            self.lock.close()
        self.lock = None

    def give_up(self, error: OSError):
        """After a failed write the hidden tree is worth nothing; the shown one stays as it is."""
        if self.is_writable:
            logger.error("Pages cannot be kept on disk (%s): %s", self.directory, error)
        self.is_writable = False
        self.next_attempt_at = time.monotonic() + RETRY_AFTER
        self.release()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.give_up(error)

    def write(self, name: str, content: bytes, modified: int = 0):
        """Replaces a file as a whole, unless it is there with this length and time."""
        self.kept.add(name)
        file = self.hidden / name
        if file.exists() and (file.stat().st_mtime, file.stat().st_size) == (modified, len(content)):
            return
        draft = self.directory / "draft"
        draft.write_bytes(content)
        draft.chmod(0o644)
        os.utime(draft, (modified, modified))
        make_folder(file.parent)
        make_way(file)
        draft.replace(file)
        self.changed.add(name)

    def point(self, name: str, target: str):
        """A symlink to a folder beside the two trees, which holds nothing: only its name counts."""
        self.kept.add(name)
        link, folder = self.hidden / name, self.directory / target
        to = os.path.relpath(folder, link.parent)
        if link.is_symlink() and os.readlink(link) == to:
            return
        for each in (folder, link.parent):
            make_folder(each)
        link.unlink(missing_ok=True)
        link.symlink_to(to)
        self.changed.add(name)

    def repeat(self, name: str, of: Iterable[str]):
        """Gives a file, which is there under one of some names, this one."""
        self.kept.add(name)
        if not (self.hidden / name).exists():
            make_folder((self.hidden / name).parent)
            os.link(next(filter(Path.exists, map(self.hidden.joinpath, of))), self.hidden / name)
            self.changed.add(name)

    def remove_others(self):
        self.write("mark", self.mark.encode())
        self.remove(set(names_in(self.hidden)) - self.kept)

    def remove(self, names: Iterable[str]):
        """In their order, so that a file goes before those that are named after it. A folder of this name stays."""
        for name in sorted(names):
            file = self.hidden / name
            if is_entry(file):
                file.unlink()
                prune(file.parent, self.hidden)
                self.changed.add(name)

    def show(self, is_complete: bool = True):
        if self.changed:
            self.switch()
        if is_complete and not self.is_writable:
            logger.warning("All pages are kept on disk again.")
        self.is_writable |= is_complete

    def switch(self):
        """Content is on the disk before it is shown: after a power cut, a rename may be there and the bytes not."""
        with ThreadPoolExecutor(SYNCS_AT_ONCE) as pool:
            list(pool.map(sync, (self.hidden / name for name in self.changed)))
        draft = self.directory / "next"
        draft.unlink(missing_ok=True)
        draft.symlink_to(self.hidden.name)
        draft.replace(self.shown)
        for name in self.changed:
            self.repeat_change(name)
        self.changed = set()

    def repeat_change(self, name: str):
        file, new = self.hidden / name, self.shown / name
        make_way(file)
        file.unlink(missing_ok=True)
        if os.path.lexists(new):
            make_folder(file.parent)
            os.link(new, file, follow_symlinks=False)
        else:
            prune(file.parent, self.hidden)


def make_folder(folder: Path):
    """Readable for others, whatever the umask is."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)


def sync(file: Path):
    if file.is_file() and not file.is_symlink():
        with file.open("rb") as stream:
            os.fsync(stream.fileno())


def prune(folder: Path, root: Path):
    """Removes the folder and those above it, as far as they are empty. `root` stays."""
    with suppress(OSError):  # not empty
        while folder != root:
            folder.rmdir()
            folder = folder.parent


def is_entry(path: Path) -> bool:
    """Whether there is a file, or a symlink wherever it leads; a folder is none."""
    return path.is_symlink() or path.is_file()


def make_way(file: Path):
    """A folder that stands in the place of a file goes."""
    if file.is_dir() and not file.is_symlink():
        shutil.rmtree(file)


def names_in(tree: Path) -> Iterator[str]:
    """Files and symlinks below a folder, relative to it."""
    for folder, folders, files in os.walk(tree):
        at = Path(folder)
        for name in (*files, *(each for each in folders if (at / each).is_symlink())):
            yield str((at / name).relative_to(tree))
