"""Static files: collected, hashed and compressed only when a source file has changed; ranges of one byte."""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from types import MethodType
from typing import BinaryIO

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import Response, SlicedFile, StaticFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: `site.3f2a9c41d07b.css`: the name holds a digest of the content, so that the file never becomes stale.
HASHED_NAME = re.compile(r"\.[0-9a-f]{12}\.")


ONE_RANGE = re.compile(r"bytes=(?:[0-9]+-[0-9]*|-[0-9]+)")


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Compresses hashed files only: pages link to them. Unhashed copies are for scripts that name a file themselves."""

    def compress_files(self, paths: Iterable[str]):
        return super().compress_files([path for path in paths if HASHED_NAME.search(path)])


def collect_if_changed(announce: Callable[[], None] = lambda: None) -> bool:
    """Whether files had to be collected. That takes seconds and calls `announce` first; the check takes about 10 ms."""
    stamp = settings.STATIC_ROOT.with_name("static.digest")
    digest = digest_of_sources()
    if stamp.exists() and stamp.read_text() == digest:
        return False
    announce()
    stamp.unlink(missing_ok=True)
    delete_unhashed_copies()
    call_command("collectstatic", interactive=False, verbosity=0)
    for path in settings.STATIC_ROOT.rglob("*"):  # a static server reads them, whatever the umask is
        path.chmod(0o755 if path.is_dir() else 0o644)
    os.sync()  # otherwise a power cut could leave the stamp, but empty files
    stamp.write_text(digest)
    return True


def digest_of_sources() -> str:
    """By content, not by path and time: the same files in the folder of another release need no new collection."""
    lines = sorted(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for name, path in source_files())
    return hashlib.sha256("\n".join([version("whitenoise"), *lines]).encode()).hexdigest()


def source_files() -> Iterator[tuple[str, Path]]:
    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=None):
            yield name, Path(storage.path(name))


def delete_unhashed_copies():
    """Deletes unhashed copies, which may be stale; keeps hashed files, which cached pages may still link to."""
    for path in settings.STATIC_ROOT.rglob("*"):
        if path.is_file() and not HASHED_NAME.search(path.name):
            path.unlink()


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise with a fix: version 6.12 refuses a range of one byte as not satisfiable."""

    def get_static_file(self, path, url, stat_cache=None):
        found = super().get_static_file(path, url, stat_cache)
        found.get_range_response = MethodType(range_response, found)
        return found


def range_response(file: StaticFile, asked: str, headers: list[tuple[str, str]], content: BinaryIO | None) -> Response:
    """RFC 9110, 14.1: a range of one byte is valid.

    Raises ValueError for an invalid range, which WhiteNoise then ignores.
    """
    size = int(dict(headers)["Content-Length"])
    start, end = file.get_byte_range(asked, size)
    if start >= size or asked.strip().endswith("=-0"):
        return file.get_range_not_satisfiable_response(content, size)
    if end < start or not ONE_RANGE.fullmatch(asked.strip()):
        raise ValueError(asked)
    part = {"Content-Range": f"bytes {start}-{end}/{size}", "Content-Length": str(end - start + 1)}
    sliced = SlicedFile(content, start, end) if content else None
    return Response(HTTPStatus.PARTIAL_CONTENT, list((dict(headers) | part).items()), sliced)
