"""The storage of uploaded files: bytes are on the disk before the row that refers to them is committed."""

import os
from pathlib import Path

from django.core.files.storage import FileSystemStorage


class SyncedFileStorage(FileSystemStorage):
    """Calls fsync, because Django leaves the bytes in the operating system's cache, which a power failure loses."""

    def _save(self, name: str, content) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]  # documented, but not in the stubs
        path, root = Path(self.path(saved)), Path(self.location)
        for place in (path, *path.parents):
            sync(place)
            if place == root:
                break
        return saved


def sync(path: Path):
    """Of a directory, this syncs the names in it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
