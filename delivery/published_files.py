"""Finished pages as files, for a static server, and for a process that starts without its database.

`pages/kip-3/index.html`, with `.br` and `.gz`; `files/de/dateien/x.pdf`; `gone/weg/@`, the body of a 410; `301/alt/@` and
`302/k/x@`, symlinks into `to/`: nginx reads the target of a redirect from the path that they resolve to.
"""

import gzip
import hashlib
import logging
import os
import posixpath
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import brotli
from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import patch_cache_control

from core.filesystem.etags import file_time
from core.filesystem.switched_tree import SwitchedTree, is_entry, names_in
from core.languages import language_of_path
from core.pages.addresses import FILES_PATH
from editorial.mementos.views import discovery
from programmes.models import Document

from .cached_page import ENCODINGS, SHARED_CACHING, CachedPage, Response
from .security_headers import Headers, public_headers

NO_EDITION = ""  # the edition of a page from disk: the clock never has it, so the page counts as stale
#: The spelling that nginx looks for among the files (deploy/nginx/site.conf).
PLAIN_PATH = re.compile(r"/|(?:(?:/[a-z0-9_][a-z0-9_.-]*|/\.well-known)+/?)|(?:/(?:fr|it|en))?/k/[A-Za-z0-9]{1,5}/?")
#: Of a path or target: each segment is the name of a file or folder, which may have 255 bytes.
MOST_CHARACTERS = 240
#: By name: bytes, the target of a redirect, or None for a file that is there already.
Contents = dict[str, bytes | str | None]
SUFFIXES = dict(zip(ENCODINGS, (".br", ".gz", ""), strict=True))
HTML = "text/html; charset=utf-8"
CONTENT_TYPES = {
    "index.html": HTML,
    "index.atom": "application/atom+xml; charset=utf-8",
    ".schema.json": "application/schema+json",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".csv": "text/csv; charset=utf-8; header=present",
    ".rdf": "application/rdf+xml",
    ".ics": "text/calendar; charset=utf-8",
    ".xml": "application/xml",
    ".txt": "text/plain; charset=utf-8",
}

logger = logging.getLogger(__name__)


def file_name(path: str) -> str:
    """A query is never part of it."""
    ending = ("index.atom" if path.endswith("/feed/") else "index.html") if path.endswith("/") else ""
    return f"pages{path}{ending}"


def shared_headers(path: str, content_type: str, code: int = 200, **further: str) -> Headers:
    """What the static server sends; an answer with other headers is not published."""
    response = HttpResponse(content_type=content_type, headers={"Content-Language": language_of_path(path)} | further)
    if content_type == HTML and (links := discovery(path, code)):
        response.headers["Link"] = links
    patch_cache_control(response, **({"no_store": True} if code == 410 else SHARED_CACHING))
    return [*response.items(), *public_headers()]


def page_headers(path: str) -> Headers:
    name = file_name(path)
    disposition = {"Content-Disposition": f'attachment; filename="{Path(name).name}"'} if name.endswith(".csv") else {}
    return shared_headers(
        path, next((kind for end, kind in CONTENT_TYPES.items() if name.endswith(end)), ""), 200, **disposition
    )


def are_same(given: Headers, wanted: Headers) -> bool:
    names = [{name.lower(): value for name, value in headers} for headers in (given, wanted)]
    return {name: value for name, value in names[0].items() if name not in ("content-length", "location")} == names[1]


