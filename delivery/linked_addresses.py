"""Which addresses the page cache keeps: those that the site lists, and those that its kept pages link to.

Any other address with an answer (a stranger can ask for many) is answered, and forgotten.
"""

import re

from django.conf import settings

from delivery.cached_page import CachedPage

#: Up to a query or a fragment: neither makes another page.
_LINK = re.compile(rb'\shref="(?:%b)?(/(?!static/)[^"?#]*)' % re.escape(settings.SITE_URL.encode()))


def links_of(page: CachedPage) -> set[str]:
    """Paths of this site, as WSGI names them."""
    return {path.decode("latin-1") for path in _LINK.findall(page.bodies["identity"])}


class LinkedAddresses:
    def __init__(self):
        self.listed: set[str] = set()
        self.linked: set[str] = set()

    def __contains__(self, path: str) -> bool:
        return path in self.listed or path in self.linked

    def begin(self):
        """A new list is read, address by address; what was linked to stays until all pages are made."""
        self.linked |= self.listed
        self.listed = set()

    def list(self, path: str):
        self.listed.add(path)

    def note(self, page: CachedPage):
        self.linked |= links_of(page)

    def finish(self, pages: dict[str, CachedPage]):
        """All pages are those of this edition: what the listed ones lead to no longer is an address like any other."""
        self.linked, ahead = set(), [path for path in pages if path in self.listed]
        while ahead:
            further = links_of(pages[ahead.pop()]) - self.linked - self.listed
            self.linked |= further
            ahead += [path for path in further if path in pages]
