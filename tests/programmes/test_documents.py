"""Documents: what rests on each is named once and in one order; one without an address is no link, but a way to get it."""

import pytest
from django.urls import reverse

from programmes.models import Document
from tests import factories
from tests.site.page import FEWEST_PAGES, Page, fetch

pytestmark = pytest.mark.django_db


def test_what_rests_on_a_document_stands_in_the_order_of_addresses():
    rows = fetch("/dokumente/").all(".documents > li")
    used_on = [[link.get("href") for link in row.cssselect("p:last-child a[href^='/']")] for row in rows]

    assert sum(len(links) > 1 for links in used_on) > 20
    assert [links for links in used_on if links != sorted(set(links))] == []


def links_of_sources(page: Page) -> list[str]:
    return [link.get("href") for link in page.all(".sources a, .cited a, .figures .source a")]


def test_a_source_leads_straight_to_the_document(pages):
    links = {page.path: links_of_sources(page) for page in pages}

    assert len(pages) >= FEWEST_PAGES
    assert sum(map(bool, links.values())) > 100
    assert {path: found for path, found in links.items() if any("/dokumente/#" in link for link in found)} == {}


@pytest.fixture
def asked_for():
    """A document on paper, cited by a partner, by a figure and by a phase."""
    document = factories.document(title="Jahresbericht auf Papier", publisher="Amt für Probe")
    partner = factories.partner()
    programme = factories.programme()
    factories.citation(partner=partner, document=document)
    factories.citation(programme=programme, document=document)
    factories.figure(partner=partner, source=document)
    return document, partner, programme


def test_it_is_named_with_the_way_to_get_it_wherever_it_is_cited(asked_for):
    document, partner, programme = asked_for
    whole = reverse("programme_whole", args=[programme.slug])

    for path in (partner.get_absolute_url(), programme.get_absolute_url(), whole, "/dokumente/"):
        (*_, place) = fetch(path).document.xpath("//main//li[contains(., 'Jahresbericht auf Papier')]")
        ways = [(link.text, link.get("href")) for link in place.cssselect("a[href='/kontakt/']")]
        assert ways == [("auf Anfrage erhältlich", "/kontakt/")], path
        assert not place.cssselect(f"a[href$='#{document.slug}']"), path


def test_a_figure_names_who_published_it(asked_for):
    _document, partner, _programme = asked_for

    (source,) = fetch(partner.get_absolute_url()).all(".figures .source")

    assert " ".join(source.text_content().split()) == "Quelle: Amt für Probe, auf Anfrage erhältlich"
    assert [link.get("href") for link in source.cssselect("a")] == ["/kontakt/"]


def test_as_soon_as_it_has_an_address_it_is_a_link(asked_for):
    document, partner, _programme = asked_for

    Document.objects.filter(pk=document.pk).update(url="https://example.org/bericht")

    assert set(links_of_sources(fetch(partner.get_absolute_url()))) == {"https://example.org/bericht"}


@pytest.mark.parametrize(
    ("url", "prefix", "link", "language"),
    [
        (
            "https://www.sem.admin.ch/sem/de/home/kip.html",
            "/fr",
            "https://www.sem.admin.ch/sem/fr/home/kip.html",
            "français",
        ),
        (
            "https://www.sem.admin.ch/sem/de/home/kip.html",
            "/en",
            "https://www.sem.admin.ch/sem/de/home/kip.html",
            "German",
        ),
        (
            "https://www.fedlex.admin.ch/eli/cc/1/de#art_2",
            "/it",
            "https://www.fedlex.admin.ch/eli/cc/1/it#art_2",
            "italiano",
        ),
        ("https://example.org/sem/de/kip.html", "/fr", "https://example.org/sem/de/kip.html", "allemand"),
    ],
)
def test_a_page_of_the_confederation_is_opened_in_the_language_of_the_reader(url, prefix, link, language):
    factories.document(title="Probe der Sprache", url=url)

    (row,) = fetch(f"{prefix}/dokumente/").document.xpath("//main//li[contains(., 'Probe der Sprache')]")

    assert [each.get("href") for each in row.cssselect("p:first-child a")] == [link]
    assert language in row.text_content()
