"""Measurements of the large site: queries, bytes and time of each kind of page; memory of the server."""

import re
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.urls import reverse

from kip_site import sitemaps
from programmes.models import Programme
from qa.weigh import weight
from tests.server import Server
from tests.site.budgets import BUDGETS, KILOBYTE

ROUNDS = 5
RAW = 200 * KILOBYTE  # limit of an uncompressed page, which a cheap phone parses without a noticeable delay
STALE = 30  # seconds after which an edit counts as lost
LISTS = [
    "home", "funding_areas", "measures", "partners", "evaluations", "decisions", "documents", "glossary",
]  # fmt: skip
#: Shipped pages of each kind, which exist before and after the growth.
SHIPPED = [
    "/kip-1/", "/kip-3/", "/integrationspolitik/", "/foerderbereiche/erstinformation/", "/massnahmen/deutschkurse/",
    "/partner/ald/", "/entscheide/kip-3-landrat/", "/kontakt/",
]  # fmt: skip


@dataclass(frozen=True)
class Cost:
    path: str
    queries: int
    raw: int
    html: int
    milliseconds: float


def first_pages() -> list[str]:
    return [*map(reverse, LISTS), *SHIPPED]


def last_pages() -> Iterator[str]:
    """The middle and the last page of each paginated list."""
    for name in LISTS:
        pages = sitemaps.view_of(name).listing.num_pages
        yield from (sitemaps.standing_page_path(name, number) for number in sorted({(pages + 1) // 2, pages} - {1}))


def cost(path: str) -> Cost:
    weighed = weight.weigh(path)
    return Cost(path, weighed.queries, weighed.raw, weighed.html, 1_000 * seconds(path))


def seconds(path: str) -> float:
    """The median of several renderings."""
    return statistics.median(once(path) for _ in range(ROUNDS))


def once(path: str) -> float:
    started = time.perf_counter()
    weight.browser().get(path)
    return time.perf_counter() - started


def broken(small: list[Cost], large: list[Cost]) -> list[str]:
    """One sentence for each broken promise."""
    before = {each.path: each.queries for each in small}
    budgets = {"queries": BUDGETS["queries"], "html": BUDGETS["html"], "raw": RAW}
    return [
        f"{each.path}: {before[each.path]} queries on the small site, {each.queries} on the large one"
        for each in large
        if each.queries > before.get(each.path, each.queries)
    ] + [
        f"{each.path}: {name} {getattr(each, name)}, allowed {most}"
        for each in large
        for name, most in budgets.items()
        if getattr(each, name) > most
    ]


def until_shown(server: Server, words: str) -> float:
    """Seconds from saving an edit to the first HTTP response that shows it."""
    programme = edit(words)
    started = time.perf_counter()
    while words not in server.get(programme.get_absolute_url()):
        if time.perf_counter() - started > STALE:
            return float("inf")
        time.sleep(0.01)
    return time.perf_counter() - started


def edit(words: str) -> Programme:
    programme = Programme.objects.in_order().last()
    programme.summary_de = words
    programme.save()
    return programme


def memory(process: int) -> int:
    """Resident bytes of a process with all its children; 0 where the system does not report them."""
    children = Path(f"/proc/{process}/task/{process}/children")
    if not children.exists():
        return 0
    own = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    return (int(own[1]) * 1024 if own else 0) + sum(memory(int(child)) for child in children.read_text().split())


def some_addresses(most: int) -> list[str]:
    """About `most` public paths, evenly spread."""
    paths = [urlsplit(path).path for path in sitemaps.public_paths()]
    return paths[:: max(1, len(paths) // most)]
