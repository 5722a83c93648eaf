"""The list of all open drafts: by whom, since when, in which state and language."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.http import urlencode

from accounts.permissions import ANY_RIGHT, require_right
from core.admin_page import admin_page
from core.text.normalization import bounded_line
from editorial.comparison.diff import languages_held
from editorial.forms.page_admin import kind_names
from editorial.models import Release, Revision
from editorial.texts.stored_texts import LANGUAGE_NAMES

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


@dataclass(frozen=True)
class Waiting:
    """One line of a list: a revision, or those of a release that stand in the list."""

    revisions: list[Revision]

    @property
    def revision(self) -> Revision:
        return self.revisions[0]

    @property
    def release(self) -> Release | None:
        return self.revision.release

    @property
    def writers(self) -> str:
        return ", ".join(dict.fromkeys(each.writer for each in self.revisions))

    @property
    def remarked(self) -> list[Revision]:
        return [each for each in self.revisions if getattr(each, "open_remarks", 0)]


def in_lines(revisions: Iterable[Revision]) -> list[Waiting]:
    """What belongs to one release on one line, where the first of them stands."""
    lines: dict[tuple[str, int], list[Revision]] = defaultdict(list)
    for each in revisions:
        lines[("release", each.release_id) if each.release_id else ("revision", each.pk)].append(each)
    return [Waiting(each) for each in lines.values()]


def drafts(request: HttpRequest) -> TemplateResponse:
    require_right(request, *ANY_RIGHT)
    words = bounded_line(request.GET.get("q", ""))
    state, person = request.GET.get("stand", ""), request.GET.get("person", "")
    waiting = list(Revision.objects.open().newest_first().without_content())
    found = [
        each for each in named(waiting, words) if state in ("", each.state) and person in ("", str(each.author_id))
    ]
    part = Paginator(found, DRAFTS_AT_ONCE).get_page(request.GET.get("seite"))
    values = {
        "part": part,
        "drafts": described([each.pk for each in part]),
        "words": words,
        "state": state,
        "states": [("", "alle"), *STATES],
        "person": person,
        "people": sorted({(str(each.author_id), each.writer) for each in waiting if each.author_id}, key=itemgetter(1)),
        "others": urlencode({"q": words, "stand": state, "person": person}),
    }
    return admin_page(request, "drafts.html", "Alle offenen Entwürfe", **values)


def named(revisions, words: str) -> list[Revision]:
    """Those whose page has these words in its name; SQLite compares capitals in ASCII only."""
    return [each for each in revisions if words.casefold() in each.name.casefold()]


def described(pks: list[int]) -> list[Draft]:
    kinds = kind_names()
    rows = Revision.objects.filter(pk__in=pks).select_related("author", "base", "release").newest_first()
    return [
        Draft(each, kinds.get(each.model, each.model), is_new=not (each.base and each.base.content)) for each in rows
    ]
