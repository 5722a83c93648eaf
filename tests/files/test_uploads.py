"""Which uploads are accepted and refused: by content, with a message that says what to do."""

import io
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image

from files import uploads
from files.file_reader import FileError, pdf
from files.uploads import inspect
from tests import sample_files

pytestmark = pytest.mark.check(13)

BOUND = "from files.file_reader.__main__ import set_limits; set_limits(); "
PDF = sample_files.pdf()
#: What must not come in, by what is wrong with it: its name, its content, words of the refusal.
REFUSED = {
    "empty": ("x.pdf", b"", "leer"),
    "a page with the name of a PDF": ("x.pdf", b"<!doctype html><script>alert(1)</script>", "Als PDF speichern"),
    "a page after white space": ("x.pdf", b"\xef\xbb\xbf \n<html>", "Als PDF speichern"),
    "a drawing that can hold scripts": ("x.svg", b'<?xml version="1.0"?><svg onload="x"/>', "als PNG"),
    "a drawing with the name of an image": ("x.png", b"<svg/>", "als PNG"),
    "an archive": ("x.zip", sample_files.archive(), "Office- oder ZIP-Datei"),
    "an old Word file": ("x.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "Office- oder ZIP-Datei"),
    "a program": ("x.pdf", b"MZ" + bytes(600), "weder ein PDF noch ein Bild"),
    "a GIF": ("x.gif", sample_files.image("GIF", mode="P"), "GIF-Bild. Speichern Sie es als PNG"),
    "a TIFF": ("x.tif", sample_files.image("TIFF"), "TIFF-Bild. Speichern Sie es als PNG"),
    "a photograph of a telephone": ("x.heic", b"\0\0\0\x24ftypheic" + bytes(600), "HEIC-Bild"),
    "a photograph of another telephone": ("x.heic", b"\0\0\0\x24ftypmif1" + bytes(600), "HEIC-Bild"),
    "a PDF behind something else": ("x.pdf", b"GIF89a" + PDF, "vor dem PDF"),
    "a PDF that is a page too": ("x.pdf", PDF.replace(b"%\xe2", b"%<script>alert(1)</script>\xe2", 1), "noch etwas anderes"),
    "an image that is a page too": ("x.jpg", sample_files.image("JPEG", comment=b"<script src=x>"), "noch etwas anderes"),
    "a PDF that is an archive too": ("x.pdf", PDF + sample_files.archive(), "noch etwas anderes"),
    "an archive before a PDF's end": ("x.pdf", PDF[:-6] + sample_files.archive() + b"%%EOF\n", "noch etwas anderes"),
    "an image that is an archive too": ("x.png", sample_files.image() + sample_files.archive(), "noch etwas anderes"),
    "a path": ("../../x.pdf", PDF, "Schrägstrich"),
    "a path of Windows": ("..\\x.pdf", PDF, "Schrägstrich"),
    "the name of a page": ("a.pdf.html", PDF, "auf «.pdf» endet"),
    "the name of an image": ("a.png", PDF, "auf «.pdf» endet"),
    "the name of a PDF": ("a.pdf", sample_files.image(), "auf «.png» endet"),
    "no ending": ("bericht", PDF, "auf «.pdf» endet"),
    "nothing but an ending": (".pdf", PDF, "auf «.pdf» endet"),
    "a PDF without its end": ("x.pdf", PDF[:-10], "Ende fehlt"),
    "a PDF with more behind its end": ("x.pdf", PDF + bytes(2_000), "Hinter dem Ende"),
    "half a PDF": ("x.pdf", PDF[: len(PDF) // 2], "Ende fehlt"),
    "a head and an end": ("x.pdf", b"%PDF-1.7\n%%EOF", "beschädigt"),
    "nonsense within a PDF": ("x.pdf", b"%PDF-1.7\n" + bytes(range(128, 256)) * 20 + b"\n%%EOF", "beschädigt"),
    "a PDF without a page": ("x.pdf", sample_files.pdf(pages=0), "keine Seite"),
    "an encrypted PDF": ("x.pdf", sample_files.encrypted("geheim"), "verschlüsselt"),
    "half an image": ("x.png", sample_files.image(size=(400, 400))[:200], "beschädigt"),
    "an image without its end": ("x.jpg", sample_files.image("JPEG", size=(400, 400))[:-400], "beschädigt"),
    "an image without a pixel": ("x.webp", b"RIFF\x04\x00\x00\x00WEBP", "beschädigt"),
    "a head of an image": ("x.png", b"\x89PNG\r\n\x1a\n", "beschädigt"),
    "more pixels than a screen": ("x.png", sample_files.huge_png(), "50000 × 50000"),
    "an image that moves": ("x.png", sample_files.moving(), "bewegt sich"),
    "an image too deep": ("x.png", sample_files.image(mode="I;16"), "8 Bit"),
}  # fmt: skip
NAMED = {"JS": "Programm (JavaScript)", "START": "startet von sich aus", "FILES": "weitere Dateien"}
TEXT = sample_files.TextStringObject("x")
#: What a PDF may hold that acts, and the refusal that names it.
ACTING = {
    "a script on opening": (sample_files.opens_with(sample_files.script()), "JS"),
    "a script on a page": (sample_files.on_page(AA=sample_files.dictionary(O=sample_files.script())), "JS"),
    "a script behind a link": (sample_files.annotated(A=sample_files.script()), "JS"),
    "a script in a field of a form": (sample_files.annotated(Parent=sample_files.dictionary(AA=sample_files.dictionary(K=sample_files.script()))), "JS"),
    "scripts by name": (sample_files.named_scripts, "JS"),
    "a program to start": (sample_files.annotated(A=sample_files.action("Launch", F=TEXT)), "START"),
    "data to send": (sample_files.annotated(A=sample_files.action("SubmitForm", F=TEXT)), "START"),
    "data to fetch": (sample_files.annotated(A=sample_files.action("ImportData", F=TEXT)), "START"),
    "a website on opening": (sample_files.opens_with(sample_files.action("URI", URI=TEXT)), "START"),
    "a website on turning a page": (sample_files.on_page(AA=sample_files.dictionary(O=sample_files.action("URI", URI=TEXT))), "START"),
    "a file within the file": (lambda writer: writer.add_attachment("x.txt", b"Text"), "FILES"),
    "a film": (sample_files.annotated(Subtype=sample_files.NameObject("/RichMedia")), "FILES"),
    "a jump into an inner file": (sample_files.annotated(A=sample_files.action("GoToE", T=TEXT)), "FILES"),
}  # fmt: skip


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        inspect(name, content)
    (words,) = refused.value.messages
    return words


@pytest.mark.parametrize("case", REFUSED)
def test_what_must_not_come_in_is_refused_with_a_way_out(case):
    name, content, words = REFUSED[case]

    said = refusal(name, content)

    assert words in said
    assert said.endswith(".")
    assert "ß" not in said


@pytest.mark.parametrize(
    "tag",
    [
        "<!doctype", "<HTML", "<head", "<body", "<script", "<svg", "<iframe", "<object", "<embed", "<img", "<form", "<meta",
        "<style", "<?php",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("start", "kind"), [(b"%PDF-1.7\n%", "PDF"), (b"\x89PNG\r\n\x1a\n", "PNG")])
def test_what_a_browser_might_take_for_a_page_is_refused_before_it_is_read(start, kind, tag):
    said = refusal(f"x.{kind.lower()}", start + tag.encode() + b" onload=x>")

    assert "etwas anderes (eine Webseite oder ein ZIP)" in said, f"{kind} {tag}: {said}"


@pytest.mark.parametrize("case", ACTING)
def test_a_pdf_that_acts_is_refused(case):
    change, words = ACTING[case]

    assert NAMED[words] in refusal("x.pdf", sample_files.pdf(change=change))


def test_a_script_whose_name_is_spelled_in_numbers_is_found():
    content = sample_files.pdf(change=sample_files.opens_with(sample_files.script()))
    spelled = content.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/#4A#53")

    assert b"/JavaScript" not in spelled
    assert NAMED["JS"] in refusal("x.pdf", spelled)


def test_a_script_on_opening_that_an_object_stream_packs_is_found():
    """Since PDF 1.5 objects may lie in a packed stream: no search through the bytes finds them there."""
    packed = b"7 0 << /S /JavaScript /JS (app.alert\\(1\\)) >>"
    content = sample_files.packed_pdf(packed)

    assert b"/JavaScript" not in content
    assert NAMED["JS"] in refusal("x.pdf", content)


@pytest.mark.parametrize("case", ACTING)
def test_it_is_found_by_ordinary_access_too(case, monkeypatch):
    """As in a file whose objects are packed."""
    change, words = ACTING[case]
    monkeypatch.setattr(pdf, "UNCOMPRESSED_NAMES", re.compile(rb"(?!)"))

    with pytest.raises(FileError, match=re.escape(NAMED[words])):
        pdf.facts(sample_files.pdf(change=change))


def test_a_script_that_nothing_refers_to_is_found():
    content = PDF.replace(b"startxref", b"99 0 obj << /S /JavaScript /JS (x) >> endobj\nstartxref")

    assert NAMED["JS"] in refusal("x.pdf", content)


def test_a_dynamic_form_is_refused():
    def change(writer):
        writer.root_object[sample_files.NameObject("/AcroForm")] = sample_files.dictionary(XFA=TEXT)

    assert "XFA" in refusal("x.pdf", sample_files.pdf(change=change))


@pytest.mark.parametrize(
    "change",
    [
        sample_files.opens_with(sample_files.action("GoTo", D=sample_files.ArrayObject())),
        sample_files.opens_with(sample_files.action("Named", N=sample_files.NameObject("/FirstPage"))),
        sample_files.annotated(A=sample_files.action("URI", URI=sample_files.TextStringObject("https://www.bl.ch/"))),
        sample_files.on_page(AA=sample_files.dictionary(O=sample_files.action("GoTo", D=sample_files.ArrayObject()))),
    ],
    ids=["shows a place", "shows its first page", "links to a website", "shows a place on turning a page"],
)
def test_a_pdf_with_links_and_a_first_place_is_taken(change):
    assert inspect("x.pdf", sample_files.pdf(change=change)).kind == "pdf"


def test_a_file_over_the_limit_is_refused_with_both_sizes(settings):
    settings.UPLOAD_MB = 1

    said = refusal("x.pdf", PDF + bytes(1_250_000))

    assert "1,3 MB" in said
    assert "erlaubt sind 1 MB" in said


def test_a_pdf_says_what_it_is_and_is_kept_as_it_is():
    found = inspect("Bericht.PDF", PDF)

    about = {"pages": 2, "title": "Bericht 2025", "language": "de-CH", "is_tagged": True}
    assert found.facts == about | {"page_texts": ["", ""]}
    assert found.content == PDF


@pytest.mark.parametrize("language", ["", "deutsch, schweizerisch", "<b>", "x" * 500])
def test_a_language_that_is_none_is_left_out(language):
    assert inspect("x.pdf", sample_files.pdf(language=language)).facts["language"] == ""


def test_a_pdf_without_tags_is_taken_and_says_so():
    assert inspect("x.pdf", sample_files.pdf(tagged=False)).facts["is_tagged"] is False


@pytest.mark.parametrize(
    ("name", "kind", "format_"),
    [("x.png", "png", "PNG"), ("x.JPG", "jpeg", "JPEG"), ("x.jpeg", "jpeg", "JPEG"), ("x.webp", "webp", "WEBP")],
)
def test_images_of_every_permitted_kind_are_taken(name, kind, format_):
    found = inspect(name, sample_files.image(format_))

    assert found.kind == kind
    assert found.facts == {"width": 40, "height": 30}
    assert Image.open(io.BytesIO(found.content)).format == format_


def test_a_photograph_loses_place_and_author_and_stands_upright():
    photograph = sample_files.photograph()
    assert Image.open(io.BytesIO(photograph)).getexif().get_ifd(0x8825)

    found = inspect("x.jpg", photograph)

    kept = Image.open(io.BytesIO(found.content))
    assert dict(kept.getexif()) == {}
    assert b"Erika" not in found.content
    assert b"geheim" not in found.content
    assert kept.size == (30, 40)


def test_a_png_loses_its_words():
    content = sample_files.png_with_words()
    assert b"Erika" in content

    assert b"Erika" not in inspect("x.png", content).content


def test_what_stands_behind_an_image_goes():
    assert b"hinten" not in inspect("x.png", sample_files.image() + b"hinten").content


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_an_image_keeps_its_look(mode):
    original = sample_files.image(mode=mode)

    kept = Image.open(io.BytesIO(inspect("x.png", original).content))

    assert kept.convert("RGBA").tobytes() == Image.open(io.BytesIO(original)).convert("RGBA").tobytes()


def test_a_transparent_webp_that_exceeds_the_memory_is_refused_in_words():
    content = sample_files.image("WEBP", size=(4001, 3000), mode="RGBA")

    assert "auf höchstens 12 Millionen Pixel" in refusal("x.webp", content)


def test_a_file_goes_through_the_reading_process_and_comes_back_clean(reader_process):
    found = inspect("x.jpg", sample_files.photograph())

    assert found.facts == {"width": 30, "height": 40}
    assert Image.open(io.BytesIO(found.content)).size == (30, 40)
    assert "beschädigt" in refusal("x.pdf", b"%PDF-1.7\n%%EOF")


def test_a_reader_that_takes_too_long_is_ended(reader_process, monkeypatch):
    monkeypatch.setattr(uploads, "READER_TIMEOUT", 0.001)

    assert "in vernünftiger Zeit" in refusal("x.pdf", PDF)


def test_a_reader_that_fails_is_no_yes(reader_process, monkeypatch):
    monkeypatch.setattr(uploads.sys, "executable", "/bin/false")

    assert "in vernünftiger Zeit" in refusal("x.pdf", PDF)


@pytest.mark.parametrize(
    ("deed", "error"),
    [("bytearray(2 * 1024**3)", "MemoryError"), ("open('x', 'w').write('x' * 9999)", "File too large")],
)
def test_the_reader_is_bound(tmp_path, deed, error):
    tried = subprocess.run(  # noqa: S603
        [sys.executable, "-c", f"import sys; sys.path.append({str(settings.BASE_DIR)!r}); {BOUND}{deed}"],
        cwd=tmp_path, capture_output=True, text=True, timeout=300,
    )  # fmt: skip

    assert error in tried.stderr


def test_the_reader_starts_without_the_site():
    code = "import sys, files.file_reader.__main__; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, timeout=300).returncode == 0  # noqa: S603
