"""What a PDF says of itself, and what none may hold here: scripts, programs to start, files within the file."""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

from . import Refusal

END_WITHIN = 1024  # bytes: where readers look for the mark of the end
MOST_OBJECTS = 300_000
MOST_PAGES = 3_000
MOST_IN_STREAM = 256 * 1024**2  # bytes, unpacked
MOST_UNPACKED = 1024**3  # bytes, all streams together
AT_A_TIME = 1024**2

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
TOO_COMPLEX = "Dieses PDF ist zu umfangreich: {what}. Teilen Sie es auf, oder speichern Sie es in einfacherer Form."

SCRIPTS = {"/JavaScript", "/ECMAScript"}
STARTERS = {"/Launch", "/ImportData", "/SubmitForm"}
CARRIERS = {"/GoToE", "/Rendition", "/RichMediaExecute", "/Movie", "/Sound", "/RichMedia", "/3D", "/FileAttachment"}
BY_ITSELF = {"/GoTo", "/Named"}  # what a PDF may do when it is opened: show a place in itself
#: Also where nothing refers to it: programs that repair a broken file would find it.
WRITTEN_OUT = re.compile(rb"/(?:JavaScript|ECMAScript|Launch)\b")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def facts(content: bytes) -> tuple[dict, bytes]:
    """Raises Refusal, and whatever pypdf raises for a broken file. A PDF is kept as it is, tags included."""
    if b"%%EOF" not in content[-END_WITHIN:]:
        raise Refusal(CUT_OFF)
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        raise Refusal(ENCRYPTED)
    refuse_what_acts(reader, content)
    return about(reader), b""


def about(reader: PdfReader) -> dict:
    root = reader.root_object
    language = LANGUAGE.fullmatch(text(root, "/Lang"))
    return {
        "pages": number_of_pages(reader),
        "title": " ".join(text(reader.metadata or {}, "/Title").split()),
        "language": language[0][:35] if language else "",
        "is_tagged": bool(entry(root, "/StructTreeRoot")) and is_true(entry(entry(root, "/MarkInfo"), "/Marked")),
    }


def number_of_pages(reader: PdfReader) -> int:
    """Counted, not believed."""
    number = 0
    for number, _page in enumerate(reader.pages, start=1):
        if number > MOST_PAGES:
            raise Refusal(TOO_COMPLEX.format(what=f"mehr als {MOST_PAGES} Seiten"))
    if not number:
        raise Refusal("Dieses PDF hat keine Seite. Speichern Sie es neu, und laden Sie es noch einmal hoch.")
    return number


def refuse_what_acts(reader: PdfReader, content: bytes):
    if found := WRITTEN_OUT.search(content):
        raise Refusal(STARTS if found[0] == b"/Launch" else SCRIPT)
    refuse_own_start(entry(reader.root_object, "/OpenAction"))
    unpacked = 0
    for value in objects(reader):
        for part in parts(value):
            if isinstance(part, DictionaryObject):
                refuse_dangerous(part)
            if isinstance(part, StreamObject):
                unpacked += unpacked_size(part)
        if unpacked > MOST_UNPACKED:
            raise Refusal(TOO_COMPLEX.format(what="entpackt mehr als ein Gigabyte"))


def refuse_dangerous(part: DictionaryObject):
    names = {entry(part, "/S"), entry(part, "/Subtype"), entry(part, "/Type")}
    if names & SCRIPTS or "/JS" in part:
        raise Refusal(SCRIPT)
    if names & STARTERS:
        raise Refusal(STARTS)
    if names & CARRIERS or "/EmbeddedFile" in names or is_attachment(entry(part, "/EF")):
        raise Refusal(EMBEDDED)
    if "/XFA" in part:
        raise Refusal(FORM)
    for action in dictionary(entry(part, "/AA")):
        refuse_own_start(entry(entry(part, "/AA"), action))


def refuse_own_start(action: PdfObject | None):
    """What happens by itself, when the file or a page is opened or a field is touched."""
    if isinstance(action, DictionaryObject) and entry(action, "/S") not in BY_ITSELF:
        raise Refusal(SCRIPT if entry(action, "/S") in SCRIPTS else STARTS)


def is_attachment(files: PdfObject | None) -> bool:
    return bool(dictionary(files).keys() & {"/F", "/UF", "/DOS", "/Mac", "/Unix"})


def objects(reader: PdfReader) -> Iterator[PdfObject | None]:
    """Every object of the file, also those that no page leads to."""
    known = {(number, generation) for generation, numbers in reader.xref.items() for number in numbers}
    known |= {(number, 0) for number in reader.xref_objStm}
    if len(known) > MOST_OBJECTS:
        raise Refusal(TOO_COMPLEX.format(what=f"mehr als {MOST_OBJECTS} Teile"))
    yield reader.trailer
    for number, generation in sorted(known):
        yield reader.get_object(IndirectObject(number, generation, reader))


def parts(value: PdfObject | None) -> Iterator[PdfObject | None]:
    """A value and everything written inside it; references are not followed, since every object is looked at anyway."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, DictionaryObject):
            waiting += dict.values(part)
        elif isinstance(part, ArrayObject):
            waiting += list.__iter__(part)


def unpacked_size(stream: StreamObject) -> int:
    """Bytes after the first filter, if that is the usual one. Raises Refusal for a stream that swells beyond measure."""
    filters = entry(stream, "/Filter")
    names = [str(name) for name in filters] if isinstance(filters, ArrayObject) else [str(filters)]
    if sum(name in {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"} for name in names) > 1:
        raise Refusal(TOO_COMPLEX.format(what="ein Teil ist mehrfach gepackt"))
    return inflated(stream._data) if names[0] in {"/FlateDecode", "/Fl"} else 0


def inflated(data: bytes) -> int:
    machine, size = zlib.decompressobj(), 0
    try:
        while data and not machine.eof:
            size += len(machine.decompress(data, AT_A_TIME))
            data = machine.unconsumed_tail
            if size > MOST_IN_STREAM:
                raise Refusal(TOO_COMPLEX.format(what="ein Teil schwillt beim Entpacken zu stark an"))
    except zlib.error:  # many programs write a wrong checksum; what shows the page bears it
        return size
    return size


def entry(holder: PdfObject | dict | None, name: str) -> PdfObject | None:
    """One value of a dictionary, with a reference followed; None where there is none, or no dictionary."""
    value = dict.get(holder, name) if isinstance(holder, dict) else None
    return value.get_object() if isinstance(value, IndirectObject) else value


def dictionary(value: PdfObject | None) -> dict:
    return value if isinstance(value, dict) else {}


def is_true(value: PdfObject | None) -> bool:
    return getattr(value, "value", False) is True


def text(holder: PdfObject | dict | None, name: str) -> str:
    value = entry(holder, name)
    return value if isinstance(value, str) else ""
