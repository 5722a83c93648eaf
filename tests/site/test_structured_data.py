"""Structured data for search engines says the same as the page."""

import json
from collections.abc import Iterator

import pytest
from django.conf import settings

from .page import Page, faults, fetch

#: «Organisation» and «Direktionen» are levels of the canton's path that lead nowhere.
WITHOUT_ADDRESS = 2


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
        and [" ".join(item["name"].split()) for item in items] == page.texts("nav.crumbs li")
        and all(item["item"].startswith("http") for item in items if "item" in item)
        and sum("item" not in item for item in items) == WITHOUT_ADDRESS
        and " ".join(items[-1]["name"].split()) == page.texts("nav.crumbs [aria-current=page]")[0]
    )


def names_the_office(page: Page) -> bool:
    (office,) = of_type(page, "GovernmentOrganization")
    return bool(office["name"] and office["url"].startswith(settings.SITE_URL))


def dates_agree(page: Page) -> bool:
    dated = {block["dateModified"] for block in blocks(page) if "dateModified" in block}
    return dated == {time.get("datetime") for time in page.all("footer .changed time")}


def holds_nothing_empty(page: Page) -> bool:
    return all(each not in ("", [], {}, None) for block in blocks(page) for each in values_of(block))


def values_of(value) -> Iterator:
    yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from values_of(each)


def is_part_of_the_site(page: Page) -> bool:
    (site,) = of_type(page, "WebSite")
    parts = [block for block in blocks(page) if block.get("isPartOf") == {"@id": site["@id"]}]
    return bool(site["name"] and site["url"] == f"{settings.SITE_URL}/" and len(parts) == 1)


RULES = {
    "says of nothing that it is nothing": holds_nothing_empty,
    "is part of the site": is_part_of_the_site,
    "has a context and types": has_context_and_types,
    "has a valid breadcrumb": has_valid_breadcrumb,
    "names the office once": names_the_office,
    "gives the date of last change that the page gives": dates_agree,
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_page(pages, rule):
    assert faults(pages, rule) == []


@pytest.mark.django_db
def test_a_phase_says_what_was_granted_as_the_page_does():
    page = fetch("/kip-3/")

    (about,) = [block["about"] for block in blocks(page) if "about" in block]

    assert (about["@type"], about["foundingDate"], about["dissolutionDate"]) == ("Project", "2024", "2027")
    assert [grant["amount"] for grant in about["funding"]] == [
        {"@type": "MonetaryAmount", "currency": "CHF", "value": 3392068},
    ]  # fmt: skip
    assert "3’392’068" in page.all("main")[0].text_content()


@pytest.mark.django_db
def test_a_decision_says_when_and_who():
    (about,) = [block["about"] for block in blocks(fetch("/entscheide/kip-3-landrat/")) if "about" in block]

    assert (about["@type"], about["startDate"]) == ("Event", "2023-06-08")
    assert about["organizer"] == {"@type": "GovernmentOrganization", "name": "Landrat"}
