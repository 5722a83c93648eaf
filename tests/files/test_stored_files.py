"""Stored files: names, facts from the content, immutable bytes that are deleted with their row."""

import json
import logging

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from core.models import Edition
from files.models import StoredFile
from tests import factories, sample_files
from tests.editorial.office import Answer, address, logged_in
from tests.files.test_uploads import REFUSED

pytestmark = pytest.mark.django_db
ADD = reverse("admin:files_storedfile_add")
#: A browser sends no path, and Django takes one off: only what is left of the name counts there.
REFUSED_BY_FORM = {case: what for case, what in REFUSED.items() if not case.startswith("a path") and what[0] != ".pdf"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def take_in(name: str = "Bericht 2025.pdf", content: bytes | None = None) -> StoredFile:
    return StoredFile.objects.take_in(name, sample_files.pdf() if content is None else content)


def upload(client, name: str, content: bytes, page: str = ADD) -> Answer:
    return Answer(client.post(page, {"upload": SimpleUploadedFile(name, content, "text/html")}))


def kept(media) -> list[str]:
    return sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())


def test_a_pdf_is_kept_under_a_name_of_its_own_with_what_it_says(media):
    file = StoredFile.objects.get(pk=take_in().pk)

    assert kept(media) == [file.path]
    assert file.path == f"{file.sha256[:2]}/{file.sha256}-{file.key}.pdf"
    assert file.open().read() == sample_files.pdf()
    assert (file.kind, file.pages, file.language, file.is_tagged) == ("pdf", 2, "de-CH", True)
    assert (file.title, file.original_name) == ("Bericht 2025", "Bericht 2025.pdf")
    assert file.size_bytes == len(sample_files.pdf())


def test_an_image_is_kept_without_where_it_was_taken():
    file = take_in("IMG_1.JPG", sample_files.photograph())

    assert (file.kind, file.width, file.height, file.pages, file.is_tagged) == ("jpeg", 30, 40, None, None)
    assert file.path.endswith(".jpg")
    assert b"Erika" not in file.open().read()
    assert file.size_bytes == default_storage.size(file.path)


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_leaves_nothing_behind(media, case):
    name, content, words = REFUSED[case]

    with pytest.raises(ValidationError, match=words.replace("(", "\\(")):
        take_in(name, content)

    assert not StoredFile.objects.exists()
    assert kept(media) == []


@pytest.mark.parametrize("case", REFUSED_BY_FORM)
def test_the_form_says_beside_the_field_what_is_wrong(chief, media, case):
    name, content, words = REFUSED[case]

    answer = upload(chief, name, content)

    assert words in answer.errors["upload"]
    assert not StoredFile.objects.exists()
    assert kept(media) == []


def test_a_refusal_is_logged_in_one_line(chief, caplog):
    with caplog.at_level(logging.WARNING):
        upload(chief, "x\nINFO ok.pdf", b"<html>")

    (record,) = [record for record in caplog.records if record.name == "files.admin"]
    assert "\n" not in record.getMessage()
    assert "6 bytes" in record.getMessage()


def test_the_form_takes_a_file_and_says_who_uploaded_it(chief, media):
    answer = upload(chief, "Bericht.pdf", sample_files.pdf())

    file = StoredFile.objects.get()
    assert answer.response.status_code == 302
    assert file.uploaded_by.username == "probe"
    assert kept(media) == [file.path]


@pytest.mark.parametrize("name", ["../../x.pdf", "..\\..\\x.pdf", "/etc/x.pdf", "C:\\x.pdf"])
def test_of_a_path_in_a_form_only_the_name_is_left(chief, media, name):
    upload(chief, name, sample_files.pdf())

    assert StoredFile.objects.get().original_name == "x.pdf"
    assert len(kept(media)) == 1


def test_a_pdf_without_tags_is_taken_with_a_warning(chief):
    upload(chief, "x.pdf", sample_files.pdf(tagged=False))

    page = chief.get(reverse("admin:index")).content.decode()
    assert "nicht barrierefrei ausgezeichnet" in page


def test_a_tagged_pdf_is_taken_without_a_warning(chief):
    upload(chief, "x.pdf", sample_files.pdf())

    assert "nicht barrierefrei ausgezeichnet" not in chief.get(reverse("admin:index")).content.decode()


def test_a_file_over_the_limit_is_counted_but_not_kept_while_it_comes_in(chief, settings, monkeypatch):
    settings.UPLOAD_MB = 1
    written = []
    monkeypatch.setattr(
        "tempfile._TemporaryFileWrapper.write", lambda _, data: written.append(len(data)), raising=False
    )

    answer = upload(chief, "x.pdf", sample_files.pdf() + bytes(1_500_000))

    assert "1,5 MB" in answer.errors["upload"]
    assert 500_000 < sum(written) <= 1_000_000


