"""The list of all open drafts: by whom, since when, in which state and language."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.http import urlencode

from accounts.permissions import PUBLISH, TRANSLATE, WRITE, require_right
from core.normalization import bounded_line
from editorial.models import Revision
from editorial.revisions.diff import languages_held
from editorial.revisions.page_admin import kind_names
from editorial.texts.stored_texts import LANGUAGE_NAMES
from editorial.views import office_context

DRAFTS_AT_ONCE = 50
STATES = [(state.value, state.label) for state in Revision.OPEN]


@dataclass(frozen=True)
class Draft:
    revision: Revision
    kind: str
    is_new: bool

    @property
    def languages(self) -> str:
        """The languages that the draft changes; fields without language count as German."""
        held = languages_held(self.revision)
        return ", ".join(name for code, name in LANGUAGE_NAMES.items() if code in held)


def drafts(request: HttpRequest) -> TemplateResponse:
    require_right(request, WRITE, PUBLISH, TRANSLATE)
    words = bounded_line(request.GET.get("q", ""))
    state = request.GET.get("stand", "")
    found = named(Revision.objects.open().newest_first().without_content(), words)
    found = [each for each in found if state in ("", each.state)]
    part = Paginator(found, DRAFTS_AT_ONCE).get_page(request.GET.get("seite"))
    values = {
        "part": part,
        "drafts": described([each.pk for each in part]),
        "words": words,
        "state": state,
        "states": [("", "alle"), *STATES],
        "others": urlencode({"q": words, "stand": state}),
    }
    return TemplateResponse(request, "admin/drafts.html", office_context(request, "Alle offenen Entwürfe", **values))


def named(revisions, words: str) -> list[Revision]:
    """Those whose page has these words in its name; SQLite compares capitals in ASCII only."""
    return [each for each in revisions if words.casefold() in each.name.casefold()]


def described(pks: list[int]) -> list[Draft]:
    kinds = kind_names()
    rows = Revision.objects.filter(pk__in=pks).select_related("author", "base", "release").newest_first()
    return [
        Draft(each, kinds.get(each.model, each.model), is_new=not (each.base and each.base.content)) for each in rows
    ]
