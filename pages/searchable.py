"""Search documents of standing and free pages, news, questions and contacts."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.templatetags.figures import day
from search.engine.documents import ASIDE, LEAD, NAME, TEXT, TITLE, Document, Passage, document_sources

from .models import PLACES_ON_OTHER_PAGES, Contact, FreePage, NewsItem, Question, StandingPage
from .navigation import shown_standing_pages

#: Pages about the site itself, which get a lower rank.
ABOUT_THE_SITE = {"accessibility", "privacy", "imprint"}


class StandingPages:
    def rows(self):
        return shown_standing_pages()

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


class FreePages:
    def rows(self):
        return FreePage.objects.in_order()

    def documents(self, page: FreePage) -> Iterator[Document]:
        here = page.get_absolute_url()
        passages = [
            Passage.of(page, "summary", LEAD, here),
            Passage.of(page, "in_brief", LEAD, here),
            Passage.of(page, "body", TEXT, here),
        ]
        yield Document.of(here, _("Seite"), Passage.of(page, "title", TITLE, here), passages, rank=1.1)


class News:
    def rows(self):
        return NewsItem.objects.listed().in_order()

    def documents(self, item: NewsItem) -> Iterator[Document]:
        here = item.get_absolute_url()
        passages = [
            Passage.of(item, "summary", LEAD, here),
            Passage.plain(day(item.day or item.published_on), NAME, here),
            Passage.of(item, "venue", TEXT, here),
            Passage.of(item, "body", TEXT, here),
        ]
        kind = _("Anlass") if item.day else _("Aktuelles")
        yield Document.of(here, kind, Passage.of(item, "title", TITLE, here), passages)


class Questions:
    def rows(self):
        return Question.objects.in_order().select_related("group")

    def documents(self, question: Question) -> Iterator[Document]:
        here = question.get_absolute_url()
        passages = [
            Passage.of(question, "answer", TEXT, here),
            Passage.of(question.group, "title", ASIDE, here),
        ]
        yield Document.of(here, _("Frage"), Passage.of(question, "question", TITLE, here), passages)


class Contacts:
    def rows(self):
        return Contact.objects.in_order()

    def documents(self, contact: Contact) -> Iterator[Document]:
        here = contact.get_absolute_url()
        passages = [
            Passage.of(contact, "name", NAME, here),
            Passage.of(contact, "description", LEAD, here),
            Passage.of(contact, "address", TEXT, here),
            Passage.of(contact, "opening_hours", TEXT, here),
            Passage.of(contact, "spoken", TEXT, here),
        ]
        yield Document.of(here, _("Kontakt"), Passage.of(contact, "topic", TITLE, here), passages)


document_sources.extend([StandingPages(), FreePages(), News(), Questions(), Contacts()])
