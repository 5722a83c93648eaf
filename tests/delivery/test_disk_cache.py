"""The disk cache: complete pages or none, of this site only, never larger than its limit."""

import pytest

from delivery.cached_page import CachedPage, Response
from delivery.disk_cache import NO_EDITION, DiskCache
from delivery.security_headers import public_headers

PLENTY = 10_000_000


@pytest.fixture
def copies(tmp_path) -> DiskCache:
    return DiskCache(tmp_path / "pages", site="here")


def page(text: str) -> CachedPage:
    headers = [("Content-Type", "text/html"), *public_headers()]
    return CachedPage.of(Response("200 OK", headers, text.encode()), edition="1")


def loaded(copies: DiskCache, most: int = PLENTY) -> dict[str, bytes]:
    return {path: page.bodies["identity"] for path, page in copies.load(most)}


def test_a_page_comes_back_as_it_was(copies):
    before = page("Grüezi")
    copies.save("/kip-3/", before)

    ((path, after),) = copies.load(PLENTY)

    assert path == "/kip-3/"
    assert after.variants == before.variants
    assert after.edition == NO_EDITION


def test_a_page_of_an_older_version_has_the_headers_of_today(copies):
    old = [("Content-Type", "text/html"), ("Content-Security-Policy", "default-src *"), ("X-Frame-Options", "DENY")]
    copies.save("/", CachedPage.of(Response("200 OK", old, b"Seite"), edition="1"))

    ((_path, after),) = copies.load(PLENTY)

    assert sorted(after.headers) == sorted([old[0], *public_headers()])


def test_a_newer_copy_takes_the_place_of_the_old(copies):
    copies.save("/", page("alt"))
    copies.save("/", page("neu"))

    assert loaded(copies) == {"/": b"neu"}


@pytest.mark.parametrize("keep", [0, 1, 50, -1])
def test_a_torn_copy_is_passed_over_and_the_others_are_not(copies, keep):
    copies.save("/torn/", page("ganz " * 100))
    copies.save("/whole/", page("ganz"))
    file = copies.file("/torn/")
    file.write_bytes(file.read_bytes()[:keep])

    assert loaded(copies) == {"/whole/": b"ganz"}
    assert not file.exists()


def test_a_flipped_byte_is_noticed(copies):
    copies.save("/", page("ganz " * 100))
    file = copies.file("/")
    content = bytearray(file.read_bytes())
    content[-3] ^= 1
    file.write_bytes(content)

    assert loaded(copies) == {}


def test_copies_of_another_site_are_nobodys(copies):
    copies.save("/", page("hier"))

    assert loaded(DiskCache(copies.directory, site="elsewhere")) == {}


def test_copies_keep_to_their_bound_and_the_rest_goes(copies):
    for number in range(5):
        copies.save(f"/{number}/", page(str(number) * 200))
    room = page("0" * 200).size * 3

    assert len(loaded(copies, room)) == 3
    assert len(list(copies.directory.iterdir())) == 3


def test_a_forgotten_page_is_gone(copies):
    copies.save("/", page("hier"))

    copies.delete("/")

    assert loaded(copies) == {}


def test_a_disk_that_refuses_is_said_once_and_stops_nothing(copies, caplog):
    copies.directory.write_text("a file stands where the directory should be")

    for _ in range(3):
        copies.save("/", page("hier"))

    assert len(caplog.records) == 1
    assert not copies.is_writable


def test_what_the_disk_refused_is_remembered_until_it_is_there(copies, caplog):
    copies.directory.write_text("a file stands where the directory should be")
    for path in ("/", "/kip-3/", "/gone/"):
        copies.save(path, page("hier"))

    copies.directory.unlink()
    copies.save("/", page("hier"))
    assert copies.unsaved == {"/kip-3/", "/gone/"}
    copies.save("/kip-3/", page("hier"))
    copies.delete("/gone/")

    assert copies.is_writable
    assert loaded(copies).keys() == {"/", "/kip-3/"}