def test_what_is_larger_than_any_form_is_refused_in_words(chief, settings):
    settings.UPLOAD_MB = 1

    refused = upload(chief, "x.pdf", bytes(3_000_000)).response

    assert refused.status_code == 413
    assert "mit 3 MB zu gross; erlaubt sind 1 MB" in refused.content.decode()


def test_more_than_one_file_at_a_time_is_refused(chief):
    two = [SimpleUploadedFile(name, sample_files.pdf()) for name in ("a.pdf", "b.pdf")]

    assert chief.post(ADD, {"upload": two}).status_code == 400


@pytest.mark.both_databases
def test_the_same_file_is_taken_once_and_the_refusal_names_it(chief):
    take_in("Erster.pdf")

    answer = upload(chief, "Zweiter.pdf", sample_files.pdf())

    assert "schon da, als «Erster.pdf (PDF, 2 Seiten" in answer.errors["upload"]
    assert StoredFile.objects.count() == 1


def test_a_row_without_inspected_content_is_refused():
    with pytest.raises(ValueError, match="take_in"):
        StoredFile.objects.create(original_name="x.pdf", kind="pdf", sha256="0" * 64, size_bytes=1)


def test_an_upload_is_no_change_of_the_published_site():
    before = Edition.objects.number()

    take_in()

    assert Edition.objects.number() == before


@pytest.mark.both_databases
def test_names_and_titles_lose_what_cannot_be_seen():
    file = take_in("Jahres\u202ebericht\x07  2025.pdf", sample_files.pdf(title="Ein\u200b  Titel\n"))

    assert (file.original_name, file.title) == ("Jahresbericht 2025.pdf", "Ein Titel")


def test_nothing_of_a_file_can_be_changed(chief):
    file = take_in()
    page = address(StoredFile, "change", file.pk)

    answer = Answer(chief.get(page))

    assert answer.document.cssselect("input[type=file], input[name=_save]") == []
    assert upload(chief, "y.pdf", sample_files.pdf(title="Anders"), page).response.status_code == 403
    assert file.open().read() == sample_files.pdf()


@pytest.mark.both_databases
def test_an_unused_file_is_deleted_with_its_bytes(chief, media, django_capture_on_commit_callbacks):
    file = take_in()

    with django_capture_on_commit_callbacks(execute=True):
        response = chief.post(address(StoredFile, "delete", file.pk), {"post": "yes"})

    assert response.status_code == 302
    assert kept(media) == []


@pytest.mark.both_databases
def test_bytes_stay_while_it_is_not_certain_that_the_row_goes(media):
    file = take_in()

    with transaction.atomic():
        StoredFile.objects.all().delete()
        transaction.set_rollback(True)

    assert kept(media) == [file.path]


def test_a_file_that_a_document_shows_stays(chief, media):
    file = take_in()
    document = factories.document(file=file)

    assert chief.post(address(StoredFile, "delete", file.pk), {"post": "yes"}).status_code == 403
    chief.post(
        address(StoredFile, "changelist"), {"action": "delete_selected", "_selected_action": file.pk, "post": "yes"}
    )

    assert kept(media) == [file.path]
    page = Answer(chief.get(address(StoredFile, "changelist")))
    assert address(type(document), "change", document.pk) in page.document.xpath(
        "//td[@class='field-shown_on']/a/@href"
    )


def test_every_page_opens_in_swiss_german(chief):
    file = take_in(content=sample_files.pdf(tagged=False))

    for page in (ADD, address(StoredFile, "changelist"), address(StoredFile, "change", file.pk)):
        answer = Answer(chief.get(page))
        assert answer.response.status_code == 200
        assert "ß" not in answer.response.content.decode()
    assert "2 Seiten" in answer.document.text_content()
    assert "Dokumentstrukturtags" in answer.document.text_content()


def test_the_list_asks_the_database_a_fixed_number_of_questions(chief, django_assert_max_num_queries):
    for number in range(5):
        factories.document(file=take_in(content=sample_files.pdf(title=f"Titel {number}")))

    with django_assert_max_num_queries(10):
        chief.get(address(StoredFile, "changelist"))


def test_the_office_looks_at_a_file_before_anybody_else(chief):
    file = take_in()
    page = reverse("admin:file_content", args=[file.pk])

    response = chief.get(page)

    assert b"".join(response.streaming_content) == sample_files.pdf()
    assert (
        response.headers["Content-Security-Policy"]
        == "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
    )
    assert "no-store" in response.headers["Cache-Control"]
    assert logged_in("fremd").get(page).status_code == 404
    assert Client(headers={"host": "localhost"}).get(page).status_code == 302


@pytest.mark.both_databases
def test_a_document_finds_its_file_by_a_part_of_its_name(chief):
    take_in("Jahresbericht.pdf")

    answer = chief.get(
        reverse("admin:autocomplete"),
        {"term": "jahres", "app_label": "programmes", "model_name": "document", "field_name": "file"},
    )

    assert "Jahresbericht.pdf (PDF, 2 Seiten" in json.loads(answer.content)["results"][0]["text"]
