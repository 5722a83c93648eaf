"""A cached page responds to every form of request according to HTTP."""

import gzip

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.cached_page import CachedPage, Response, etag_matches, negotiated_encoding, preferred_encoding

BODY = "<p>Förderbereich</p>".encode() * 50
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "public, s-maxage=1"),
    ("Content-Length", "0"),
]
DECODE = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}

#: RFC 9110, 12.5.3
NEGOTIATED = {
    "": "identity",
    "br": "br",
    "gzip": "gzip",
    "x-gzip": "gzip",
    "gzip, deflate, br, zstd": "br",
    "GZIP;Q=1": "gzip",
    "br;q=0, gzip": "gzip",
    "br;q=0.2, gzip;q=0.8": "gzip",
    "br ; q=0.5 ,gzip; q=0.5": "br",
    "gzip;q=0.1": "gzip",
    "identity": "identity",
    "identity;q=1, br;q=0.5": "identity",
    "deflate": "identity",
    "*": "br",
    "*;q=0.5, identity": "identity",
    "br;q=0, *": "gzip",
    "identity;q=0": None,
    "identity;q=0, gzip": "gzip",
    "*;q=0": None,
    "*;q=0, gzip": "gzip",
    "identity;q=0, *;q=0": None,
    "identity;q=0, br;q=0, *": "gzip",
    "gzip;q=viel": "identity",
    "gzip;q=2": "identity",
    "gzip;q=-1": "identity",
    "gzip;level=9": "identity",
    ",,;;q=,": "identity",
}


@pytest.fixture
def page() -> CachedPage:
    return CachedPage.of(Response("200 OK", HEADERS, BODY), edition="1")


def ask(page, method: str = "GET", **headers: str) -> tuple[str, dict, bytes]:
    answer = []
    environ = {"REQUEST_METHOD": method} | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    body = b"".join(page.send(environ, lambda status, headers: answer.extend([status, dict(headers)])))
    return answer[0], answer[1], body


@pytest.mark.parametrize(("header", "encoding"), NEGOTIATED.items())
def test_the_encoding_is_the_one_that_the_reader_prefers(header, encoding):
    assert preferred_encoding(header) == encoding


@given(st.text(max_size=200))
def test_no_header_breaks_the_choice_of_an_encoding(header):
    assert negotiated_encoding(header) in {"br", "gzip", "identity", None}


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_a_compressed_page_is_the_page(page, encoding):
    status, headers, body = ask(page, accept_encoding=encoding)

    assert status == "200 OK"
    assert headers["Content-Encoding"] == encoding
    assert headers["Content-Length"] == str(len(body))
    assert DECODE[encoding](body) == BODY


def test_a_reader_who_names_no_encoding_gets_the_page_unchanged(page):
    _, headers, body = ask(page)

    assert body == BODY
    assert "Content-Encoding" not in headers


def test_every_answer_varies_by_encoding_with_a_strong_tag_of_its_own(page):
    answers = [ask(page, accept_encoding=encoding)[1] for encoding in ("br", "gzip", "identity")]

    assert {headers["Vary"] for headers in answers} == {"Accept-Encoding"}
    assert len({headers["ETag"] for headers in answers}) == 3
    assert all(headers["ETag"].startswith('"') for headers in answers)


def test_who_refuses_every_form_is_told_which_there_are(page):
    status, headers, body = ask(page, accept_encoding="identity;q=0")

    assert status == "406 Not Acceptable"
    assert headers["Cache-Control"] == "no-store"
    assert "gzip" in body.decode()


def test_head_says_what_get_would_and_sends_nothing(page):
    status, headers, body = ask(page, "HEAD", accept_encoding="br")

    assert (status, body) == ("200 OK", b"")
    assert headers == ask(page, accept_encoding="br")[1]


TAG = '"abc-br"'


@pytest.mark.parametrize(
    ("tags", "is_match"),
    [
        (TAG, True), (f"W/{TAG}", True), ("*", True), (f'"x", {TAG}', True), (f'W/"x" ,W/{TAG}', True),
        ('"abc-gzip"', False), ("abc-br", False), ('"abc"', False), ("", False), ("W/", False),
    ],
)  # fmt: skip
def test_if_none_match_compares_weakly_and_reads_lists(tags, is_match):
    assert etag_matches(TAG, tags) is is_match


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_unchanged_page_is_not_sent_again(page, method):
    etag = ask(page, accept_encoding="gzip")[1]["ETag"]

    status, headers, body = ask(page, method, accept_encoding="gzip", if_none_match=etag)

    assert (status, body) == ("304 Not Modified", b"")
    assert {"ETag", "Vary", "Cache-Control"} <= headers.keys()
    assert not {"Content-Length", "Content-Encoding", "Content-Type"} & headers.keys()


def test_a_tag_of_another_encoding_is_another_page(page):
    etag = ask(page, accept_encoding="gzip")[1]["ETag"]

    assert ask(page, accept_encoding="br", if_none_match=etag)[0] == "200 OK"


def test_a_range_is_ignored(page):
    status, headers, body = ask(page, range="bytes=0-9", if_range='"x"')

    assert (status, body) == ("200 OK", BODY)
    assert "Content-Range" not in headers


def test_the_same_bytes_have_the_same_tag_in_every_process(page):
    assert ask(page)[1] == ask(CachedPage.of(Response("200 OK", HEADERS, BODY), edition="2"))[1]


@pytest.mark.parametrize(
    ("status", "headers", "is_storable"),
    [
        ("200 OK", [], True),
        ("404 Not Found", [], False),
        ("500 Internal Server Error", [], False),
        ("302 Found", [], False),
        ("200 OK", [("Set-Cookie", "a=b")], False),
        ("200 OK", [("Vary", "Cookie")], False),
        ("200 OK", [("cache-control", "no-store")], False),
        ("200 OK", [("Cache-Control", "private, max-age=5")], False),
    ],
)
def test_only_what_is_the_same_for_everybody_is_stored(status, headers, is_storable):
    policy = (
        [] if any(name.lower() == "cache-control" for name, _ in headers) else [("Cache-Control", "public, s-maxage=1")]
    )

    assert Response(status, [*policy, *headers], b"").is_storable is is_storable
