"""Finds the pages to which revisions and translations refer by model and key, with one query for each model."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from core.models import Entry
from core.pages.addresses import admin_address
from editorial.forms.page_admin import page_admins


@dataclass(frozen=True)
class PageReference:
    """A page in a list of the admin."""

    page: Entry
    kind: str

    @classmethod
    def of(cls, page: Entry) -> "PageReference":
        return cls(page, str(page._meta.verbose_name))

    @property
    def name(self) -> str:
        return str(self.page)

    def form(self, **query: str) -> str:
        address = admin_address(self.page._meta, "change", self.page.pk)
        return f"{address}?{urlencode(query)}" if query else address

    @property
    def address(self) -> str:
        return self.form()

    @property
    def confirmation(self) -> str:
        return admin_address(self.page._meta, "confirm", self.page.pk)


def find_pages(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], PageReference]:
    """The existing pages, by label of their model and key."""
    keys = defaultdict(set)
    for label, key in wanted:
        keys[label].add(key)
    kinds = {each.opts.label_lower: each.model for each in page_admins()}
    return {
        (label, page.key): PageReference.of(page)
        for label, of_kind in keys.items()
        if label in kinds
        for page in kinds[label].objects.filter(key__in=of_kind)
    }
