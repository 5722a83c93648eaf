"""Which paths may be cached and published: those that the site lists, and those that such pages link to.

Other paths are served without being stored, so that a client cannot fill the cache with variants.
"""

import re
from collections.abc import Iterator

from django.conf import settings

from delivery.cached_page import CachedPage

#: Without query and fragment: neither makes a different page.
_LINK = re.compile(rb'\shref="(?:%b)?(/(?!static/)[^"?#]*)' % re.escape(settings.SITE_URL.encode()))


def links_of(body: bytes) -> set[str]:
    """Paths of this site that the page links to, as WSGI encodes them (Latin-1)."""
    return {path.decode("latin-1") for path in _LINK.findall(body)}


class LinkedAddresses:
    def __init__(self):
        #: Reached in this round: listed, or linked by a page that was reached. `former` ones are valid until its end.
        self.reached: set[str] = set()
        self.former: set[str] = set()
        self.visited: set[str] = set()

    def __contains__(self, path: str) -> bool:
        return path in self.reached or path in self.former

    def begin(self):
        self.former |= self.reached
        self.reached, self.visited = set(), set()

    def visit(self, path: str):
        self.reached.add(path)
        self.visited.add(path)

    def note(self, body: bytes):
        self.reached |= links_of(body)

    def admit(self, page: CachedPage):
        """For a page whose place in the round has not come yet."""
        self.former |= links_of(page.bodies["identity"])

    def unvisited(self) -> Iterator[str]:
        while ahead := self.reached - self.visited:
            self.visited |= ahead
            yield from ahead

    def finish(self):
        """All pages show this edition."""
        self.former = set()
