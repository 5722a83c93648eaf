"""Files that are read cost nobody else anything: before the transaction, one at a time, within bounds; and leave nothing behind."""

import errno

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from files import uploads
from files.file_reader import pdf
from files.models import StoredFile
from tests import sample_files as samples
from tests.editorial.office import address, logged_in

pytestmark = pytest.mark.check(39)

WRONG = [
    "https://name:wort@example.org/",
    "https://example.org/%0d%0aSet-Cookie:a",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "//example.org/",
]
RIGHT = ["https://www.example.org/a?b=1#c", "http://www.example.org/", "mailto:name@example.org", "tel:+41610000000"]


def uri(target) -> DictionaryObject:
    return samples.dictionary(S=NameObject("/URI"), URI=target)


def direct(writer, target):
    samples.annotated(A=uri(target))(writer)


def behind_a_reference(writer, target):
    action = writer._add_object(uri(writer._add_object(target)))
    samples.annotated(A=action)(writer)


def in_a_chain(writer, target):
    action = samples.dictionary(S=NameObject("/GoTo"), Next=ArrayObject([uri(target)]))
    samples.annotated(A=action)(writer)


def in_the_outline(writer, target):
    item = writer._add_object(samples.dictionary(Title=TextStringObject("x"), A=uri(target)))
    writer.root_object[NameObject("/Outlines")] = samples.dictionary(First=item, Last=item, Count=NumberObject(1))


def in_an_object_that_nothing_names(writer, target):
    writer._add_object(uri(target))


def with_a_base(writer, target):
    writer.root_object[NameObject("/URI")] = samples.dictionary(Base=target)


def of_a_file(writer, target):
    samples.annotated(
        Subtype=NameObject("/Link"),
        A=samples.dictionary(S=NameObject("/GoToR"), F=samples.dictionary(FS=NameObject("/URL"), F=target)),
    )(writer)


WAYS = [direct, behind_a_reference, in_a_chain, in_the_outline, in_an_object_that_nothing_names, with_a_base, of_a_file]


def linking(way, target: str) -> bytes:
    return samples.pdf(change=lambda writer: way(writer, TextStringObject(target)))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_link_in_a_pdf_is_held_to_the_rule_on_every_way(way):
    with pytest.raises(ValidationError, match="Link, der nicht erlaubt ist"):
        uploads.inspect("a.pdf", linking(way, WRONG[0]))


@pytest.mark.parametrize("target", WRONG)
def test_a_wrong_link_is_refused_with_the_reason(target):
    with pytest.raises(ValidationError, match="Link, der nicht erlaubt ist"):
        uploads.inspect("a.pdf", linking(direct, target))


@pytest.mark.parametrize("target", RIGHT)
def test_a_right_link_is_taken(target):
    assert uploads.inspect("a.pdf", linking(direct, target)).kind == "pdf"


def test_a_pdf_of_too_many_objects_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(pdf, "PdfReader", None)

    with pytest.raises(ValidationError, match="zu viele Teile"):
        uploads.inspect("a.pdf", b"%PDF-1.7\n" + b"1 0 obj\n1\nendobj\n" * 290_000 + b"%%EOF")


def test_a_picture_that_has_grown_is_bounded_like_the_uploaded_one(settings, monkeypatch):
    settings.UPLOAD_MB = 1
    monkeypatch.setattr(uploads, "read_content", lambda *_: ({"width": 1, "height": 1}, bytes(1_000_001)))

    with pytest.raises(ValidationError, match="zu gross"):
        uploads.inspect("a.png", samples.image())


def test_one_file_is_read_at_a_time(reader_process, monkeypatch):
    monkeypatch.setattr(uploads, "READER_TIMEOUT", 0.1)

    with uploads.one_reader(), pytest.raises(ValidationError, match="eine andere Datei"):
        uploads.read_content("png", samples.image())


@pytest.mark.django_db
def test_a_file_is_read_before_the_transaction_of_the_form(monkeypatch):
    """Each block of a transaction within another one is a savepoint."""
    blocks = []
    inspect = uploads.inspect
    monkeypatch.setattr(
        uploads, "inspect", lambda *given: [blocks.append(len(connection.savepoint_ids)), inspect(*given)][1]
    )
    outside = len(connection.savepoint_ids)

    upload(logged_in(is_superuser=True))

    assert StoredFile.objects.count() == 1
    assert blocks == [outside]


def upload(client):
    return client.post(address(StoredFile, "add"), {"upload": SimpleUploadedFile("a.png", samples.image())})


def files_in(folder) -> list:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_a_full_disk_leaves_no_part_of_a_file(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path

    def half(storage, name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read()[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", half)
    client = logged_in(is_superuser=True)
    client.raise_request_exception = False

    answer = upload(client)

    assert (answer.status_code, files_in(tmp_path), StoredFile.objects.count()) == (507, [], 0)


@pytest.mark.django_db
def test_what_fails_after_the_bytes_were_written_takes_them_back(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path

    def fails(*_given, **_others):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("files.admin.StoredFileAdmin.log_addition", fails)
    client = logged_in(is_superuser=True)
    client.raise_request_exception = False

    answer = upload(client)

    assert (answer.status_code, files_in(tmp_path), StoredFile.objects.count()) == (507, [], 0)
