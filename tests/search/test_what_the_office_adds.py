"""What the office adds is found, and the search page has its place in the navigation too."""

import pytest

from tests import factories
from tests.site.page import fetch

pytestmark = pytest.mark.django_db


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "values", "address"),
    [
        (factories.news_item, {"slug": "p", "title_de": "Quittenfest"}, "/aktuelles/p/"),
        (factories.question, {"slug": "p", "question_de": "Wo ist das Quittenfest?"}, "/haeufige-fragen/#p"),
        (factories.contact, {"slug": "p", "topic_de": "Quittenfest"}, "/kontakt/#p"),
        (factories.free_page, {"slug": "p", "title_de": "Quittenfest", "place": "menu"}, "/seiten/p/"),
    ],
)
def test_it_is_found(make, values, address):
    make(**values)

    page = fetch("/suche/?q=Quittenfest")

    assert page.attribute(".hits a", "href") == address
    in_menu = [link.get("href") for link in page.all(".menu a")]
    assert (address in in_menu) == ("place" in values)
