"""Search documents of the standing pages."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from search.documents import LEAD, TEXT, TITLE, Document, Passage, document_sources

from .models import PLACES_ON_OTHER_PAGES, StandingPage

#: Pages about the site itself, which get a lower rank.
ABOUT_THE_SITE = {"accessibility", "privacy", "imprint"}


class StandingPages:
    def rows(self):
        return StandingPage.objects.in_order()

    def documents(self, page: StandingPage) -> Iterator[Document]:
        here = page.get_absolute_url()
        is_place = page.key in PLACES_ON_OTHER_PAGES
        body = f"{here}#worum" if page.key == "home" else here
        yield Document.of(
            here,
            _("Abschnitt") if is_place else _("Übersicht"),
            Passage.of(page, "title", TITLE, here),
            [
                Passage.of(page, "summary", LEAD, here),
                Passage.of(page, "in_brief", LEAD, body),
                Passage.of(page, "body", TEXT, body),
            ],
            rank=0.7 if page.key in ABOUT_THE_SITE else 1.2,
            names=(here.rpartition("#")[2],) if is_place else (),
        )


document_sources.append(StandingPages())
