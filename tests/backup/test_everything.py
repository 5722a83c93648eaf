"""The comparison of two sites after a restore: every path, with status, headers and bytes."""

import pytest

from tests.backup.everything import different, everything

HTML, XML = {"content-type": "text/html; charset=utf-8"}, {"content-type": "application/xml"}
SITE = {
    "/sitemap.xml": (200, XML, b"<loc>https://example.org/</loc><loc>https://example.org/fr/</loc>"),
    "/": (200, HTML, b'<a href="/dateien/a.pdf">a</a> <a href="/admin/">b</a> <a href="https://example.org/c">c</a>'),
    "/fr/": (200, HTML, b'<link href="/static/site.css"><a href="/#oben">d</a>'),
    "/dateien/a.pdf": (200, {"content-type": "application/pdf"}, b'href="/not/looked/at/"'),
}
NOTHING = (404, HTML, b"")


def site(**changed):
    return everything(lambda path: (SITE | changed).get(path, NOTHING))


def test_everything_is_what_the_sitemap_names_and_what_that_leads_to():
    found = site()

    assert found.keys() >= SITE.keys() | {"/static/site.css", "/robots.txt"}
    assert not {"/admin/", "/c", "/not/looked/at/"} & found.keys()


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/", (200, HTML, SITE["/"][2] + b" ")),
        ("/fr/", (200, HTML | {"etag": '"x"'}, SITE["/fr/"][2])),
        ("/dateien/a.pdf", (404, *SITE["/dateien/a.pdf"][1:])),
    ],
)
def test_one_byte_one_header_or_the_status_makes_a_difference(path, answer):
    assert different(site(), site(**{path: answer})) == [path]


def test_only_the_moment_makes_none():
    later = (200, HTML | {"date": "later", "expires": "later"}, SITE["/"][2])

    assert different(site(), site(**{"/": later})) == []


def test_an_address_that_one_has_alone_is_a_difference():
    assert different({"/": NOTHING}, {"/": NOTHING, "/neu/": NOTHING}) == ["/neu/"]
