"""Every public address: as sitemaps for search engines, and as a list for the page cache, which renders in advance.

`/sitemap.xml` is always an index. It lists one file for each kind of page and language, split after MAX_ADDRESSES
addresses: `/sitemap-decision.xml`, `/sitemap-decision-2.xml`, `/sitemap-decision-fr.xml`. A page without a translation
into a language is in no sitemap of that language: it would only repeat the German one.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from itertools import islice
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem
from django.db.models import QuerySet
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import resolve, reverse
from django.utils.functional import cached_property
from django.utils.translation import override

from core.languages import LANGUAGE_CODES, languages_of
from core.pages.metadata import newest
from pages.introduced import IntroducedView
from pages.models import PLACES_ON_OTHER_PAGES, FreePage, NewsItem, StandingPage
from pages.navigation import shown_standing_pages
from principles.models import Principle
from programmes import comparisons
from programmes.models import Decision, FundingArea, Measure, PartnerOrganisation, Programme

MAX_ADDRESSES = 5_000  # addresses; the protocol allows ten times as many, but files should stay below a megabyte
BATCH_SIZE = 1_000  # rows of one query
FURTHER_FILE = re.compile(r"(.+)-([2-9]|[1-9]\d{1,5})")
#: The columns that tell in which languages a page is written.
SUMMARIES = [f"summary_{code}" for code in LANGUAGE_CODES]
MODELS = (Programme, FundingArea, Measure, PartnerOrganisation, Decision, Principle, FreePage, NewsItem)


class PublicSitemap(Sitemap):
    """Pages in one language."""

    limit = MAX_ADDRESSES

    def __init__(self, language: str):
        self.language = language

    def location(self, item):
        return self.location_in(self.language, item)

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc

    def lastmod(self, item) -> datetime.datetime | None:
        raise NotImplementedError

    def get_latest_lastmod(self):
        return newest(map(self.lastmod, self.items()))

    def get_urls(self, page=1, site=None, protocol=None):
        """The entries with `alternates`.

        The page in all its languages, itself included, as search engines require it.
        """
        urls = super().get_urls(page, site, protocol)
        for url in urls:
            url["alternates"] = self.alternates_of(url["item"])
        return urls

    def alternates_of(self, item) -> list[dict[str, str]]:
        languages = self.written_in(item)
        codes = [*languages, settings.LANGUAGE_CODE] if len(languages) > 1 else []
        links = [{"lang_code": code, "location": settings.SITE_URL + self.location_in(code, item)} for code in codes]
        return links[:-1] + [link | {"lang_code": "x-default"} for link in links[-1:]]

    def location_in(self, language: str, item) -> str:
        with override(language):
            return self.address(item)

    def written_in(self, item) -> list[str]:
        raise NotImplementedError

    def address(self, item) -> str:
        raise NotImplementedError

    def written(self, rows: QuerySet) -> QuerySet:
        """The rows whose main text is written in this language."""
        return rows.exclude(**{f"summary_{self.language}": ""}).exclude(**{f"summary_{self.language}": None})


class RowSitemap(PublicSitemap):
    """The pages of one model's rows."""

    def __init__(self, language, model):
        super().__init__(language)
        self.model = model

    def items(self):
        return self.written(self.model.objects.listed().in_order().only("slug", "changed_at", "changed_in", *SUMMARIES))

    def written_in(self, row) -> list[str]:
        return languages_of(row, "summary")

    def address(self, row) -> str:
        return row.get_absolute_url()

    def lastmod(self, row):
        return row.last_changed(self.language)


class StandingPageSitemap(PublicSitemap):
    """Text pages and lists. An item is URL name, page number, last change and languages."""

    def items(self):
        return self.numbered_pages

    @cached_property
    def numbered_pages(self) -> list[tuple[str, int, datetime.datetime | None, list[str]]]:
        pages = self.written(shown_standing_pages().exclude(key__in=PLACES_ON_OTHER_PAGES))
        with override(self.language):
            return [item for page in pages for item in numbered(page)]

    def address(self, item) -> str:
        name, number, *_ = item
        return standing_page_path(name, number)

    def written_in(self, item) -> list[str]:
        return item[3]

    def lastmod(self, item):
        return item[2]


class ComparisonSitemap(PublicSitemap):
    """Every pair of the newest phases, and the page to choose one. An item is a pair; the page has the whole list."""

    def items(self):
        pairs = comparisons.newest_pairs()
        items = [*pairs, [each for pair in pairs for each in pair]] if pairs else []
        return [item for item in items if self.language in self.written_in(item)]

    def address(self, item) -> str:
        return comparisons.pair_address(*item) if isinstance(item, tuple) else reverse("comparisons")

    def written_in(self, item) -> list[str]:
        return comparisons.languages_of_all(item)

    def lastmod(self, item):
        return newest(programme.last_changed(self.language) for programme in item)


