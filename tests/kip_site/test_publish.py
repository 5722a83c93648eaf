"""`manage.py publish`: the whole site in a folder, for hosts that serve files only."""

import io

import pytest
from django.core.management import CommandError, call_command

from delivery.cached_page import Response
from kip_site.management.commands import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(monkeypatch) -> dict[str, Response]:
    """What the application says by path; a test changes it."""
    says = {
        "/": Response("200 OK", [], b"Start"),
        "/daten/entscheide.csv": Response("200 OK", [], b"a,b"),
        "/alt/": Response("301 Moved Permanently", [("Location", "/kip-3/")], b""),
        "/weg/": Response("410 Gone", [], b"Weg"),
        "/x/?y": Response("200 OK", [], b"kein Name"),
    }
    monkeypatch.setattr(publish, "answers", lambda _application: says.items())
    return says


def published(folder) -> str:
    call_command("publish", folder, stdout=(said := io.StringIO()))
    return said.getvalue()


def text(folder, name: str) -> str:
    return (folder / name).read_text()


def test_pages_redirects_and_what_is_gone_are_there_in_the_form_of_the_hosts(site, tmp_path):
    published(to := tmp_path / "to")

    assert (text(to, "index.html"), text(to, "daten/entscheide.csv")) == ("Start", "a,b")
    assert (text(to, "_redirects"), text(to, "gone.txt")) == ("/alt/ /kip-3/ 301\n", "/weg/\n")
    assert {bool(publish.HASHED_NAME.search(file.name)) for file in (to / "static").rglob("*.css")} == {True}
    assert "Content-Security-Policy: default-src 'none'" in text(to, "_headers").partition("\n/")[0]
    assert "Diese Seite gibt es nicht" in text(to, "404.html")
    assert not list(to.glob("x*"))


@pytest.mark.parametrize(
    ("folder", "words"), [("", "Die Suche geht hier nicht"), ("fr/", "La recherche n’est pas disponible ici")]
)
def test_the_page_of_the_search_says_that_it_does_not_work(site, tmp_path, folder, words):
    published(to := tmp_path / "to")

    assert words in text(to, f"{folder}suche/index.html")


def test_only_what_has_changed_is_written_and_what_is_gone_is_removed(site, tmp_path):
    published(to := tmp_path / "to")
    assert ": 0 written, 0 removed" in published(to)

    site["/"] = Response("200 OK", [], b"Neu")
    del site["/daten/entscheide.csv"]

    assert ": 1 written, 1 removed" in published(to)
    assert not (to / "daten").exists()


def test_an_address_that_cannot_be_made_ends_it_before_anything_is_removed(site, tmp_path):
    published(to := tmp_path / "to")
    site["/"] = Response("500 Internal Server Error", [], b"")
    del site["/daten/entscheide.csv"]

    with pytest.raises(CommandError, match="nothing was removed: /"):
        published(to)

    assert (text(to, "index.html"), text(to, "daten/entscheide.csv")) == ("Start", "a,b")


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("of_others", "holds something else"), ("of_others/brief.txt", "File exists"), ("files/x", "PUBLISH_DIR"), ("", "PUBLISH_DIR"),
        ("running", "Another run"), ("/proc/x", "No such file"),
    ],
)  # fmt: skip
def test_a_folder_that_is_not_its_own_is_left_alone(site, tmp_path, settings, to, words):
    settings.PUBLISH_DIR = tmp_path / "files"
    (tmp_path / "of_others").mkdir()
    (tmp_path / "of_others/brief.txt").write_text("Von jemand anderem")
    with publish.Folder(tmp_path / "running"), pytest.raises(CommandError, match=words):
        published(tmp_path / to)

    assert {each.name for each in tmp_path.iterdir()} == {"of_others", "running"}
    assert [each.name for each in (tmp_path / "of_others").iterdir()] == ["brief.txt"]
