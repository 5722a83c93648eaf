"""The last good pages on disk, so that a site can even be restarted while its database is down.

One file for each page, replaced atomically. Incomplete files and files of another site are ignored: the first line holds
the site and the SHA-256 of the rest.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from .cached_page import ENCODINGS, CachedPage
from .security_headers import with_current_headers

NO_EDITION = ""  # the edition of a page from disk: the clock never has it, so the page counts as stale

logger = logging.getLogger(__name__)


class DiskCache:
    """`site` identifies the site: pages of another address or another database are never loaded."""

    def __init__(self, directory: Path, site: str):
        self.directory = directory
        self.site = site
        self.unsaved: set[str] = set()

    @property
    def is_writable(self) -> bool:
        return not self.unsaved

    def file(self, path: str) -> Path:
        return self.directory / f"{hashlib.sha256(f'{self.site} {path}'.encode()).hexdigest()[:32]}.page"

    def save(self, path: str, page: CachedPage):
        bodies = b"".join(page.bodies[encoding] for encoding in ENCODINGS)
        head = {
            "site": self.site,
            "path": path,
            "headers": page.headers,
            "lengths": [len(page.bodies[encoding]) for encoding in ENCODINGS],
            "digest": hashlib.sha256(bodies).hexdigest(),
        }
        try:
            self.replace(self.file(path), json.dumps(head).encode() + b"\n" + bodies)
        except OSError as error:
            if self.is_writable:
                logger.error("Pages cannot be kept on disk (%s): %s", self.directory, error.strerror)
            self.unsaved.add(path)
        else:
            self.saved(path)

    def saved(self, path: str):
        was_writable = self.is_writable
        self.unsaved.discard(path)
        if self.is_writable and not was_writable:
            logger.warning("All pages are kept on disk again.")

    def replace(self, file: Path, content: bytes):
        self.directory.mkdir(exist_ok=True)
        draft = NamedTemporaryFile(dir=self.directory, suffix=".draft", delete=False)  # noqa: SIM115  renamed below
        try:
            with draft:
                draft.write(content)
            Path(draft.name).replace(file)
        except OSError:
            Path(draft.name).unlink(missing_ok=True)
            raise

    def delete(self, path: str):
        self.unsaved.discard(path)
        with suppress(OSError):
            self.file(path).unlink(missing_ok=True)

    def load(self, most: int) -> Iterator[tuple[str, CachedPage]]:
        """Path and page, the newest first, up to `most` bytes; files that do not fit or cannot be read are deleted."""
        files = sorted(self.directory.glob("*.page"), key=modified_at, reverse=True)
        for file in files:
            found = self.read(file) if most > 0 else None
            if found and found[1].size <= most:
                most -= found[1].size
                yield found
            else:
                with suppress(OSError):
                    file.unlink(missing_ok=True)

    def is_empty(self) -> bool:
        return not any(map(self.read, self.directory.glob("*.page")))

    def read(self, file: Path) -> tuple[str, CachedPage] | None:
        try:
            first, _, bodies = file.read_bytes().partition(b"\n")
            head = json.loads(first)
            if head["site"] != self.site or head["digest"] != hashlib.sha256(bodies).hexdigest():
                return None
            given = [(str(name), str(value)) for name, value in head["headers"]]
            return head["path"], CachedPage(
                with_current_headers(given), split_bodies(bodies, head["lengths"]), NO_EDITION
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None


def site_disk_cache() -> DiskCache:
    database = settings.DATABASES["default"]
    site = f"{settings.SITE_URL} {database['ENGINE']} {database['HOST']} {database['PORT']} {database['NAME']}"
    return DiskCache(settings.VAR_DIR / "pages", site)


def modified_at(file: Path) -> float:
    with suppress(OSError):
        return file.stat().st_mtime
    return 0.0


def split_bodies(bodies: bytes, lengths: list[int]) -> dict[str, bytes]:
    found, start = {}, 0
    for encoding, length in zip(ENCODINGS, lengths, strict=True):
        found[encoding] = bodies[start : start + length]
        start += length
    return found
