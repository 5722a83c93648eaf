"""The data block for search engines says the same as the page."""

import json

import pytest
from django.conf import settings

from .page import Page, faults


def blocks(page: Page) -> list[dict]:
    """Every object of the page's data, of whatever type."""
    found = [json.loads(script.text) for script in page.all("script[type='application/ld+json']")]
    return [entry for data in found for entry in data.get("@graph", [data])]


def of_type(page: Page, name: str) -> list[dict]:
    return [block for block in blocks(page) if block.get("@type") == name]


def has_context_and_types(page: Page) -> bool:
    data = [json.loads(script.text) for script in page.all("script[type='application/ld+json']")]
    return bool(data) and all(
        block["@context"] == "https://schema.org" for block in data
    ) and all(block.get("@type") for block in blocks(page))  # fmt: skip


def has_valid_breadcrumb(page: Page) -> bool:
    (crumbs,) = of_type(page, "BreadcrumbList")
    items = crumbs["itemListElement"]
    return (
        [item["position"] for item in items] == list(range(1, len(items) + 1))
        and all(item["@type"] == "ListItem" and item["name"] for item in items)
        and all(item["item"].startswith("http") for item in items[:-1])
        and " ".join(items[-1]["name"].split()) == page.texts("nav.crumbs [aria-current=page]")[0]
    )


def names_the_office(page: Page) -> bool:
    (office,) = of_type(page, "GovernmentOrganization")
    return bool(office["name"] and office["url"].startswith(settings.SITE_URL))


def dates_agree(page: Page) -> bool:
    dated = {block["dateModified"] for block in blocks(page) if "dateModified" in block}
    return dated == {page.attribute("footer time", "datetime")}


RULES = {
    "has a context and types": has_context_and_types,
    "has a valid breadcrumb": has_valid_breadcrumb,
    "names the office once": names_the_office,
    "gives the date of last change that the page gives": dates_agree,
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_page(pages, rule):
    assert faults(pages, rule) == []
