"""Which paths may be cached: those that the site lists, and those that cached pages link to.

Other paths are served without being stored, so that a client cannot fill the cache with variants.
"""

import re

from django.conf import settings

from delivery.cached_page import CachedPage

#: Without query and fragment: neither makes a different page.
_LINK = re.compile(rb'\shref="(?:%b)?(/(?!static/)[^"?#]*)' % re.escape(settings.SITE_URL.encode()))


def links_of(page: CachedPage) -> set[str]:
    """Paths of this site that the page links to, as WSGI encodes them (Latin-1)."""
    return {path.decode("latin-1") for path in _LINK.findall(page.bodies["identity"])}


class LinkedAddresses:
    def __init__(self):
        self.listed: set[str] = set()
        self.linked: set[str] = set()

    def __contains__(self, path: str) -> bool:
        return path in self.listed or path in self.linked

    def begin(self):
        """Start of a new list of addresses; the former ones stay valid until all pages are rendered."""
        self.linked |= self.listed
        self.listed = set()

    def list(self, path: str):
        self.listed.add(path)

    def note(self, page: CachedPage):
        self.linked |= links_of(page)

    def finish(self, pages: dict[str, CachedPage]):
        """All pages show this edition: paths that cannot be reached from a listed page any more are removed."""
        self.linked, ahead = set(), [path for path in pages if path in self.listed]
        while ahead:
            further = links_of(pages[ahead.pop()]) - self.linked - self.listed
            self.linked |= further
            ahead += [path for path in further if path in pages]
