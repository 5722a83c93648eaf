"""Standing pages, and the introductions that other pages borrow from them."""

import datetime
from collections.abc import Iterator

from django.http import Http404
from django.views.generic import TemplateView

from core.pages import Page, last_change
from core.pagination import Part

from .models import StandingPage

PAGE_TYPES = {"contact": "ContactPage", "accessibility": "AboutPage", "imprint": "AboutPage"}


class IntroducedView(TemplateView):
    """A page that a standing page introduces.

    `introduction` is that page's key; `borrowed` are the keys of further texts that the page shows.
    """

    introduction = ""
    borrowed: tuple[str, ...] = ()
    page_type = "CollectionPage"
    part: Part | None = None  # of a list in pages, the one asked for

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        pages = StandingPage.objects.filter(key__in=[self.introduction, *self.borrowed])
        self.texts = {page.key: page for page in pages.prefetch_related("citations__document")}
        if self.introduction not in self.texts:
            raise Http404
        self.intro = self.texts[self.introduction]

    def get_rows(self) -> dict:
        """The rows that the page lists, by the names that its template knows; each value is a list."""
        return {}

    def last_changes(self) -> Iterator[datetime.datetime]:
        """Of each page that this view has, as the page itself prints it."""
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


class StandingPageDetail(IntroducedView):
    template_name = "pages/standing_page.html"

    def setup(self, request, *args, **kwargs):
        self.introduction = kwargs["key"]
        self.page_type = PAGE_TYPES.get(self.introduction, "WebPage")
        super().setup(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_contact=self.introduction == "contact", **kwargs)
