"""Facts about a PDF, and refusal of active content: scripts, programs to start, embedded files.

Active content is found by its names: in the catalogue, on pages, in annotations, and wherever they stand uncompressed.
Content hidden deeper is not looked for: staff upload these files, and browsers get them with a policy that lets them do
nothing.
"""

import re
import time
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject, PdfObject

from . import FileError

MAX_OBJECTS = 100_000
#: Bounds of the text: a report of 300 pages has about a million letters.
MAX_LETTERS, MAX_PAGE_LETTERS = 2_000_000, 20_000
TEXT_SECONDS = 5  # of processor time; the process has 10 for everything
LIGATURE = re.compile("[\ufb00-\ufb06]")
#: A hyphen at the end of a line, where the word goes on in small letters: «Integrations-⏎programm»; not «Sprach-⏎und …».
DIVIDED_WORD = re.compile(
    r"(?<=[^\W\d_])(?:- *| ?\u2010 *|\u00ad)\n *(?=[a-zäöüéèàâçô])(?!(?:und|oder|et|ou|e|o|and|or)\b)"
)
#: A hyphen of its own at the end of a line: «KIP-⏎Bericht».
HYPHEN_AT_END = re.compile(r"(?<=\w)-\n(?=[A-ZÄÖÜ])")
EOF_SEARCH_BYTES = 1024  # at the end of the file, where PDF readers look for the end marker

PRINT_ANEW = "Öffnen Sie das Original, speichern oder drucken Sie es neu als PDF (ohne {what}), und laden Sie es noch einmal hoch."
SCRIPT = "Dieses PDF enthält ein Programm (JavaScript). " + PRINT_ANEW.format(what="Formularfunktionen und Aktionen")
STARTS = "Dieses PDF startet von sich aus etwas oder schickt Daten weg. " + PRINT_ANEW.format(what="Aktionen")
EMBEDDED = "In diesem PDF stecken weitere Dateien, Filme oder Töne. Entfernen Sie die Anlagen, und laden Sie jede Datei einzeln hoch."
FORM = "Dieses PDF ist ein dynamisches Formular (XFA), das viele nicht öffnen können. " + PRINT_ANEW.format(what="XFA")
ENCRYPTED = (
    "Dieses PDF ist verschlüsselt: mit einem Passwort oder mit Sperren für Drucken und Kopieren. Vorlesegeräte und "
    "Suchmaschinen kämen nicht an den Text. Speichern Sie es ohne Schutz, und laden Sie es noch einmal hoch."
)
CUT_OFF = (
    "Dieses PDF ist unvollständig: sein Ende fehlt. Holen oder speichern Sie es neu, und laden Sie es noch einmal hoch."
)
MORE_BEHIND = (
    "Hinter dem Ende dieses PDF stehen noch andere Daten. Öffnen Sie es, speichern oder drucken Sie es neu als PDF, und laden Sie "
    "es noch einmal hoch."
)
TOO_MANY = (
    "Dieses PDF hat zu viele Teile (Objekte). Drucken Sie es im PDF-Programm mit «Als PDF speichern» neu, und laden Sie es noch "
    "einmal hoch."
)
NO_PAGE = "Dieses PDF hat keine Seite. Speichern Sie es neu, und laden Sie es noch einmal hoch."

ACTIVE_CONTENT = (
    dict.fromkeys(("/JavaScript", "/ECMAScript"), SCRIPT)
    | dict.fromkeys(("/Launch", "/ImportData", "/SubmitForm"), STARTS)
    | dict.fromkeys(
        ("/EmbeddedFile", "/FileAttachment", "/RichMedia", "/Rendition", "/GoToE", "/Movie", "/Sound", "/3D"), EMBEDDED
    )
)
#: Names that are long enough not to occur in compressed data by chance.
UNCOMPRESSED_NAMES = re.compile("|".join(rf"{name}\b" for name in ACTIVE_CONTENT if len(name) > 6).encode())
HARMLESS_ACTIONS = {"/GoTo", "/Named"}  # the only automatic actions that are permitted
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def facts(content: bytes) -> tuple[dict, bytes]:
    """The facts, and no bytes: a PDF is stored unchanged, tags included. Raises FileError, and pypdf's errors."""
    if b"%%EOF" not in content[-EOF_SEARCH_BYTES:]:
        raise FileError(MORE_BEHIND if b"%%EOF" in content else CUT_OFF)
    if content.count(b"obj") > 2 * MAX_OBJECTS:
        raise FileError(TOO_MANY)
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        raise FileError(ENCRYPTED)
    if not len(reader.pages):
        raise FileError(NO_PAGE)
    if len(references := all_references(reader)) > MAX_OBJECTS:
        raise FileError(TOO_MANY)
    refuse_active(reader, content)
    found = document_facts(reader) | {"links": sorted(links(reader, references))}
    return found | {"page_texts": list(page_texts(reader))}, b""


