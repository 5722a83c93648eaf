"""Which files an editor may upload, decided by content and not by name; every refusal says in German what to do."""

import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError

from core.filesystem.file_lock import try_lock
from core.rich_text import link_rules

SNIFFED_BYTES = 1024  # that browsers inspect to guess the type of a file
READER_TIMEOUT = 30  # seconds, for a process that may use 10 seconds of processor time
EXTENSIONS = {
    "pdf": {".pdf"},
    "png": {".png"},
    "jpeg": {".jpg", ".jpeg", ".jpe", ".jfif"},
    "webp": {".webp"},
}
HTML_TAGS = [
    b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<iframe", b"<object", b"<embed", b"<img", b"<form",
    b"<meta", b"<style", b"<?php",
]  # fmt: skip

EMPTY = "Diese Datei ist leer. Wählen Sie die Datei noch einmal aus, oder speichern Sie sie neu."
TOO_LARGE = (
    "Diese Datei ist mit {size} MB zu gross; erlaubt sind {most} MB. Verkleinern Sie ein PDF mit «Speichern unter → "
    "Optimiertes PDF» oder «Kleinste Dateigrösse», ein Bild mit weniger Pixeln."
)
UNKNOWN = "Diese Datei ist weder ein PDF noch ein Bild (PNG, JPEG, WebP). Speichern Sie sie in einer dieser Formen."
OTHER_IMAGES = {
    b"GIF8": "Das ist ein GIF-Bild. Speichern Sie es als PNG.",
    b"ftyphei": "Das ist ein HEIC-Bild, wie es manche Telefone aufnehmen. Speichern Sie es als JPEG.",
    b"ftypmif1": "Das ist ein HEIC-Bild, wie es manche Telefone aufnehmen. Speichern Sie es als JPEG.",
    b"ftypavif": "Das ist ein AVIF-Bild. Speichern Sie es als JPEG oder PNG.",
    b"II*\0": "Das ist ein TIFF-Bild. Speichern Sie es als PNG oder JPEG.",
    b"MM\0*": "Das ist ein TIFF-Bild. Speichern Sie es als PNG oder JPEG.",
}
OFFICE = (
    "Das ist eine Office- oder ZIP-Datei. Speichern Sie das Dokument als PDF, und laden Sie das PDF hoch; aus einem ZIP "
    "jede Datei einzeln."
)
SVG = "SVG-Bilder können Programme enthalten und sind darum nicht erlaubt. Speichern Sie das Bild als PNG."
WEB_PAGE = "Das ist eine Webseite und kein PDF. Drucken Sie die Seite im Browser mit «Als PDF speichern»."
NOT_AT_START = (
    "In dieser Datei stehen andere Daten vor dem PDF. Öffnen Sie sie, speichern Sie sie neu als PDF, und laden Sie sie noch "
    "einmal hoch."
)
TWO_IN_ONE = (
    "In dieser Datei steckt ausser dem {kind} noch etwas anderes (eine Webseite oder ein ZIP). Öffnen Sie sie, speichern Sie "
    "sie neu, und laden Sie sie noch einmal hoch."
)
WRONG_NAME = (
    "Der Name «{name}» passt nicht zum Inhalt: Diese Datei ist ein {kind}. Prüfen Sie, ob es die richtige Datei ist, und "
    "geben Sie ihr einen Namen, der auf «{ending}» endet."
)
PATH_IN_NAME = (
    "Der Name «{name}» enthält einen Schrägstrich. Benennen Sie die Datei um, zum Beispiel in «bericht{ending}»."
)
TOO_MUCH = (
    "Diese Datei ist so gebaut, dass sie sich nicht in vernünftiger Zeit lesen lässt. Speichern Sie sie neu, in einfacherer "
    "Form, und laden Sie sie noch einmal hoch."
)


WRONG_LINK = (
    "In diesem PDF steht ein Link, der nicht erlaubt ist: «{address}». {reason} Ändern Sie ihn im Original, speichern Sie "
    "es neu als PDF, und laden Sie es noch einmal hoch."
)
BUSY = "Gerade wird eine andere Datei gelesen. Laden Sie Ihre in einer Minute noch einmal hoch."


