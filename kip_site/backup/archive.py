"""The file of a backup: a plain tar that any program opens, and that its last member holds to the last byte.

Nothing in it is compressed: what it says of its sizes is bounded by its own size. Names of members are never used as paths.
"""

import hashlib
import io
import os
import re
import stat
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

BLOCK = tarfile.BLOCKSIZE
PIECE = 1024 * 1024  # bytes read at a time
MARK = "kip-site-backup.txt"
MANIFEST = "manifest.json"
WORDS = b"""A backup of the site on the Kantonale Integrationsprogramme Basel-Landschaft.
Restore it with: manage.py restore FILE. What is in it says manifest.json; tables/ holds one row of the database in each
line, as JSON after a line of column names; files/ holds what was uploaded, each under its SHA-256.
"""
#: As a manifest: more than the names of a million uploaded files.
LARGEST_MANIFEST = 128 * 1024 * 1024
NAME = re.compile(r"tables/[a-z][a-z0-9_]{0,62}\.jsonl|files/[0-9a-f]{64}|manifest\.json")

FOREIGN = "this is no backup of this site."
DAMAGED = "the backup is damaged or cut off: its checksum is wrong. Take another one."
Progress = Callable[[int, int], None]


class Refused(Exception):
    """Why there is no backup or no restoring, in one line; nothing was changed."""


@dataclass(frozen=True)
class Part:
    """One member: where its bytes begin in the file, how many they are, and their digest."""

    start: int
    size: int
    sha256: str


class Writer:
    def __init__(self, stream: BinaryIO):
        self.stream = stream
        self.digest = hashlib.sha256()
        self.add(MARK, io.BytesIO(WORDS), len(WORDS))

    def add(self, name: str, content: BinaryIO, size: int) -> str:
        """The digest of the member."""
        digest, left = hashlib.sha256(), size
        self.write(header(name, size))
        for piece in pieces(content, size):
            digest.update(piece)
            self.write(piece)
            left -= len(piece)
        if left:
            raise Refused(f"{name} became shorter while it was read.")
        self.write(bytes(-size % BLOCK))
        return digest.hexdigest()

    def write(self, data: bytes):
        self.stream.write(data)
        self.digest.update(data)

    def finish(self):
        self.stream.write(ending(self.digest.hexdigest()))
        self.stream.flush()
        os.fsync(self.stream.fileno())


class Archive:
    """One that is whole: every byte was looked at. Raises Refused."""

    def __init__(self, path: Path, progress: Progress = lambda done, total: None):
        self.stream = opened(path)
        try:
            self.size = os.fstat(self.stream.fileno()).st_size
            self.refuse_foreign()
            self.refuse_damaged(progress)
            self.parts = dict(self.members())
        except BaseException:
            self.stream.close()
            raise

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_):
        self.stream.close()

    def refuse_foreign(self):
        if self.stream.read(BLOCK) != header(MARK, len(WORDS)):
            raise Refused(FOREIGN)

    def refuse_damaged(self, progress: Progress):
        digest, done, covered = hashlib.sha256(), 0, self.size - len(ending(""))
        self.stream.seek(0)
        for piece in pieces(self.stream, covered):
            digest.update(piece)
            done += len(piece)
            progress(done, self.size)
        if self.stream.read() != ending(digest.hexdigest()):
            raise Refused(DAMAGED)

    def members(self) -> Iterator[tuple[str, Part]]:
        """In order, each once, without gaps; the manifest is the last."""
        start, names = after(0, len(WORDS)), {MARK}
        while start < self.size - len(ending("")):
            name, size = self.member_at(start)
            if name in names or MANIFEST in names:
                raise Refused(FOREIGN)
            names.add(name)
            yield name, Part(start + BLOCK, size, self.digest_at(start + BLOCK, size))
            start = after(start, size)
        if MANIFEST not in names:
            raise Refused(FOREIGN)

    def member_at(self, start: int) -> tuple[str, int]:
        """Only what `Writer` would have written: no link, no device, no other name, nothing beyond the end."""
        self.stream.seek(start)
        block = self.stream.read(BLOCK)
        try:
            found = tarfile.TarInfo.frombuf(block, "ascii", "strict")
            is_own = NAME.fullmatch(found.name) and found.size >= 0 and header(found.name, found.size) == block
        except (tarfile.TarError, ValueError) as error:
            raise Refused(FOREIGN) from error
        if not is_own or after(start, found.size) > self.size - len(ending("")):
            raise Refused(FOREIGN)
        return found.name, found.size

    def digest_at(self, start: int, size: int) -> str:
        self.stream.seek(start)
        digest = hashlib.sha256()
        for piece in pieces(self.stream, size):
            digest.update(piece)
        return digest.hexdigest()

    def manifest(self) -> bytes:
        part = self.parts[MANIFEST]
        if part.size > LARGEST_MANIFEST:
            raise Refused(FOREIGN)
        return self.open(MANIFEST).read()

    def open(self, name: str) -> BinaryIO:
        part = self.parts[name]
        return io.BufferedReader(Window(self.stream, part.start, part.size), PIECE)


class Window(io.RawIOBase):
    """A stretch of a file, as a file."""

    def __init__(self, stream: BinaryIO, start: int, size: int):
        self.stream, self.place, self.end = stream, start, start + size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        self.stream.seek(self.place)
        data = self.stream.read(min(len(buffer), self.end - self.place))
        buffer[: len(data)] = data
        self.place += len(data)
        return len(data)


def opened(path: Path) -> BinaryIO:
    try:
        stream = path.open("rb")
    except OSError as error:
        raise Refused(f"the file cannot be read ({error.strerror}).") from error
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise Refused(FOREIGN)
    return stream


def header(name: str, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")


def ending(digest: str) -> bytes:
    """The last member, with the digest of every byte before it, and the two empty blocks that end a tar."""
    return header("sha256", 65) + f"{digest:64}\n".encode().ljust(BLOCK, b"\0") + bytes(2 * BLOCK)


def after(start: int, size: int) -> int:
    """Where the next member begins."""
    return start + BLOCK + size + -size % BLOCK


def pieces(stream: BinaryIO, size: int) -> Iterator[bytes]:
    while size > 0 and (piece := stream.read(min(PIECE, size))):
        size -= len(piece)
        yield piece


def digest_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
