"""Static files, gathered, named after their content and compressed: only when one of them has changed."""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: `site.3f2a9c41d07b.css`: a name that carries the digest of the content, so that such a file is never out of date.
NAMED_AFTER_CONTENT = re.compile(r"\.[0-9a-f]{12}\.")


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Compresses what pages name; the copies under plain names are there for what a script asks for, uncompressed."""

    def compress_files(self, paths: Iterable[str]):
        return super().compress_files([path for path in paths if NAMED_AFTER_CONTENT.search(path)])


def collect_if_changed(announce: Callable[[], None] = lambda: None) -> bool:
    """Whether anything had to be gathered; gathering takes seconds and is announced, looking takes hundredths of one."""
    stamp = settings.VAR_DIR / "static.digest"
    digest = digest_of_sources()
    if stamp.exists() and stamp.read_text() == digest:
        return False
    announce()
    stamp.unlink(missing_ok=True)
    forget_plain_copies()
    call_command("collectstatic", interactive=False, verbosity=0)
    os.sync()  # else a power cut could leave the stamp, and files without their bytes
    stamp.write_text(digest)
    return True


def digest_of_sources() -> str:
    """By content, not by place and time: the same files in another folder, as another release has them, are no news."""
    lines = sorted(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for name, path in sources())
    return hashlib.sha256("\n".join([version("whitenoise"), *lines]).encode()).hexdigest()


def sources() -> Iterator[tuple[str, Path]]:
    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=None):
            yield name, Path(storage.path(name))


def forget_plain_copies():
    """Drop what may be stale, and keep what a page in somebody's cache may still ask for."""
    for path in settings.STATIC_ROOT.rglob("*"):
        if path.is_file() and not NAMED_AFTER_CONTENT.search(path.name):
            path.unlink()
