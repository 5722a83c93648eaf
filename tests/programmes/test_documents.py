"""The page of documents: what rests on each is named once, and in one order everywhere."""

import pytest

from tests.site.page import fetch

pytestmark = pytest.mark.django_db


def test_what_rests_on_a_document_stands_in_the_order_of_addresses():
    rows = fetch("/dokumente/").all(".documents > li")
    used_on = [[link.get("href") for link in row.cssselect("p:last-child a[href^='/']")] for row in rows]

    assert sum(len(links) > 1 for links in used_on) > 20
    assert [links for links in used_on if links != sorted(set(links))] == []