@dataclass(frozen=True)
class SmallImage:
    """An image in the form that texts show, as WebP."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Inspected:
    """`content` is what to store: of an image, only the picture. `facts` are fields of StoredFile."""

    kind: str
    content: bytes
    facts: dict = field(default_factory=dict)
    small: SmallImage | None = None


def inspect(name: str, content: bytes) -> Inspected:
    """Checks the file and reads its facts. Raises ValidationError."""
    refuse_size(len(content))
    kind = detect_kind(content)
    refuse_polyglot(kind, content)
    refuse_name(kind, name)
    facts, kept = read_content(kind, content)
    if "refusal" in facts:
        raise ValidationError(facts["refusal"])
    small, kept = split(facts.pop("small", None), kept)
    refuse_size(len(kept or content))  # an image may grow when it is encoded again
    refuse_links(facts.pop("links", []))
    return Inspected(kind, kept or content, facts, small)


def split(about: dict | None, kept: bytes) -> tuple[SmallImage | None, bytes]:
    """The small form of an image, whose bytes come first, and the rest."""
    if about is None:
        return None, kept
    end = about["bytes"]
    return SmallImage(kept[:end], about["width"], about["height"]), kept[end:]


def refuse_links(addresses: list[str]):
    """Applies the rules for links of this site to the links of a PDF. Raises ValidationError."""
    for address in addresses:
        mended = link_rules.normalized_address(address)
        is_web = mended.startswith(("https:", "http:"))
        if reason := link_rules.web_refusal(mended) if is_web else link_rules.refusal(mended):
            raise ValidationError(WRONG_LINK.format(address=address[:200], reason=reason))


def refuse_size(size: int):
    """Called before the content is read. Raises ValidationError."""
    if not size:
        raise ValidationError(EMPTY)
    if size > settings.UPLOAD_MB * 1_000_000:
        tenths = f"{size / 1_000_000:.1f}".replace(".", ",")
        raise ValidationError(TOO_LARGE.format(size=tenths, most=settings.UPLOAD_MB))


def detect_kind(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    raise ValidationError(refusal_of_unknown(content))


def refusal_of_unknown(content: bytes) -> str:
    head = content[:SNIFFED_BYTES].lower()
    if b"<svg" in head:
        return SVG
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return WEB_PAGE
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return OFFICE
    if b"%pdf-" in head:
        return NOT_AT_START
    heads = content[:12], content[4:12]  # the size of its first box stands before the name of HEIC and AVIF
    return next((text for name, text in OTHER_IMAGES.items() if any(h.startswith(name) for h in heads)), UNKNOWN)


def refuse_polyglot(kind: str, content: bytes):
    """Refuses a file that other programs take for another type: some read its first bytes, some its last."""
    head = content[:SNIFFED_BYTES].lower()
    if any(tag in head for tag in HTML_TAGS) or zipfile.is_zipfile(BytesIO(content)):
        raise ValidationError(TWO_IN_ONE.format(kind=name_of_kind(kind)))


def refuse_name(kind: str, name: str):
    ending = f".{extension(kind)}"
    if "/" in name or "\\" in name:
        raise ValidationError(PATH_IN_NAME.format(name=name, ending=ending))
    if PurePosixPath(name).suffix.lower() not in EXTENSIONS[kind]:
        raise ValidationError(WRONG_NAME.format(name=name, kind=name_of_kind(kind), ending=ending))


def name_of_kind(kind: str) -> str:
    return "PDF" if kind == "pdf" else "Bild"


def extension(kind: str) -> str:
    return "jpg" if kind == "jpeg" else kind


@contextmanager
def one_reader() -> Iterator[None]:
    """Permits one reading process per machine, to bound memory. Raises ValidationError after the timeout."""
    with (settings.VAR_DIR / "file_reader.lock").open("w") as lock:
        end = time.monotonic() + READER_TIMEOUT
        while not try_lock(lock):
            if time.monotonic() > end:
                raise ValidationError(BUSY)
            time.sleep(0.05)
        yield  # closing the file releases the lock


def read_content(kind: str, content: bytes) -> tuple[dict, bytes]:
    """The facts or the refusal, and the bytes to store.

    The reading process has no secrets and is stopped after `READER_TIMEOUT`.
    """
    command = [sys.executable, "-m", "files.file_reader", kind]
    try:
        with one_reader():
            done = subprocess.run(  # noqa: S603  no input in the command
                command,
                input=content,
                capture_output=True,
                cwd=Path(__file__).parents[1],
                env={},
                timeout=READER_TIMEOUT,
            )
    except subprocess.TimeoutExpired:
        return {"refusal": TOO_MUCH}, b""
    said, _, kept = done.stdout.partition(b"\n")
    return (json.loads(said), kept) if done.returncode == 0 else ({"refusal": TOO_MUCH}, b"")
