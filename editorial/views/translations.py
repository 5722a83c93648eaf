"""The lists of missing and outdated translations: by language, page and text."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.http import urlencode

from accounts.permissions import TRANSLATE, WRITE, languages_to_write, require_right
from core.admin_page import admin_page
from core.languages import GERMAN
from editorial.comparison import translation_state
from editorial.comparison.diff import Labels, row_name
from editorial.comparison.translation_state import PageTexts, State, TextState
from editorial.forms.page_admin import PageAdmin, admin_of, kind_order
from editorial.forms.page_reference import PageReference, find_pages
from editorial.models import Revision
from editorial.texts.stored_texts import field_address
from editorial.views.revision import form_of

PAGES_AT_ONCE = 30


@dataclass(frozen=True)
class LanguageCount:
    """The numbers of missing and outdated texts of the public pages in one language, and of what open drafts add to them."""

    code: str
    missing: int
    outdated: int
    in_drafts: int

    @property
    def name(self) -> str:
        return settings.LANGUAGES_IN_GERMAN[self.code]


def language_counts(languages: list[str]) -> list[LanguageCount]:
    known = translation_state.sources()
    public, drafts = (
        translation_state.counts(each for page in pages for each in page.texts)
        for pages in (translation_state.public_texts(known), translation_state.draft_texts(known))
    )
    return [
        LanguageCount(
            code,
            public[code][State.MISSING],
            public[code][State.OUTDATED],
            drafts[code][State.MISSING] + drafts[code][State.OUTDATED],
        )
        for code in languages
        if code != GERMAN
    ]


@dataclass(frozen=True)
class FaultyText:
    """A missing or outdated text, with the form that shows its field."""

    label: str
    state: State
    address: str


@dataclass(frozen=True)
class FaultyPage:
    """A public page or a draft, with its missing and outdated texts in one language."""

    texts: PageTexts
    page: PageReference | None
    faulty: list[TextState]

    @property
    def name(self) -> str:
        return self.texts.revision.name

    @property
    def kind(self) -> str:
        return str(self.page_admin.opts.verbose_name)

    @property
    def page_admin(self) -> PageAdmin:
        return admin_of(self.texts.revision)

    @property
    def draft(self) -> Revision | None:
        return self.texts.revision if self.texts.revision.is_open else None

    def form(self, spot: translation_state.Spot) -> str:
        place, name, code = spot
        form = form_of(self.page_admin, self.page and self.page.page)
        return field_address(form, self.texts.revision, place, f"{name}_{code}")

    def shown(self) -> Iterator[FaultyText]:
        labels, content = Labels.of_admin(self.page_admin), self.texts.revision.content
        for each in self.faulty:
            place, name, code = each.spot
            row, label = row_name(labels, place, content, content), labels.of(place, f"{name}_{code}")
            yield FaultyText(f"{row}: {label}" if row else label, each.state, self.form(each.spot))


def faulty_pages(language: str, state: str = "") -> list[FaultyPage]:
    """Public pages, and the drafts that bring further missing or outdated texts, in the order of their kinds."""
    order = kind_order()
    every = translation_state.public_texts() + translation_state.draft_texts()
    texts = [each for each in every if each.faulty([language], state) and each.revision.model in order]
    pages = find_pages(each.identity for each in texts)
    texts.sort(key=lambda each: (order[each.revision.model], each.revision.is_open))
    return [
        FaultyPage(each, pages.get(each.identity), each.faulty([language], state))
        for each in texts
        if each.revision.is_open or each.identity in pages
    ]


def translations(request: HttpRequest) -> TemplateResponse:
    """The texts of one language that are missing or outdated; by default, of the person's first language."""
    require_right(request, WRITE, TRANSLATE)
    own = [code for code in languages_to_write(request) if code != GERMAN]
    asked = request.GET.get("sprache")
    language = asked if asked in own else next(iter(own), "")
    state = request.GET.get("stand", "")
    state = state if state in (State.MISSING, State.OUTDATED) else ""
    found = faulty_pages(language, state)
    part = Paginator(found, PAGES_AT_ONCE).get_page(request.GET.get("seite"))
    values = {
        "part": part,
        "pages": [(each, list(each.shown())) for each in part],
        "languages": language_counts(own),
        "language": language,
        "language_name": settings.LANGUAGES_IN_GERMAN.get(language, ""),
        "state": state,
        "states": [
            ("", "fehlt oder veraltet"),
            *[(each.value, each.label) for each in (State.MISSING, State.OUTDATED)],
        ],
        "others": urlencode({"sprache": language, "stand": state}),
    }
    return admin_page(request, "translations.html", "Übersetzungen", **values)
