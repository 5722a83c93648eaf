"""Pages that the office adds, where they stand, and the contacts that they show."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from pages.models import FreePage, StandingPage
from tests import factories
from tests.site.page import fetch, visitor

pytestmark = pytest.mark.django_db


def links(path: str, where: str) -> list[str]:
    return [link.get("href") for link in fetch(path).all(f"{where} a")]


@pytest.mark.parametrize(("place", "where"), [("menu", ".menu"), ("footer", "footer")])
def test_page_has_its_place_in_the_navigation(place, where):
    factories.free_page(slug="sprachtreff", place=place)

    assert "/seiten/sprachtreff/" in links("/glossar/", where)


def test_page_without_a_place_is_in_no_navigation():
    factories.free_page(slug="sprachtreff")

    assert "/seiten/sprachtreff/" not in links("/glossar/", "")
    assert visitor().get("/seiten/sprachtreff/").status_code == 200


def test_page_stands_under_another_and_leads_back():
    above = factories.free_page(slug="oben", standing_page=StandingPage.objects.get(key="newcomers"))
    factories.free_page(slug="unten", parent=above)

    assert "/seiten/oben/" in links("/neu-im-kanton/", "main")
    assert "/seiten/unten/" in links("/seiten/oben/", "main")
    assert "/seiten/oben/" in links("/seiten/unten/", ".crumbs")
    with pytest.raises(ProtectedError):
        above.delete()


def test_pages_have_two_levels():
    above = factories.free_page()
    below = factories.free_page(parent=above)

    for page, parent in [(factories.free_page(), below), (above, factories.free_page()), (above, above)]:
        page.parent = parent
        with pytest.raises(ValidationError, match="passt hier nicht"):
            page.full_clean()


def test_page_in_one_language_says_so_in_the_others():
    FreePage.objects.filter(pk=factories.free_page(slug="treff", title_fr="Rencontre", summary_fr="Une phrase.").pk)

    assert fetch("/fr/seiten/treff/").texts("h1") == ["Rencontre"]
    assert fetch("/it/seiten/treff/").attribute("meta[name=robots]", "content") == "noindex"


def test_former_address_leads_to_the_page():
    page = factories.free_page(slug="alt")
    page.slug = "neu"
    page.save()

    assert visitor().get("/seiten/alt/")["Location"] == "/seiten/neu/"


def test_contact_shows_what_it_has_as_links_and_nothing_empty():
    contact = factories.contact(slug="probe", phone="061 552 66 53", email="probe@example.org")
    contact.standing_pages.add(StandingPage.objects.get(key="imprint"))

    card = fetch("/impressum/").all("#probe")[0]

    assert [link.get("href") for link in card.cssselect("a")] == ["tel:+41615526653", "mailto:probe@example.org"]
    assert [term.text for term in card.cssselect("dt")] == ["Telefon", "E-Mail"]
    assert "probe" in fetch("/kontakt/").ids
    assert "probe" not in fetch("/datenschutz/").ids