class PublishedFiles(SwitchedTree):
    """`mark` names site and database: pages of another one are never loaded."""

    def __init__(self, directory: Path, mark: str):
        super().__init__(directory, mark)
        self.paths: set[str] = set()  # that were put in this round

    def load(self, most: int) -> Iterator[tuple[str, CachedPage]]:
        """Path and page, the highest in the tree first, up to `most` bytes."""
        for path in sorted(self.page_paths(), key=lambda path: path.count("/")) if self.is_own() else ():
            if (page := self.read(path)) and page.size <= most:
                most -= page.size
                yield path, page

    def page_paths(self) -> Iterator[str]:
        for name in names_in(self.shown / "pages"):
            if not name.endswith((".br", ".gz")):
                yield "/" + re.sub(r"index\.(html|atom)$", "", name)

    def published_paths(self) -> Iterator[str]:
        """Of pages, redirects, files and what is gone."""
        yield from self.page_paths()
        for folder in ("301", "302", "gone", *(f"files/{code}" for code in Document.Language)):
            yield from (f"/{name.removesuffix('@')}" for name in names_in(self.shown / folder))

    def read(self, path: str) -> CachedPage | None:
        """None for a page that is not there as a whole, in three encodings of the same content."""
        with suppress(OSError, EOFError, brotli.error, zlib.error):
            bodies = {code: (self.shown / (file_name(path) + end)).read_bytes() for code, end in SUFFIXES.items()}
            if brotli.decompress(bodies["br"]) == gzip.decompress(bodies["gzip"]) == bodies["identity"]:
                return CachedPage(page_headers(path), bodies, NO_EDITION)
        return None

    def unchanged(self, path: str, response: Response, edition: str | None) -> CachedPage | None:
        """The response with the encoded bodies of the published page, where its content is the same."""
        page = self.read(path) if is_name(path) else None
        return (
            CachedPage(response.headers, page.bodies, edition)
            if page and page.bodies["identity"] == response.body
            else None
        )

    def validator(self, path: str) -> str:
        """The ETag of an uploaded file that is published already, or nothing."""
        for name in uploads_at(path):
            with suppress(OSError):
                found = (self.hidden / name).stat()
                return f'"{int(found.st_mtime):x}-{found.st_size:x}"'
        return ""

    def is_empty(self) -> bool:
        return not any(self.load(1_000_000))

    def begin(self):
        self.paths, self.kept = set(), set()

    def wants(self, path: str) -> bool:
        return self.lock is not None and path not in self.paths

    def put(self, path: str, answer: CachedPage | Response | None, is_sound: bool):
        """Writes one answer; where it could not be made, what is there stays.

        What stands in the way of one name leaves this address to the application, and stops no other.
        """
        if not self.wants(path):
            return
        self.paths.add(path)
        self.kept.difference_update(possible_names(path))
        with self.attempt():
            if not is_sound or answer is None:
                self.kept.update(possible_names(path))
                return
            try:
                for name, content in contents(path, answer).items():
                    self.put_content(name, content, path)
            except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
                logger.error("The page %s cannot be a file: %s", path, error)
                self.kept.difference_update(possible_names(path))
            self.remove(set(possible_names(path)) - self.kept)

    def put_content(self, name: str, content: bytes | str | None, path: str):
        if content is None:
            self.repeat(name, of=uploads_at(path))
        elif isinstance(content, str):
            self.point(name, content)
        else:
            self.write(name, content, file_time(hashlib.sha256(content).hexdigest()))

    def is_shown(self, path: str, answer: Response) -> bool:
        """Whether the static server says what the application answers."""
        if answer.is_storable and (page := self.read(path)):
            return page.bodies["identity"] == answer.body and are_same(answer.headers, page_headers(path))
        wanted = contents(path, CachedPage.of(answer, NO_EDITION) if answer.is_storable else answer)
        there = {name for name in possible_names(path) if is_entry(self.shown / name)}
        return there == wanted.keys() and all(self.holds(name, content) for name, content in wanted.items())

    def holds(self, name: str, content: bytes | str | None) -> bool:
        if isinstance(content, str):
            return os.path.realpath(self.shown / name) == os.path.realpath(self.directory / content)
        return content is None or (self.shown / name).read_bytes() == content

    def show_changes(self, is_complete: bool = False):
        """At the end of a round, what no address of this edition has goes."""
        with self.attempt():
            if self.lock and is_complete:
                self.remove_others()
            if self.lock:
                self.show(is_complete)


def contents(path: str, answer: CachedPage | Response) -> Contents:
    """What is published of an answer."""
    if not is_name(path):
        return {}
    if isinstance(answer, CachedPage):
        bodies: Contents = {
            file_name(path) + end: answer.bodies[code] for code, end in SUFFIXES.items()
        }  # the plain file last
        return bodies if are_same(answer.headers, page_headers(path)) else {}
    if answer.code in (301, 302):
        return contents_of_redirect(path, answer)
    if answer.code == 410:
        return {f"gone{path}@": answer.body} if are_same(answer.headers, shared_headers(path, HTML, 410)) else {}
    name = f"files/{dict(answer.headers).get('Content-Language')}{path}"
    return {name: answer.body or None} if name in uploads_at(path) and answer.code in (200, 304) else {}


def contents_of_redirect(path: str, answer: Response) -> Contents:
    target = dict(answer.headers).get("Location", "")
    link = f"to{target}@" if target.endswith("/") else f"to{target}"
    is_plain = are_same(answer.headers, shared_headers(path, HTML, answer.code)) and is_target(target)
    return {f"{answer.code}{path}@": link} if is_plain else {}


def is_name(path: str) -> bool:
    return bool(PLAIN_PATH.fullmatch(path)) and len(path) <= MOST_CHARACTERS


def is_target(target: str) -> bool:
    """An address of this site that stays as it is where it is the name of a folder."""
    is_same_as_folder = posixpath.normpath(target) in (target, target.removesuffix("/"))
    return (
        bool(re.match("/(?!/)", target)) and is_same_as_folder and "@" not in target and len(target) <= MOST_CHARACTERS
    )


def uploads_at(path: str) -> list[str]:
    return [f"files/{code}{path}" for code in Document.Language.values if path.startswith(f"/{FILES_PATH}")]


def possible_names(path: str) -> list[str]:
    if not is_name(path):
        return []
    pages = [file_name(path) + suffix for suffix in SUFFIXES.values()]
    return [*pages, *uploads_at(path), f"301{path}@", f"302{path}@", f"gone{path}@"]


def site_files() -> PublishedFiles:
    database = settings.DATABASES["default"]
    mark = f"{settings.SITE_URL} {database['ENGINE']} {database['HOST']} {database['PORT']} {database['NAME']}"
    return PublishedFiles(settings.PUBLISH_DIR, mark)
