"""Checks every link of the content once and stores the result."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import TypeVar
from urllib.parse import urlsplit

from core.models import AddressedEntry, Entry
from links import extraction
from links.external import ExternalChecker
from links.extraction import MAX_ADDRESS_LENGTH, LinkLocation, truncated
from links.internal import InternalChecker, own_path
from links.models import Link
from links.status import Kind, LinkStatus

TOO_LONG = LinkStatus(Kind.GONE, "Diese Adresse ist zu lang.")

Found = TypeVar("Found")

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class CheckedLink:
    """A link with the result of its check."""

    link: Link
    answer: LinkStatus


def check_all(external: ExternalChecker | None) -> Iterator[CheckedLink]:
    """Internal links first, because they are fast. `external` is None to skip external links.

    Yields each link with its result, after it is stored. Links that no content holds any more are deleted.
    """
    places = links_by_stored_address()
    Link.objects.exclude(address__in=list(places)).delete()
    known = Link.objects.in_bulk(field_name="address")
    internal, outside = InternalChecker(), []
    for address, locations in places.items():
        link = known.get(address) or Link(address=address)
        link.spots = [list(location) for location, _page in locations]
        answer = checked_safely(internal_status, internal, address, locations)
        if answer is None:
            outside.append(link)
        else:
            yield save_status(link, answer)
    if external:
        for link in interleaved_by_host(outside):
            yield save_status(link, checked_safely(external.check, link.address))


def links_by_stored_address() -> dict[str, list[tuple[LinkLocation, Entry]]]:
    """Where each link stands; addresses that are cut to the same length count as one."""
    places: dict[str, list[tuple[LinkLocation, Entry]]] = defaultdict(list)
    for address, locations in extraction.all_links().items():
        places[truncated(address)] += locations
    return places


def checked_safely(check: Callable[..., Found], *arguments) -> Found | LinkStatus:
    """An unexpected error in one link must not stop the check of the others."""
    try:
        return check(*arguments)
    except Exception:
        logger.exception("A link could not be checked: %s", arguments)
        return LinkStatus(Kind.DOUBTFUL, "Dieser Link liess sich nicht prüfen.")


def internal_status(
    internal: InternalChecker, address: str, locations: list[tuple[LinkLocation, Entry]]
) -> LinkStatus | None:
    """The worst result over the places where the link stands; None for an external link."""
    if len(address) == MAX_ADDRESS_LENGTH:
        return TOO_LONG
    paths = [own_path(address, page_path(page)) for _location, page in locations]
    inside = [path for path in dict.fromkeys(paths) if path is not None]
    if None in paths:
        return None
    answers = [internal.check(path) for path in inside]
    return next((each for each in answers if each.kind is not Kind.WORKS), answers[0])


def page_path(page: Entry) -> str:
    return page.get_absolute_url() if isinstance(page, AddressedEntry) else "/"


def save_status(link: Link, answer: LinkStatus) -> CheckedLink:
    link.take(answer)
    link.save()
    return CheckedLink(link, answer)


def interleaved_by_host(links: list[Link]) -> Iterator[Link]:
    """One link of each host in turn, so that no host is asked twice in a row and waiting is short."""
    hosts = defaultdict(list)
    for link in links:
        hosts[host_of_address(link.address)].append(link)
    return (link for link in chain(*zip_longest(*hosts.values())) if link)


def host_of_address(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
