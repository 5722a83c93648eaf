"""The sitemap grows by files, says when pages changed as they say it themselves, and leaves out what only repeats."""

import pytest
from django.conf import settings

from kip_site import sitemaps
from programmes import views
from programmes.models import Decision, Document

from .page import FEWEST_PAGES, SITEMAP, entries, fetch, locations, public_addresses, visitor

pytestmark = pytest.mark.django_db

MACHINES = {"/robots.txt", "/.well-known/security.txt", "/sitemap.xml"}


@pytest.fixture
def short_lists(monkeypatch):
    monkeypatch.setattr(views.Decisions, "per_page", 2)
    monkeypatch.setattr(views.Documents, "per_page", 40)


@pytest.fixture
def small_files(monkeypatch):
    monkeypatch.setattr(sitemaps.PublicSitemap, "limit", 4)


def changed(path: str) -> dict[str, str]:
    """The date of each address of a file."""
    return {
        url.findtext("s:loc", namespaces=SITEMAP).removeprefix(settings.SITE_URL): url.findtext(
            "s:lastmod", namespaces=SITEMAP
        )
        for url in entries(path)
    }


def test_a_full_file_goes_on_in_the_next_one(small_files):
    files = locations("/sitemap.xml")

    assert {"/sitemap-decision.xml", "/sitemap-decision-2.xml", "/sitemap-standing-4.xml"} <= set(files)
    assert "/sitemap-decision-3.xml" not in files
    assert len(locations("/sitemap-decision.xml")) == 4
    assert len(locations("/sitemap-decision-2.xml")) == 2
    addresses = public_addresses()
    assert len(addresses) == len(set(addresses)) >= FEWEST_PAGES


@pytest.mark.parametrize("name", ["x", "decision-1", "decision-02", "decision-99", "decision-de", "2", "decision-x"])
def test_a_file_that_does_not_exist_is_not_found(name):
    assert visitor().get(f"/sitemap-{name}.xml").status_code == 404


def test_a_query_changes_no_file(small_files):
    assert visitor().get("/sitemap-decision.xml?p=2").content == visitor().get("/sitemap-decision.xml").content


def test_every_page_of_a_list_is_named(short_lists):
    addresses = set(public_addresses())

    assert {"/entscheide/", "/entscheide/seite/2/", "/entscheide/seite/3/"} <= addresses
    assert "/entscheide/seite/1/" not in addresses


@pytest.mark.parametrize("short", [False, True], ids=["one page", "several pages"])
def test_lists_and_text_pages_changed_when_they_say_so(request, short):
    if short:
        request.getfixturevalue("short_lists")
    for model, year in [(Decision, 2150), (Document, 2160)]:
        for place, row in enumerate(model.objects.in_order()):
            model.objects.filter(pk=row.pk).update(changed_at=f"{year + place % 40}-01-01T12:00Z", changed_in={})

    dates = changed("/sitemap-standing.xml")

    assert len(dates) >= 12
    assert {path: fetch(path).attribute("footer time", "datetime") for path in dates} == dates


def test_a_page_that_is_written_in_a_language_is_named_in_it():
    Decision.objects.update(summary_fr=None, summary_it=None)
    Decision.objects.filter(slug="kip-3-landrat").update(summary_fr="Une phrase.")

    assert locations("/sitemap-decision-fr.xml") == ["/fr/entscheide/kip-3-landrat/"]
    assert "/sitemap-decision-fr.xml" in locations("/sitemap.xml")
    assert "/sitemap-decision-it.xml" not in locations("/sitemap.xml")


@pytest.mark.parametrize("file", ["decision", "decision-fr"])
def test_a_page_names_itself_in_each_language_and_for_whoever_reads_another(file):
    (url,) = [each for each in entries(f"/sitemap-{file}.xml") if each[0].text.endswith("/entscheide/kip-3-landrat/")]
    links = [(link.get("hreflang"), link.get("href")) for link in url.iter("{http://www.w3.org/1999/xhtml}link")]

    path = "/entscheide/kip-3-landrat/"
    assert links == [
        (code, f"{settings.SITE_URL}{prefix}{path}")
        for code, prefix in [("de", ""), ("fr", "/fr"), ("it", "/it"), ("en", "/en"), ("x-default", "")]
    ]


def test_the_addresses_are_all_pages_in_all_languages_and_those_for_machines(short_lists):
    paths = list(sitemaps.public_paths())
    others = ("/fr/", "/it/", "/en/")
    german = [path for path in paths if not path.startswith(others) and path.endswith("/")]
    written = {path for path in public_addresses() if not path.startswith(others)}

    assert len(paths) == len(set(paths))
    assert set(german) == written
    assert {f"/{code}{path}" for code in ("fr", "it", "en") for path in german} <= set(paths)
    assert set(paths[4 * len(german) :]) == MACHINES | set(locations("/sitemap.xml"))


def test_the_addresses_begin_with_what_is_asked_for_most():
    paths = list(sitemaps.public_paths())

    assert paths[0] == "/"
    assert paths.index("/fr/") < paths.index("/kip-3/") < paths.index("/fr/kip-3/") < paths.index("/massnahmen/forum/")


def test_the_addresses_are_told_before_all_rows_are_read(django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr(sitemaps, "BATCH_SIZE", 2)

    with django_assert_max_num_queries(4):
        walk = sitemaps.public_paths()
        assert next(walk) == "/"
    assert len(list(walk)) == len(list(sitemaps.public_paths())) - 1
