"""Sample uploads, valid and hostile; built byte by byte where no library would write them."""

import io
import zipfile
import zlib

from PIL import Image, PngImagePlugin
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    NameObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)


def pdf(
    *, pages: int = 2, title: str = "Bericht 2025", language: str = "de-CH", tagged: bool = True, change=None
) -> bytes:
    """`change` is called with the writer before it writes."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": title})
    writer.root_object[NameObject("/Lang")] = TextStringObject(language)
    if tagged:
        writer.root_object[NameObject("/MarkInfo")] = dictionary(Marked=BooleanObject(True))
        writer.root_object[NameObject("/StructTreeRoot")] = dictionary(Type=NameObject("/StructTreeRoot"))
    if change:
        change(writer)
    return written(writer)


def written(writer) -> bytes:
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def dictionary(**entries: PdfObject) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})


def action(kind: str, **entries: PdfObject) -> DictionaryObject:
    return dictionary(S=NameObject(f"/{kind}"), **entries)


def script() -> DictionaryObject:
    return action("JavaScript", JS=TextStringObject("app.alert(1)"))


def opens_with(what: DictionaryObject):
    def change(writer):
        writer.root_object[NameObject("/OpenAction")] = what

    return change


def hidden(what: DictionaryObject):
    """An object that the catalogue leads to by a name that says nothing."""

    def change(writer):
        writer.root_object[NameObject("/Extra")] = ArrayObject([writer._add_object(what)])

    return change


def stream(data: bytes, **entries: PdfObject) -> StreamObject:
    made = StreamObject()
    made.set_data(data)
    made.update(dictionary(**entries))
    return made


def on_page(**entries: PdfObject):
    return lambda writer: writer.pages[0].update(dictionary(**entries))


def annotated(**entries: PdfObject):
    """A link on the first page, or whatever `entries` make of it."""

    def change(writer):
        annotation = dictionary(Subtype=NameObject("/Link"))
        annotation.update(dictionary(**entries))
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(annotation)])

    return change


def encrypted(password: str) -> bytes:
    return pdf(change=lambda writer: writer.encrypt(user_password="", owner_password=password, algorithm="RC4-128"))


def image(kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **saving) -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size, (200, 30, 40) if mode == "RGB" else 0).save(stream, kind, **saving)
    return stream.getvalue()


def photograph() -> bytes:
    """With the place where it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x013B] = "Erika Muster"
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (47.0, 29.0, 3.0)
    return image("JPEG", exif=exif, comment=b"geheim")


def png_with_words() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Erika Muster")
    return image(pnginfo=words)


def moving() -> bytes:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    stream = io.BytesIO()
    frames[0].save(stream, "PNG", save_all=True, append_images=frames[1:])
    return stream.getvalue()


def huge_png() -> bytes:
    """50 000 by 50 000 pixels in a few bytes: only what its head says."""
    small = image("PNG", (1, 1))
    head = small[:16] + (50_000).to_bytes(4, "big") * 2 + small[24:29]
    return head + zlib.crc32(head[12:29]).to_bytes(4, "big") + small[33:]


def archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("x.html", "<script>alert(1)</script>")
    return stream.getvalue()


def packed_pdf(objects: bytes) -> bytes:
    """One page, and an object stream with `objects`: numbers and places first, then the objects, the first at 4."""
    head, body = objects[:4], objects[4:]
    data = zlib.compress(head + body)
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction 7 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(data), data),
    ]
    content, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(content)
    rows = [(0, 0, 255), *((1, place, 0) for place in places), (1, start, 0), (0, 0, 255), (2, 4, 0)]
    table = zlib.compress(
        b"".join(kind.to_bytes(1, "big") + a.to_bytes(4, "big") + b.to_bytes(1, "big") for kind, a, b in rows)
    )
    references = b"5 0 obj\n<< /Type /XRef /Size 8 /W [1 4 1] /Root 1 0 R /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n"
    return content + references % (len(table), table) + b"startxref\n%d\n%%%%EOF\n" % start


def named_scripts(writer):
    scripts = ArrayObject([TextStringObject("start"), script()])
    writer.root_object[NameObject("/Names")] = dictionary(JavaScript=dictionary(Names=scripts))
