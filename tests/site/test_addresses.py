"""Every public page is in the sitemap, and every sitemap entry has its page."""

import pytest
from django.conf import settings
from django.urls import get_resolver

from core.models.entry import entry_models
from principles.models import Principle
from programmes.models import Decision, FundingArea, Measure, PartnerOrganisation, Programme

from .page import SITEMAP, entries, faults, locations, visitor

NOT_PAGES = {
    "sitemap", "robots", "security", "live", "ready", "preview_link", "preview_link_file", "preview_remarks", "changes", "document_file",
    "search", "data_file", "feed", "occasion", "occasions", "text_image", "whole", "programme_whole", "short_address", "data_schema", "data_catalogue",
    "changes_feed", "state", "time_gate", "time_map",
}  # fmt: skip
#: Shown once the office has written something there: `tests/pages/`.
EMPTY = {"news", "news_item", "free_page"}
DETAIL_MODELS = [Programme, FundingArea, Measure, PartnerOrganisation, Decision, Principle]


def test_every_address_of_the_sitemap_answers(pages):
    assert faults(pages, lambda page: page.response.status_code == 200) == []


def test_no_address_stands_twice(pages):
    paths = [page.path for page in pages]

    assert sorted(paths) == sorted(set(paths))


def test_every_named_address_is_visited(pages):
    named = {name for name in get_resolver().reverse_dict if isinstance(name, str)} - NOT_PAGES - EMPTY

    visited = {page.response.resolver_match.url_name for page in pages if page.language == "de"}

    assert len(named) > 15
    assert visited == named


@pytest.mark.django_db
@pytest.mark.parametrize("model", DETAIL_MODELS)
def test_every_row_with_a_page_is_visited(pages, model):
    expected = {row.get_absolute_url() for row in model.objects.all()}

    assert expected
    assert expected <= {page.path for page in pages}


@pytest.mark.django_db
def test_every_address_that_was_changed_says_when():
    for model in entry_models():
        model.objects.update(changed_in={})
    files = [entries(path) for path in ["/sitemap.xml", *locations("/sitemap.xml")]]

    for file in files:
        assert len(file.xpath("./*[s:lastmod]", namespaces=SITEMAP)) == len(file) > 0


@pytest.mark.django_db
def test_robots_names_the_sitemap():
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in visitor().get("/robots.txt").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("line", ["Contact: ", "Expires: ", f"Canonical: {settings.SITE_URL}/.well-known/security.txt"])
def test_security_txt_says_how_to_report(line):
    lines = visitor().get("/.well-known/security.txt").content.decode().splitlines()

    assert any(found.startswith(line) for found in lines)
