"""The archive of a backup: an uncompressed tar with a mark, a manifest, the database dump and the uploaded files.

The mark holds size and SHA-256 of the manifest, the manifest those of every other part. So every byte is verified, the
manifest is verified before it is parsed, and member names are compared, never used as paths.
"""

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

BLOCK_SIZE = tarfile.BLOCKSIZE
CHUNK_SIZE = 1024 * 1024
MARK, MANIFEST, DATABASE, FILES = "kip-site-backup.txt", "manifest.json", "database", "files/"
#: To be increased when older versions of the site cannot restore the new archives.
FORMAT = 2
PRODUCT = "kip-site"
#: Part of the format: with other words every older archive would be refused as foreign.
MARK_TEXT = b"""A backup of a site on Kantonale Integrationsprogramme. Restore it with: manage.py restore FILE
What is in it says manifest.json, whose size and SHA-256 are:
"""
MARK_SIZE = len(MARK_TEXT) + 12 + 1 + 64 + 1
#: In bytes; enough for the names of a million uploaded files.
MAX_MANIFEST_SIZE = 256 * 1024 * 1024
END_BLOCKS = bytes(2 * BLOCK_SIZE)
DIGEST_PATTERN = re.compile(r"[0-9a-f]{64}")

FOREIGN = "this is no backup of this site."
DAMAGED = "the backup is damaged or cut off: its checksum is wrong. Take another one."


class BackupError(Exception):
    """Why a backup or restore failed, in one line; nothing was changed."""


@dataclass(frozen=True)
class Part:
    """`path` is the storage path of an uploaded file."""

    size: int
    sha256: str
    path: str = ""

    @classmethod
    def of(cls, file: Path, path: str = "") -> "Part":
        with file.open("rb") as stream:
            return cls(file.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest(), path)


@dataclass(frozen=True)
class Manifest:
    """`parts` by name, in the order of the archive; `missing` holds digests of files whose bytes were lost before the backup."""

    made_at: str
    edition: int
    engine: str
    server: str
    migrations: list[str]
    parts: dict[str, Part]
    missing: list[str]

    @property
    def files(self) -> list[Part]:
        return [part for name, part in self.parts.items() if name != DATABASE]

    def as_bytes(self) -> bytes:
        return json.dumps({"product": PRODUCT, "format": FORMAT} | asdict(self), indent=1).encode()

    @classmethod
    def read(cls, data: bytes) -> "Manifest":
        try:
            given = json.loads(data)
            if given.pop("product") != PRODUCT:
                raise ValueError("product")
            if (number := given.pop("format")) == FORMAT:
                parts = {name: Part(**part) for name, part in given.pop("parts").items()}
                return cls(parts=parts, **given).checked()
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BackupError(FOREIGN) from error
        raise BackupError(
            f"the backup has format {number}, this version reads {FORMAT}: take the version that made it."
        )

    def checked(self) -> "Manifest":
        """Itself, when parts, digests and sizes are consistent. Raises ValueError, TypeError."""
        names = [DATABASE, *(FILES + part.sha256 for part in self.files)]
        if list(self.parts) != names or not all(DIGEST_PATTERN.fullmatch(part.sha256) for part in self.files):
            raise ValueError("parts")
        if any(type(part.size) is not int or part.size < 0 for part in self.parts.values()):
            raise ValueError("sizes")
        return self


def write(stream: IO[bytes], manifest: Manifest, folder: Path):
    """Writes the archive; `folder` holds the parts, uploaded files under their digest. Raises BackupError, OSError."""
    content = manifest.as_bytes()
    add(stream, MARK, io.BytesIO(mark_of(content)), MARK_SIZE)
    add(stream, MANIFEST, io.BytesIO(content), len(content))
    for name, part in manifest.parts.items():
        with (folder / name.removeprefix(FILES)).open("rb") as source:
            add(stream, name, source, part.size)
    stream.write(END_BLOCKS)


def add(stream: IO[bytes], name: str, content: IO[bytes], size: int):
    stream.write(tar_header(name, size))
    if sum(stream.write(chunk) for chunk in chunks(content, size)) != size:
        raise BackupError(f"{name} became shorter while it was read.")
    stream.write(bytes(-size % BLOCK_SIZE))


class Archive:
    """An archive, opened and verified against its manifest. Raises BackupError."""

    def __init__(self, path: Path):
        try:
            self.stream = path.open("rb")
        except OSError as error:
            raise BackupError(f"the file cannot be read ({error.strerror}).") from error
        try:
            self.manifest = self.read_manifest()
            self.starts = dict(self.checked_parts())
        except BaseException:
            self.stream.close()
            raise

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_):
        self.stream.close()

    def read_manifest(self) -> Manifest:
        if self.stream.read(BLOCK_SIZE) != tar_header(MARK, MARK_SIZE):
            raise BackupError(FOREIGN)
        given = self.stream.read(MARK_SIZE)
        self.expect(bytes(-MARK_SIZE % BLOCK_SIZE))
        size = given[len(MARK_TEXT) : len(MARK_TEXT) + 12]
        if not size.isdigit() or int(size) > MAX_MANIFEST_SIZE:
            raise BackupError(DAMAGED)
        self.expect(tar_header(MANIFEST, int(size)))
        content = self.stream.read(int(size))
        if mark_of(content) != given:
            raise BackupError(DAMAGED)
        self.expect(bytes(-int(size) % BLOCK_SIZE))
        return Manifest.read(content)

    def checked_parts(self) -> Iterator[tuple[str, int]]:
        """Name and offset of each part, once its digest is verified."""
        for name, part in self.manifest.parts.items():
            self.expect(tar_header(name, part.size))
            yield name, self.stream.tell()
            digest = hashlib.sha256()
            for chunk in chunks(self.stream, part.size):
                digest.update(chunk)
            if digest.hexdigest() != part.sha256:
                raise BackupError(DAMAGED)
            self.expect(bytes(-part.size % BLOCK_SIZE))
        self.expect(END_BLOCKS)
        if self.stream.read(1):
            raise BackupError(DAMAGED)

    def expect(self, wanted: bytes):
        if self.stream.read(len(wanted)) != wanted:
            raise BackupError(DAMAGED)

    def extract(self, name: str, target: IO[bytes]):
        self.stream.seek(self.starts[name])
        for chunk in chunks(self.stream, self.manifest.parts[name].size):
            target.write(chunk)


def mark_of(manifest: bytes) -> bytes:
    return MARK_TEXT + f"{len(manifest):012} {hashlib.sha256(manifest).hexdigest()}\n".encode()


def tar_header(name: str, size: int) -> bytes:
    """A tar header in GNU format, which allows members of more than 8 GB."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member.tobuf(tarfile.GNU_FORMAT, "ascii", "strict")


def chunks(stream: IO[bytes], size: int) -> Iterator[bytes]:
    while size > 0 and (chunk := stream.read(min(CHUNK_SIZE, size))):
        size -= len(chunk)
        yield chunk
