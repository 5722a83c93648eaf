"""The file of a document: at a stable URL, without active content, and not public before its document."""

import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.test.client import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html as lxml_html

from core.edition_clock import Clock
from core.filesystem.etags import etag
from core.models import Edition
from core.pages.addresses import is_public
from delivery.page_cache import PageCache
from delivery.published_files import PublishedFiles
from editorial.revisions import preview_links
from files.models import StoredFile
from kip_site.former_addresses import newest_paths
from programmes.models import Document
from tests import factories, sample_files
from tests.editorial.office import act, address, hand_in, logged_in, revision_of, send
from tests.site.page import fetch, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ADDRESS = "/dateien/bericht.pdf"


@pytest.fixture(autouse=True)
def connection_of_the_test():
    """As Django's own test client does: a handler that ends a request would close it, with the test's transaction in it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def take_in(name: str = "x.pdf", content: bytes | None = None) -> StoredFile:
    return StoredFile.objects.take_in(name, sample_files.pdf() if content is None else content)


@pytest.fixture
def document():
    return factories.document(slug="bericht", title="Bericht", file=take_in(), language="fr")


def get(path: str = ADDRESS, method: str = "get", **headers: str):
    return getattr(visitor(), method)(path, headers=headers)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


EXPECTED = {
    "Content-Type": "application/pdf",
    "Content-Length": str(len(sample_files.pdf())),
    "Content-Disposition": 'inline; filename="bericht.pdf"',
    "Content-Language": "fr",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "ETag": etag(hashlib.sha256(sample_files.pdf()).hexdigest(), len(sample_files.pdf())),
    "Cache-Control": "public, max-age=0, s-maxage=1, stale-if-error=604800",
}


@pytest.mark.check(14)
def test_the_file_is_served_as_what_it_is_and_can_do_nothing(document):
    response = get()

    assert body(response) == sample_files.pdf()
    assert {name: response.headers[name] for name in response.headers if name in EXPECTED} == EXPECTED
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    ("name", "kind", "ending", "type_"),
    [
        ("x.png", "PNG", "png", "image/png"),
        ("x.jpeg", "JPEG", "jpg", "image/jpeg"),
        ("x.webp", "WEBP", "webp", "image/webp"),
    ],
)
@pytest.mark.check(14)
def test_images_have_their_own_type_and_ending(name, kind, ending, type_):
    document = factories.document(slug="bild", file=take_in(name, sample_files.image(kind)))

    response = get(document.link)

    assert document.link == f"/dateien/bild.{ending}"
    assert response.headers["Content-Type"] == type_
    assert response.headers["Content-Disposition"] == f'inline; filename="bild.{ending}"'


def answered(application, method: str = "GET") -> tuple[dict, bytes]:
    """As a server asks for it: Django's test client takes the body of a HEAD away by itself."""
    environ = RequestFactory(headers={"host": "localhost"}).generic(method, ADDRESS).environ
    started = []
    chunks = application(environ, lambda status, headers: started.append((status, dict(headers))))
    return {"status": started[0][0], **started[0][1]}, b"".join(chunks)


def test_head_has_the_headers_alone(document):
    full, content = answered(WSGIHandler())
    head, nothing = answered(WSGIHandler(), "HEAD")

    assert head == full
    assert (content, nothing) == (sample_files.pdf(), b"")


