"""What the office adds is found, and the search page has its place in the navigation too."""

import pytest

from tests import factories
from tests.site.page import fetch

pytestmark = pytest.mark.django_db


ADDED = [
    (factories.news_item, {"slug": "p", "title_de": "Quittenfest"}, "/aktuelles/p/"),
    (factories.question, {"slug": "p", "question_de": "Wo ist das Quittenfest?"}, "/haeufige-fragen/#p"),
    (factories.contact, {"slug": "p", "topic_de": "Quittenfest"}, "/kontakt/#p"),
    (factories.free_page, {"slug": "p", "title_de": "Quittenfest", "place": "menu"}, "/seiten/p/"),
]


@pytest.mark.slow
def test_it_is_found():
    for make, values, _address in ADDED:
        make(**values)

    page = fetch("/suche/?q=Quittenfest")

    addresses = {address for _make, _values, address in ADDED}
    assert {hit.cssselect("a")[0].get("href") for hit in page.all("ol.hits > li")} == addresses
    assert {link.get("href") for link in page.all(".menu a")} & addresses == {"/seiten/p/"}