def all_references(reader: PdfReader) -> list[IndirectObject]:
    """References to all objects in the file, also to those that nothing refers to."""
    loose = [(number, generation) for generation, table in reader.xref.items() for number in table]
    packed = [(number, 0) for number in reader.xref_objStm]
    return [IndirectObject(number, generation, reader) for number, generation in {*loose, *packed}]


def links(reader: PdfReader, references: list[IndirectObject]) -> set[str]:
    """All addresses in any object: of annotations, outlines and chained actions, and the base address."""
    found: set[str] = set()
    ahead: list[Any] = [reader.trailer, *(reference.get_object() for reference in references)]
    while ahead:
        each = ahead.pop()
        if isinstance(each, DictionaryObject):
            found.update(addresses(each))
            ahead += each.values()  # references are skipped: their objects are in the list themselves
        elif isinstance(each, ArrayObject):
            ahead += each
    return found


def addresses(holder: DictionaryObject) -> Iterator[str]:
    names = ["/URI", *(["/Base"] if "/Base" in holder else []), *(["/F", "/UF"] if holder.get("/FS") == "/URL" else [])]
    for name in names:
        address = dictionary_value(holder, name)
        if isinstance(address, str | bytes):
            yield address.decode("latin-1") if isinstance(address, bytes) else str(address)


def document_facts(reader: PdfReader) -> dict:
    root = reader.root_object
    language = str(dictionary_value(root, "/Lang") or "")
    return {
        "pages": len(reader.pages),
        "title": " ".join(str(dictionary_value(reader.metadata, "/Title") or "").split()),
        "language": language[:35] if LANGUAGE_TAG.fullmatch(language) else "",
        "is_tagged": bool(dictionary_value(root, "/StructTreeRoot"))
        and bool(dictionary_value(dictionary_value(root, "/MarkInfo"), "/Marked")),
    }


# -- the text, for the search


def page_texts(reader: PdfReader) -> Iterator[str]:
    """The text of each page in turn, "" where it has none or cannot be read; ends where a bound is reached."""
    left, end = MAX_LETTERS, time.process_time() + TEXT_SECONDS
    for page in reader.pages:
        if left <= 0 or time.process_time() > end:
            return
        text = readable(extracted(page))[: min(left, MAX_PAGE_LETTERS)]
        left -= len(text)
        yield text


def extracted(page: PageObject) -> str:
    try:
        return page.extract_text()
    except (MemoryError, RecursionError):
        raise
    except Exception:  # fonts and streams break in many ways; the file itself was accepted
        return ""


def readable(text: str) -> str:
    """Words as they are searched: ligatures apart, words that a line break divides together, without control signs."""
    text = LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = HYPHEN_AT_END.sub("-", DIVIDED_WORD.sub("", text)).replace("\u00ad", "")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def refuse_active(reader: PdfReader, content: bytes):
    if found := UNCOMPRESSED_NAMES.search(content):
        raise FileError(ACTIVE_CONTENT[found[0].decode()])
    if dictionary_value(dictionary_value(reader.root_object, "/Names"), "/JavaScript"):
        raise FileError(SCRIPT)
    if any(reader.attachment_list):
        raise FileError(EMBEDDED)
    if dictionary_value(dictionary_value(reader.root_object, "/AcroForm"), "/XFA"):
        raise FileError(FORM)
    for holder in objects_with_actions(reader):
        refuse_actions(holder)


def objects_with_actions(reader: PdfReader) -> Iterator[PdfObject | None]:
    """Objects that may have an action: the catalogue, pages, annotations and their form fields."""
    yield reader.root_object
    for page in reader.pages:
        annotations = [annotation.get_object() for annotation in page.annotations or []]
        yield from [page, *annotations, *(dictionary_value(each, "/Parent") for each in annotations)]


def refuse_actions(holder: PdfObject | None):
    events = dictionary_value(holder, "/AA")
    automatic = [dictionary_value(holder, "/OpenAction"), *(dictionary_value(events, name) for name in events or ())]
    for kind in (
        dictionary_value(holder, "/Subtype"),
        *(dictionary_value(action, "/S") for action in (dictionary_value(holder, "/A"), *automatic)),
    ):
        if kind in ACTIVE_CONTENT:
            raise FileError(ACTIVE_CONTENT[kind])
    if any(
        dictionary_value(action, "/S") not in HARMLESS_ACTIONS
        for action in automatic
        if isinstance(action, DictionaryObject)
    ):
        raise FileError(STARTS)


def dictionary_value(holder: PdfObject | None, name: str) -> Any:
    """The value with its reference resolved; None if it is missing or `holder` is not a dictionary."""
    found = holder[name] if isinstance(holder, DictionaryObject) and name in holder else None
    return None if isinstance(found, NullObject) else found
