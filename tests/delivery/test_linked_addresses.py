"""Clients cannot fill the page cache: it stores listed paths and those that cached pages link to."""

import re
from itertools import count, islice

import pytest
from django.urls import URLResolver, get_resolver, reverse

from core.pages.addresses import is_public
from delivery.linked_addresses import LinkedAddresses
from delivery.page_cache import PageCache
from kip_site.sitemaps import public_paths
from programmes.models import Programme
from tests.delivery.test_page_cache import Site, get, started, until
from tests.site.page import visitor

pytestmark = [pytest.mark.check(35), pytest.mark.slow]

LISTED = ["/", "/kip-1/", "/kip-2/", "/fr/kip-1/"]
MANY = 5_000


class Linking(Site):
    """Each page links to some others."""

    def __init__(self, links: dict[str, list[str]]):
        super().__init__()
        self.links = links

    def __call__(self, environ, start_response):
        body = super().__call__(environ, start_response)
        return [*body, *(f'<a class="x" href="{link}">'.encode() for link in self.links.get(environ["PATH_INFO"], []))]


def strict(site, clock, tmp_path, listed=LISTED, capacity=1_000_000) -> PageCache:
    store = started(site, clock, tmp_path, listed, capacity, LinkedAddresses)
    until(lambda: set(listed) <= store.pages.keys() and (not listed or store.files.read("/")))
    return store


def patterns(resolver=None, prefix: str = "/"):
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern).strip("^$").replace("\\", "")
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route)
        elif getattr(pattern.callback, "is_public", False) and ("<" in route):
            yield route


def made_up(route: str, number: int) -> str:
    """An address that the pattern takes: numbers, codes and words of this number."""
    word = "".join(chr(97 + int(digit)) for digit in str(number))
    route = re.sub(r"\(\?P<ending>[^)]*\)", "csv", route)
    route = re.sub(r"\(\?P<code>[^)]*\)", word[:5], route)
    route = re.sub(r"\(\?P<\w+>[^)]*\)", word, route)
    return re.sub(r"<(\w+):\w+>", lambda kind: str(number) if kind[1] in ("number", "int") else f"x{number}", route)


def test_made_up_addresses_of_every_pattern_push_out_no_real_page(clock, tmp_path):
    site = Linking({})
    site.text = "x" * 1000
    store = strict(site, clock, tmp_path, capacity=30_000)
    routes = list(patterns())
    numbers = count(1)
    asked = [made_up(route, number) for number in islice(numbers, MANY // len(routes) + 1) for route in routes]
    asked = [path for path in asked if is_public(path)]

    answers = {get(store, path)[0] for path in asked}

    assert len(asked) >= MANY * 0.9
    assert len(routes) > 15
    assert answers == {"200 OK"}
    assert store.pages.keys() == set(LISTED)
    assert {path for path, _page in store.files.load(1_000_000)} == {*LISTED} - {
        "/fr/kip-1/"
    }  # whose language is not German


def test_what_a_kept_page_links_to_is_kept(clock, tmp_path):
    site = Linking({"/kip-1/": ["/daten/entscheide.csv", "http://localhost:8000/massnahmen/#x", "/partner/?y"]})
    store = strict(site, clock, tmp_path)

    for path in ("/daten/entscheide.csv", "/massnahmen/", "/partner/", "/glossar/"):
        get(store, path)

    assert store.pages.keys() == {*LISTED, "/daten/entscheide.csv", "/massnahmen/", "/partner/"}


def test_what_an_unknown_page_links_to_is_not_kept(clock, tmp_path):
    store = strict(Linking({"/glossar/": ["/partner/"], "/partner/": ["/glossar/"]}), clock, tmp_path)

    for path in ("/glossar/", "/partner/", "/glossar/"):
        get(store, path)

    assert store.pages.keys() == set(LISTED)


def test_what_is_linked_to_no_more_goes_with_the_next_edition(clock, tmp_path):
    site = Linking({"/kip-1/": ["/glossar/"], "/glossar/": ["/glossar/", "/partner/"], "/partner/": ["/glossar/"]})
    store = strict(site, clock, tmp_path)
    get(store, "/glossar/")
    get(store, "/partner/")
    assert {"/glossar/", "/partner/"} <= store.pages.keys()

    site.links.pop("/kip-1/")
    clock.edition = "2"

    until(lambda: store.pages.keys() == set(LISTED))


def test_links_of_pages_from_before_the_restart_count(clock, tmp_path):
    site = Linking({"/kip-1/": ["/glossar/"]})
    store = strict(site, clock, tmp_path)
    until(lambda: store.files.read("/glossar/"))

    again = started(site, clock, tmp_path, [], linked=LinkedAddresses)

    assert "/glossar/" in again.pages


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["1", "01", "0" * 20 + "1"])
def test_the_changes_of_a_page_have_one_address(number):
    programme = Programme.objects.first()
    canonical = reverse("changes", args=["programmphase", programme.key])

    answer = visitor().get(f"{canonical}{number}/")

    assert (answer.status_code, answer["Location"]) == (301, canonical)


@pytest.mark.django_db
def test_each_listed_address_is_the_address_of_its_page():
    listed = list(public_paths())

    assert len(listed) > 200
    assert len(set(listed)) == len(listed)
    assert [path for path in listed if not is_public(path)] == []
