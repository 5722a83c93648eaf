"""The page of a release: its drafts, all their changes and faults, one preview, and the actions on all of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from accounts.permissions import ANY_RIGHT, require_right
from core.admin_page import admin_page
from editorial.comparison.diff import Difference, Labels, conflict_labels, differences
from editorial.comparison.merge import Conflict
from editorial.forms.draft_forms import Fault
from editorial.forms.form_content import Content
from editorial.forms.page_admin import admin_of, by_kind, page_admins
from editorial.forms.page_reference import PageReference, find_pages
from editorial.forms.references import RELEASE_PARAMETER
from editorial.models import Release, Revision
from editorial.models.preview_link import VALID_DAYS
from editorial.revisions import preview_links, publishing, workflow
from editorial.revisions.releases import WRITTEN_STATES
from editorial.views import faults
from editorial.views.revision import TIME, form_address, form_of, links_of, reason_without_button, who_is_next


@dataclass(frozen=True)
class Member:
    """A revision of the release, as its page shows it."""

    revision: Revision
    kind: str
    form: str
    content: Content
    differences: list[Difference]
    faults: list[tuple[str, str]]  # sentence, address of the field
    disputed: list[str]


def release(request: HttpRequest, pk: int) -> TemplateResponse:
    require_right(request, *ANY_RIGHT)
    found = get_object_or_404(Release, pk=pk)
    revisions = members_of(found)
    members = list(described(revisions))
    first = revisions[0] if revisions else None
    has_faults, is_disputed = any(each.faults for each in members), any(each.disputed for each in members)
    possible = workflow.possible_actions(request, first) if first else {}
    offered = workflow.offered(request, possible, has_faults=has_faults, is_disputed=is_disputed)
    values = {
        "release": found,
        "members": members,
        "first": first,
        "seen": [each.pk for each in revisions],
        "is_open": bool(first and first.is_open),
        "faulty": has_faults or is_disputed,
        "actions": offered,
        "is_hindered": offered != possible,
        "who_is_next": who_is_next(request, first, possible),
        "typed_time": request.GET.get(TIME, ""),
        "four_eyes": reason_without_button(request, first),
        "links": [(link, preview_links.address(link)) for link in links_of(*revisions)],
        "days": VALID_DAYS,
        "languages": settings.LANGUAGES,
        "kinds": kinds_to_begin(request, found) if first and first.state in WRITTEN_STATES else [],
    }
    return admin_page(request, "release.html", str(found), **values)


def kinds_to_begin(request: HttpRequest, found: Release) -> list[tuple[str, str]]:
    """Kinds of pages that the person may begin, with the address of a form that puts a new one into the release."""
    return [
        (str(each.opts.verbose_name_plural), f"{form_of(each, None)}?{RELEASE_PARAMETER}={found.pk}")
        for each in page_admins()
        if each.has_add_permission(request)
    ]


def members_of(found: Release) -> list[Revision]:
    """The open revisions; of a published release, those that were published with it; else those that were withdrawn."""
    rows = found.revisions.select_related("author", "published_by", "base").with_open_remarks().order_by("pk")
    withdrawn = rows.filter(state=Revision.State.WITHDRAWN)
    return by_kind(list(rows.open()) or list(rows.filter(published_at__isnull=False)) or list(withdrawn))


def described(revisions: list[Revision]) -> Iterator[Member]:
    """With one query for what is public, one for each kind of page, and one rehearsal at most."""
    live = Revision.objects.live().filter(key__in=[each.key for each in revisions if each.is_open])
    now = {(each.model, each.key): each for each in live}
    pairs = [(each, now.get((each.model, each.key)) if each.is_open else each.base) for each in revisions]
    waiting = [pair for pair in pairs if pair[0].is_open]
    known = publishing.faults_to_decide(waiting, lambda: [each for each, _public in waiting])
    pages = find_pages((each.model, each.key) for each in revisions)
    for each, public in pairs:
        yield member(each, public, pages.get((each.model, each.key)), known.get(each.pk, []))


def member(revision: Revision, public: Revision | None, place: PageReference | None, known: list[Fault]) -> Member:
    page_admin, page = admin_of(revision), place.page if place else None
    before, after = (public.content if public else {}), revision.content
    conflicts: list[Conflict] = []
    form, found = form_address(page_admin, page, revision), []
    if revision.is_open:
        after, conflicts = publishing.combined(revision, public)
        found = faults.linked(known, revision, Labels.of_admin(page_admin), page, form_of(page_admin, page), after)
    return Member(
        revision, str(page_admin.opts.verbose_name), form, after, differences(page_admin, before, after), found,
        conflict_labels(page_admin, conflicts, after),
    )  # fmt: skip
