"""Where uploaded files lie: their bytes are on the disk before the row that names them is committed."""

import os
from pathlib import Path

from django.core.files.storage import FileSystemStorage


class SyncedFileStorage(FileSystemStorage):
    """Django hands the bytes to the operating system, which a power cut makes forget them."""

    def _save(self, name: str, content) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]  # documented, but not in the stubs
        path, root = Path(self.path(saved)), Path(self.location)
        for place in (path, *path.parents):
            sync(place)
            if place == root:
                break
        return saved


def sync(path: Path):
    """Of a directory, the names in it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
