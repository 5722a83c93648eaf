"""Pages as files: of one class of headers, of this site, never private; what no edition has goes."""

import gzip
import os

import pytest

from delivery.cached_page import CachedPage, Response
from delivery.published_files import NO_EDITION, PublishedFiles, page_headers, possible_names, shared_headers
from delivery.security_headers import public_headers

PLENTY = 10_000_000
HTML = "text/html; charset=utf-8"


@pytest.fixture
def files(tmp_path) -> PublishedFiles:
    files = PublishedFiles(tmp_path / "published", "here")
    assert files.acquire()
    return files


def page(text: str, path: str = "/kip-3/", headers=None) -> CachedPage:
    return CachedPage.of(Response("200 OK", headers or page_headers(path), text.encode()), edition="1")


def publish(files: PublishedFiles, **answers):
    """One round with these answers by path; «kip_3» stands for `/kip-3/`."""
    files.begin()
    for name, answer in answers.items():
        files.put(f"/{name.replace('_', '-')}/", answer, is_sound=answer is not None)
    files.show_changes(is_complete=True)


def shown(files: PublishedFiles) -> set[str]:
    return {
        name
        for paths in files.published_paths()
        for name in possible_names(paths)
        if os.path.lexists(files.shown / name)
    }


def test_a_page_comes_back_as_it_was_and_its_files_have_its_validators(files):
    before = page("Grüezi")

    publish(files, kip_3=before)

    ((path, after),) = files.load(PLENTY)
    found = [(files.shown / f"pages/kip-3/index.html{end}").stat() for end in (".br", ".gz", "")]
    assert (path, after.variants, after.edition) == ("/kip-3/", before.variants, NO_EDITION)
    assert [f'"{int(each.st_mtime):x}-{each.st_size:x}"' for each in found] == [
        each.etag for each in before.variants.values()
    ]


@pytest.mark.parametrize(
    "headers",
    [
        [("Content-Type", HTML), *public_headers()],
        [*page_headers("/kip-3/"), ("X-Robots-Tag", "noindex")],
        page_headers("/fr/kip-3/"),
        shared_headers("/kip-3/", HTML, 410),
    ],
)
@pytest.mark.check(22)
def test_a_page_with_headers_of_its_own_is_no_file(files, headers):
    publish(files, kip_3=page("Seite"))
    publish(files, kip_3=page("Seite", headers=headers))

    assert shown(files) == set()


def answer(status: str, path: str = "/weg/", **headers: str) -> Response:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, [*shared_headers(path, HTML, int(status[:3])), *given.items()], b"Weg")


def test_a_page_that_moves_goes_and_comes_back_has_one_file_at_a_time(files):
    other = page("Anderes", "/andere/")
    for here, names in (
        (page("Seite", "/weg/"), {f"pages/weg/index.html{end}" for end in ("", ".br", ".gz")}),
        (answer("301 Moved Permanently", Location="/kip-3/"), {"301/weg/@"}),
        (answer("302 Found", Location="/glossar/#x"), {"302/weg/@"}),
        (answer("410 Gone"), {"gone/weg/@"}),
        (None, {"gone/weg/@"}),  # it could not be made
        (answer("404 Not Found"), set()),
        (answer("301 Moved Permanently", Location="https://example.org/"), set()),
        (answer("301 Moved Permanently", Location="//example.org/"), set()),
    ):
        publish(files, weg=here, andere=other)
        assert {name for name in shown(files) if "andere" not in name} == names
    assert files.read("/andere/")


def test_the_target_of_a_redirect_is_where_its_file_leads(files):
    publish(
        files,
        weg=answer("302 Found", Location="/glossar/#x"),
        alt=answer("301 Moved Permanently", "/alt/", Location="/"),
    )

    assert os.path.realpath(files.shown / "302/weg/@").endswith("/published/to/glossar/#x")
    assert os.path.realpath(files.shown / "301/alt/@").endswith("/published/to/@")


@pytest.mark.parametrize("path", ["/kip-3/?x=1", "/../x/", "/a//b/", "/%2e%2e/", "/Ä/", "/.git/", "/x\0/", "/KIP-3/"])
def test_no_other_spelling_becomes_the_name_of_a_file(files, path):
    files.begin()
    files.put(path, page("Seite", path), is_sound=True)
    files.show_changes(is_complete=True)

    assert shown(files) == set()


def test_what_was_edited_is_shown_before_the_round_is_complete_and_nothing_is_lost(files):
    publish(files, a=page("alt", "/a/"), b=page("alt", "/b/"))

    files.begin()
    files.put("/a/", page("neu", "/a/"), is_sound=True)
    files.show_changes()

    assert {path: each.bodies["identity"] for path, each in files.load(PLENTY)} == {"/a/": b"neu", "/b/": b"alt"}