def numbered(page: StandingPage) -> Iterator[tuple[str, int, datetime.datetime | None, list[str]]]:
    view = view_of(page.key)
    view.intro = page
    languages = languages_of(page, "summary")
    for number, changed_at in enumerate(view.last_changes(), start=1):
        yield page.key, number, changed_at, languages


def view_of(key: str) -> IntroducedView:
    """The view that a standing page introduces; the key of the page is the URL name."""
    return resolve(reverse(key)).func.view_class()  # type: ignore[attr-defined]  # of a generic view


def standing_page_path(name: str, number: int) -> str:
    return reverse(name, kwargs={"number": number} if number > 1 else {})


def sitemaps() -> dict[str, PublicSitemap]:
    """The sitemaps by section name: the kind, with a language suffix except for German."""
    kinds = {"standing": StandingPageSitemap, "comparison": ComparisonSitemap} | {
        model.__name__.lower(): partial(RowSitemap, model=model) for model in MODELS
    }
    return {
        kind if language == settings.LANGUAGE_CODE else f"{kind}-{language}": build(language)
        for language in LANGUAGE_CODES
        for kind, build in kinds.items()
    }


def sitemap_files() -> Iterator[tuple[str, PublicSitemap]]:
    """The name of each file that is not empty, and its sitemap."""
    for section, sitemap in sitemaps().items():
        for number in sitemap.paginator.page_range if sitemap.paginator.count else ():
            yield (f"{section}-{number}" if number > 1 else section), sitemap


def sitemap_index(request):
    latest = cache(lambda sitemap: sitemap.get_latest_lastmod())
    items = [
        SitemapIndexItem(settings.SITE_URL + sitemap_file_path(name), latest(sitemap))
        for name, sitemap in sitemap_files()
    ]
    return as_xml(request, "sitemap_index.xml", {"sitemaps": items})


def sitemap_file_path(name: str) -> str:
    return reverse("sitemap", args=[name])


def sitemap_file(request, name: str):
    """One file by its name; not by a query parameter, as the page cache ignores query strings."""
    further = FURTHER_FILE.fullmatch(name)
    section, number = (further[1], int(further[2])) if further else (name, 1)
    sitemap = sitemaps().get(section)
    if sitemap is None or number not in sitemap.paginator.page_range:
        raise Http404
    return as_xml(request, "sitemap.xml", {"urlset": sitemap.get_urls(page=number)})


def as_xml(request, template: str, context: dict) -> TemplateResponse:
    return TemplateResponse(request, template, context, content_type="application/xml")


def public_paths() -> Iterator[str]:
    """The path of every public page in every language, and those for machines; the most visited first, German first.

    Rows are read in batches, by queries that end before the caller renders a page: with an open cursor, SQLite would
    show these pages as they were when the cursor was opened.
    """
    yield from in_all_languages(first_pages)
    yield from in_all_languages(partial(row_paths, Programme))
    for model in MODELS[1:]:
        yield from in_all_languages(partial(row_paths, model))
    yield from in_all_languages(further_pages)
    yield from in_all_languages(comparison_paths)
    yield from [reverse("robots"), reverse("security"), reverse("sitemap")]
    yield from (sitemap_file_path(name) for name, _sitemap in sitemap_files())


def in_all_languages(pages: Callable[[], Iterable[str]]) -> Iterator[str]:
    for language in LANGUAGE_CODES:
        walk = iter(pages())
        while True:
            with override(language):  # not across the yield: the caller uses another language
                some = list(islice(walk, BATCH_SIZE))
            if not some:
                break
            yield from some


def standing_keys() -> list[str]:
    """Keys of all standing pages with a URL, the home page first."""
    keys = shown_standing_pages().exclude(key__in=PLACES_ON_OTHER_PAGES).values_list("key", flat=True)
    return sorted(keys, key=lambda key: (key != "home", key))


def first_pages() -> Iterator[str]:
    return (standing_page_path(key, 1) for key in standing_keys())


def further_pages() -> Iterator[str]:
    for key in standing_keys():
        listing = getattr(view_of(key), "listing", None)
        for number in range(2, listing.num_pages + 1 if listing else 2):
            yield standing_page_path(key, number)


def comparison_paths() -> Iterator[str]:
    pairs = comparisons.newest_pairs()
    if pairs:
        yield reverse("comparisons")
    yield from (comparisons.pair_address(*pair) for pair in pairs)


def row_paths(model) -> Iterator[str]:
    """The newest rows first."""
    rows = model.objects.listed().only("slug").order_by("-pk")
    some = list(rows[:BATCH_SIZE])
    while some:
        yield from (row.get_absolute_url() for row in some)
        some = list(rows.filter(pk__lt=some[-1].pk)[:BATCH_SIZE])
