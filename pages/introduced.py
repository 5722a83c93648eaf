"""A base view for pages with a standing page as introduction."""

import datetime
from collections.abc import Iterator

from django.http import Http404
from django.views.generic import TemplateView

from core.pages.metadata import Page, last_change
from core.pages.pagination import ListPage

from .models import StandingPage


class IntroducedView(TemplateView):
    """A page with a standing page as introduction.

    `introduction` is its key; `borrowed` holds the keys of further standing pages that the page shows.
    """

    introduction = ""
    borrowed: tuple[str, ...] = ()
    page_type = "CollectionPage"
    part: ListPage | None = None  # the requested page of a paginated list

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        pages = StandingPage.objects.filter(key__in=[self.introduction, *self.borrowed])
        self.texts = {page.key: page for page in pages.prefetch_related("citations__document")}
        if self.introduction not in self.texts:
            raise Http404
        self.intro = self.texts[self.introduction]

    def get_rows(self) -> dict:
        """Lists of rows by template name."""
        return {}

    def last_changes(self) -> Iterator[datetime.datetime | None]:
        """The last change of each page of this view, as shown on the page."""
        yield last_change(self.intro, *self.get_rows().values())

    def get_context_data(self, **kwargs):
        rows = self.get_rows()
        changed_at = last_change(self.intro, *rows.values())
        page = Page.about(
            self.intro,
            "title",
            changed_at,
            section=self.introduction,
            part=self.part,
            structured_data={"@type": self.page_type} | self.structured_data(rows),
        )
        page.is_home = self.introduction == "home" and not page.is_later
        return super().get_context_data(page=page, intro=self.intro, **rows, **kwargs)

    def structured_data(self, rows: dict) -> dict:
        return {}