@pytest.mark.parametrize("tags", ["{0}", "W/{0}", '"other", {0}', "*"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_who_has_the_file_is_told_so(document, tags, method):
    response = get(method=method, **{"If-None-Match": tags.format(EXPECTED["ETag"])})

    assert response.status_code == 304
    assert response.content == b""
    assert response.headers["ETag"] == EXPECTED["ETag"]
    assert "s-maxage" in response.headers["Cache-Control"]
    for header in ("Content-Security-Policy", "Content-Disposition"):
        assert response.headers[header] == EXPECTED[header]


def test_who_has_another_file_gets_this_one(document):
    assert body(get(**{"If-None-Match": '"other"'})) == sample_files.pdf()


def test_a_file_that_no_document_shows_has_no_address():
    file = take_in()

    for path in (f"/dateien/{file.key}.pdf", f"/dateien/{file.path}", f"/media/{file.path}", f"/{file.path}"):
        assert get(path).status_code == 404


@pytest.mark.parametrize("path", ["bericht.html", "bericht.svg", "bericht.", "bericht", "bericht.pdf.html"])
@pytest.mark.check(14)
def test_other_endings_and_names_lead_nowhere(document, path):
    assert get(f"/dateien/{path}").status_code == 404


def test_capitals_lead_to_the_file(document):
    response = get("/dateien/BERICHT.pdf")

    assert (response.status_code, response.headers["Location"]) == (301, "/dateien/bericht.pdf")


def test_a_document_without_a_file_has_no_address_of_a_file():
    factories.document(slug="bericht", url="https://www.bl.ch/bericht.pdf", medium="pdf")

    assert get().status_code == 404


def test_a_withdrawn_document_takes_its_address_along(document):
    document.delete()

    assert get().status_code == 410


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_file_can_only_be_read(document, method):
    assert get(method=method).status_code == 405


def test_bytes_that_are_missing_are_an_error_for_the_operator_and_no_page_for_a_reader(document, caplog):
    default_storage.delete(document.file.path)

    assert get().status_code == 404
    assert document.file.path in caplog.text


@pytest.mark.both_databases
def test_another_file_takes_the_place_and_keeps_the_address(document):
    before, edition = get().headers["ETag"], Edition.objects.number()
    other = sample_files.pdf(pages=5, title="Berichtigt")

    document.file = take_in("ganz anders.pdf", other)
    document.save()

    response = get(**{"If-None-Match": before})
    assert document.link == ADDRESS
    assert body(response) == other
    assert Document.objects.get(pk=document.pk).pages == 5
    assert Edition.objects.number() > edition


def test_where_an_image_took_the_place_of_a_pdf_the_old_address_leads_on(document):
    document.file = take_in("x.png", sample_files.image())
    document.save()

    response = get()

    assert (response.status_code, response.url) == (302, "/dateien/bericht.png")
    assert get(response.url).headers["Content-Type"] == "image/png"


def test_a_document_says_what_its_file_says(document):
    row = Document.objects.get(pk=document.pk)

    assert (row.medium, row.pages, row.size_bytes) == ("pdf", 2, len(sample_files.pdf()))


def test_that_holds_where_only_the_file_is_saved(document):
    document.file = take_in("x.png", sample_files.image())
    document.save(update_fields=["file"])

    row = Document.objects.get(pk=document.pk)
    assert (row.medium, row.pages) == ("png", None)


@pytest.mark.both_databases
def test_the_database_knows_no_file_in_another_form(document):
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(medium="web")


def test_the_list_links_to_the_file_and_says_form_pages_and_size(document):
    page = fetch("/dokumente/")

    (entry,) = page.all("#bericht")
    assert entry.cssselect("a")[0].get("href") == ADDRESS
    assert "PDF, Französisch, 2 Seiten, " in entry.text_content()
    assert fetch("/fr/dokumente/").all("#bericht a")[0].get("href") == ADDRESS


def test_files_cost_the_list_no_query():
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            fetch("/dokumente/")
        return len(captured)

    before = queries()
    for number in range(3):
        factories.document(file=take_in(content=sample_files.pdf(title=f"Titel {number}")))

    assert queries() == before


def test_the_form_of_a_document_takes_pages_size_and_form_from_its_file():
    file, document = take_in(), factories.document(url="https://www.bl.ch/", size_bytes=7, pages=900)

    answer = send(logged_in(is_superuser=True), address(Document, "change", document.pk), file=str(file.pk))

    document.refresh_from_db()
    assert answer.response.status_code == 302, answer.errors
    assert (document.file, document.medium, document.pages, document.size_bytes) == (file, "pdf", 2, file.size_bytes)


def test_a_form_without_a_change_keeps_the_file(document):
    send(logged_in(is_superuser=True), address(Document, "change", document.pk), publisher="Ein anderes Amt")

    assert Document.objects.get(pk=document.pk).file == document.file


def test_an_unknown_file_is_refused_beside_its_field():
    answer = send(logged_in(is_superuser=True), address(Document, "change", factories.document().pk), file="987654321")

    assert "file" in answer.errors


def test_full_clean_agrees_with_the_database(document):
    document.medium = "web"
    document.full_clean()

    assert document.medium == "pdf"
    with pytest.raises(ValidationError):
        Document(file=None, title="").full_clean()


def test_the_page_store_lets_files_pass_and_keeps_none(document, tmp_path):
    store = PageCache(WSGIHandler(), Clock(), list, PublishedFiles(tmp_path / "pages", "test"), 1_000_000)

    answers = [answered(store)[1] for _ in range(2)]

    assert not is_public(ADDRESS)
    assert answers == [sample_files.pdf()] * 2
    assert store.pages == store.queue.tasks == {}
    assert not (tmp_path / "pages").exists()


# -- in a preview


@pytest.fixture
def draft(document):
    """A draft that puts another file in the place of the public one, with a link for somebody without an account."""
    chief = logged_in("chief", is_superuser=True)
    other = take_in("y.pdf", sample_files.pdf(pages=3))
    revision = revision_of(hand_in(chief, address(Document, "change", document.pk), file=str(other.pk)))
    act(chief, revision, "share", days="1")
    return revision


def links_to_files(html: bytes) -> list[str]:
    found = lxml_html.document_fromstring(html).xpath("//a/@href[contains(., '/dateien/')]")
    return list(dict.fromkeys(found))


def test_a_preview_shows_the_file_of_the_draft_and_the_public_page_goes_on_showing_the_old_one(draft):
    chief, shared = logged_in("looker", is_superuser=True), preview_links.address(draft.links.get())
    for client, page in [(chief, reverse("admin:preview", args=[draft.pk, "fr"])), (visitor(), shared)]:
        (link,) = links_to_files(client.get(page).content)

        answer = client.get(link)

        assert body(answer) == sample_files.pdf(pages=3)
        assert (
            answer.headers["Content-Security-Policy"]
            == "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
        )
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert {"no-store", "private"} <= set(answer.headers["Cache-Control"].split(", "))
        assert "public" not in answer.headers["Cache-Control"]
    assert body(get()) == sample_files.pdf()


def test_nobody_else_gets_the_file_of_a_draft(draft):
    shared = preview_links.address(draft.links.get())
    staff = reverse("admin:preview_file", args=[draft.pk, "bericht.pdf"])
    act(logged_in("withdrawing", is_superuser=True), draft, "unshare", link=str(draft.links.get().pk))

    assert visitor().get(f"{shared}dateien/bericht.pdf").status_code == 410
    assert visitor().get(staff).status_code == 302
    assert logged_in("outsider").get(staff).status_code == 403


@pytest.mark.parametrize("name", ["anderes.pdf", "bericht.exe", "..", "bericht"])
def test_a_preview_has_no_other_files(draft, name):
    shared = preview_links.address(draft.links.get())

    assert visitor().get(f"{shared}dateien/{name}").status_code == 404


def test_what_was_just_changed_is_published_before_all_other_files(document):
    assert ADDRESS in newest_paths()
