"""Range requests for static files (RFC 9110, section 14)."""

import pytest
from django.templatetags.static import static

from tests.site.page import visitor


@pytest.fixture(scope="module")
def whole() -> bytes:
    return visitor().get(static("site.css")).getvalue()


def ask(asked: str, method: str = "get"):
    return getattr(visitor(), method)(static("site.css"), headers={"range": asked})


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("0-0", 0, 1),
        ("5-5", 5, 6),
        ("-1", -1, None),
        ("0-9", 0, 10),
        ("10-", 10, None),
        ("-20", -20, None),
        ("0-99999999", 0, None),
    ],
)
def test_a_range_is_answered_with_its_bytes(whole, asked, start, end):
    answer = ask(f"bytes={asked}")
    first = start % len(whole)

    assert (answer.status_code, answer.getvalue()) == (206, whole[start:end])
    assert answer.headers["Content-Range"] == f"bytes {first}-{first + len(whole[start:end]) - 1}/{len(whole)}"
    assert answer.headers["Content-Length"] == str(len(whole[start:end]))


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=99999999-99999999", "bytes=-0"])
def test_a_range_outside_the_file_is_refused_with_its_size(whole, asked):
    answer = ask(asked)

    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{len(whole)}")


@pytest.mark.parametrize("asked", ["bytes=5-3", "bytes=0-0,5-5", "bytes=", "bytes=a-b", "lines=0-0", "bytes=--1"])
def test_what_is_no_range_is_ignored(whole, asked):
    answer = ask(asked)

    assert (answer.status_code, answer.getvalue()) == (200, whole)


def test_the_head_of_a_range_has_no_bytes():
    answer = ask("bytes=0-0", "head")

    assert (answer.status_code, answer.headers["Content-Length"], answer.getvalue()) == (206, "1", b"")