def test_the_front_page_is_published_beside_uploaded_files(files):
    files.begin()
    files.put("/dateien/x.pdf", upload("/dateien/x.pdf"), is_sound=True)
    files.put("/", page("Alt", "/"), is_sound=True)
    files.show_changes(is_complete=True)

    files.begin()
    files.put("/", page("Neu", "/"), is_sound=True)
    files.put("/dateien/x.pdf", upload("/dateien/x.pdf"), is_sound=True)
    files.show_changes(is_complete=True)

    assert files.read("/").bodies["identity"] == b"Neu"
    assert (files.shown / "files/de/dateien/x.pdf").read_bytes() == b"%PDF"


@pytest.mark.parametrize("obstacle", ["pages/a", "pages/a/index.html.br/x"])
def test_what_stands_in_the_way_of_one_page_stops_no_other_and_goes(files, obstacle):
    (files.hidden / obstacle).parent.mkdir(parents=True)
    (files.hidden / obstacle).write_text("Von jemand anderem")

    for text in ("Eins", "Zwei"):
        publish(files, a=page(text, "/a/"), b=page(text, "/b/"))
        assert files.is_writable
        assert files.read("/b/").bodies["identity"] == text.encode()

    assert files.read("/a/").bodies["identity"] == b"Zwei"


LONG = "l" * 300


@pytest.mark.parametrize(
    ("path", "target"),
    [
        (f"/{LONG}/", "/kip-3/"), ("/alt/", f"/kip-3/?{LONG}"), ("/alt/", "/kip-3/?a=/../../../../x"), ("/alt/", "/glossar/#/./x"),
        ("/alt/", "/kip-3/?u=https://example.org/"), ("/alt/", "/kip-3/?a@"), ("/dateien/bilder/", "//example.org/"),
    ],
)  # fmt: skip
def test_a_redirect_that_no_folder_can_be_named_after_is_left_to_the_application(files, tmp_path, path, target):
    files.begin()
    files.put("/dateien/bilder/x.webp", upload("/dateien/bilder/x.webp"), is_sound=True)
    files.put(path, answer("301 Moved Permanently", path, Location=target), is_sound=True)
    files.show_changes(is_complete=True)

    assert files.is_writable
    assert files.is_shown(path, answer("404 Not Found"))
    assert {*files.published_paths()} == {"/dateien/bilder/x.webp"}
    assert [each.name for each in tmp_path.iterdir()] == ["published"]


def upload(path: str, language: str = "de", status: str = "200 OK", body: bytes = b"%PDF") -> Response:
    return Response(status, [("Content-Language", language)], body)


def test_an_uploaded_file_lies_by_its_language_also_where_only_that_has_changed(files):
    for language, names in (("de", {"files/de/dateien/x.pdf"}), ("ja", {"files/ja/dateien/x.pdf"}), ("xx", set())):
        files.begin()
        is_known = bool(files.validator("/dateien/x.pdf"))
        said = ("304 Not Modified", b"") if is_known else ("200 OK", b"%PDF")
        files.put("/dateien/x.pdf", upload("/dateien/x.pdf", language, *said), is_sound=True)
        files.show_changes(is_complete=True)

        assert shown(files) == names


@pytest.mark.parametrize("path", ["/daten/katalog.rdf", "/aktuelles/anlaesse.ics", "/daten/katalog.jsonld"])
def test_data_of_every_kind_is_published(files, path):
    kind = dict(page_headers(path)).get("Content-Type")
    files.begin()
    files.put(path, page("Daten", path), is_sound=True)
    files.show_changes(is_complete=True)

    assert kind
    assert files.read(path)


@pytest.mark.parametrize("torn", [b"\x1f\x8b", gzip.compress(b"ganz " * 100, mtime=0)[:12] + b"\xff" * 20])
def test_a_torn_file_is_passed_over(files, torn):
    publish(files, a=page("ganz " * 100, "/a/"), b=page("ganz", "/b/"))
    (files.shown / "pages/a/index.html.gz").write_bytes(torn)

    assert [path for path, _page in files.load(PLENTY)] == ["/b/"]


def test_pages_of_another_site_are_nobodys(files):
    publish(files, kip_3=page("hier"))

    assert PublishedFiles(files.directory, "elsewhere").is_empty()


def test_no_more_is_loaded_than_there_is_room_for(files):
    publish(files, **{name: page(name * 200, f"/{name}/") for name in "abcde"})

    assert len(list(files.load(page("a" * 200, "/a/").size * 3))) == 3


def test_everybody_may_read_the_files_whatever_the_umask(files):
    before = os.umask(0o077)
    try:
        publish(files, kip_3=page("Seite"))
    finally:
        os.umask(before)

    assert {(files.shown / name).stat().st_mode & 0o777 for name in shown(files)} == {0o644}
    assert (files.shown / "pages/kip-3").stat().st_mode & 0o777 == 0o755
