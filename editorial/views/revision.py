"""Views of the admin about revisions: one revision with its actions, and the history of a page."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts import audit_log
from accounts.login.sessions import signed_in
from accounts.permissions import ANY_RIGHT, PUBLISH, has_right, languages_to_write, require_right
from core.admin_page import admin_page
from core.database.primary_keys import as_pk
from core.pages.addresses import admin_address
from editorial.comparison.diff import Labels, conflict_labels, differences
from editorial.comparison.merge import Conflict
from editorial.forms.form_content import PublishError
from editorial.forms.page_admin import admin_of, page_of
from editorial.models import PreviewLink, Release, Revision
from editorial.models.preview_link import VALID_DAYS
from editorial.remarks import office, passages
from editorial.revisions import actions, four_eyes, preview_links, publishing, workflow
from editorial.revisions.snapshots import published_revision
from editorial.texts.dead_links import dead_links
from editorial.texts.writing import readings
from editorial.views import faults

PER_PAGE = 50
#: What leads a revision on, or ends it.
STEPS = {"submit", "publish", "schedule", "give_back", "unschedule", "withdraw"}
NEXT_BY_OTHERS: dict[str, str] = {
    Revision.State.DRAFT: "Zur Freigabe gibt diesen Entwurf, wer alle seine Sprachen schreibt, zum Beispiel die Redaktion. Sie "
    "findet ihn auf der Startseite unter «Entwürfe von anderen».",
    Revision.State.SUBMITTED: "Das wartet auf die Freigabe. Wer freigeben darf, sieht es auf der Startseite.",
    Revision.State.SCHEDULED: "Die Website veröffentlicht es zu seiner Zeit. Den Termin ändert, wer freigeben darf.",
}
#: A time that was refused, to be corrected.
TIME = "termin"


def revision(request: HttpRequest, pk: int) -> HttpResponse:
    require_right(request, *ANY_RIGHT)
    found = get_object_or_404(Revision.objects.select_related("author", "published_by", "base", "release"), pk=pk)
    if request.method == "POST":
        return perform_action(request, found)
    page_admin, page = admin_of(found), page_of(found)
    other = compared_revision(request, found)
    language = request.GET.get("sprache", "")
    is_open, together = found.is_open, [each for each in found.together() if each.pk != found.pk]
    before, after = (other.content if other else {}), found.content
    conflicts: list[Conflict] = []
    if is_open and not request.GET.get("mit"):
        after, conflicts = publishing.combined(found, other)
    known = publishing.faults_to_decide([(found, other)], found.together)[found.pk] if is_open else []
    possible = workflow.possible_actions(request, found)
    offered = workflow.offered(request, possible, has_faults=bool(known), is_disputed=bool(conflicts))
    values = {
        "revision": found,
        "page": page,
        "opts": page_admin.opts,
        "form_address": form_address(page_admin, page, found),
        "other": other,
        "differences": differences(page_admin, before, after, language),
        "disputed": conflict_labels(page_admin, conflicts, after),
        "readings": readings(page_admin, after, before) if is_open else [],
        "dead_links": dead_links(page_admin, after, before, public_address_of(page_admin, page)) if is_open else [],
        "faults": faults.linked(known, found, Labels.of_admin(page_admin), page, form_of(page_admin, page), after),
        "actions": offered,
        "is_hindered": offered != possible,
        "who_is_next": who_is_next(request, found, possible),
        "typed_time": request.GET.get(TIME, ""),
        "four_eyes": reason_without_button(request, found),
        "may_note": actions.may_note(request, found),
        "others": other_revisions(found),
        "links": [(link, preview_links.address(link)) for link in links_of(found)],
        "days": VALID_DAYS,
        "together": together,
        "seen": [found.pk, *(each.pk for each in together)],
        "releases": Release.objects.waiting().exclude(pk=found.release_id) if is_open else [],
        "languages": settings.LANGUAGES,
        "language": language,
        "own_languages": languages_to_write(request),
        "remarks": remarks_of(found),
        "may_settle": office.may_settle(request, found),
    }
    return admin_page(request, "revision.html", found.name, **values)


def who_is_next(request: HttpRequest, found: Revision | None, possible: dict[str, workflow.Action]) -> str:
    """Who acts next, for somebody who has no step to take."""
    steps = STEPS | ({"take_over"} if found and found.author_id != request.user.pk else set())
    return "" if found is None or steps & possible.keys() else NEXT_BY_OTHERS.get(found.state, "")


def remarks_of(found: Revision) -> list[passages.Placed]:
    """Those that wait come first."""
    rows = list(found.remarks.select_related("closed_by").order_by(F("closed_at").desc(nulls_first=True), "pk"))
    return passages.placed(admin_of(found), passages.content_of(found), rows) if rows else []


def reason_without_button(request: HttpRequest, found: Revision | None) -> str:
    """Why somebody with the right to publish may not publish this one."""
    if found and found.is_open and has_right(request, PUBLISH):
        return four_eyes.reason(signed_in(request), found)
    return ""


def links_of(*found: Revision):
    return PreviewLink.objects.valid().filter(revision__in=found).select_related("created_by", "revision")


def public_address_of(page_admin, page) -> str:
    return (page and page_admin.get_view_on_site_url(page)) or ""


def compared_revision(request: HttpRequest, found: Revision) -> Revision | None:
    """The revision to compare with: the one asked for, else the public one; for a published one, its predecessor."""
    asked = request.GET.get("mit", "")
    if asked:
        same_page = Revision.objects.filter(model=found.model, key=found.key)
        return get_object_or_404(same_page, pk=as_pk(asked))
    if found.published_at:
        return found.base
    return published_revision(admin_of(found), found.key)


def other_revisions(found: Revision):
    """Other revisions of the page, to compare with."""
    return (
        Revision.objects.filter(model=found.model, key=found.key)
        .exclude(pk=found.pk)
        .newest_first()
        .without_content()[:20]
    )


def form_address(page_admin, page, found: Revision) -> str:
    return f"{form_of(page_admin, page)}?fassung={found.pk}"


def form_of(page_admin, page) -> str:
    """The address of the form of a page; of an empty one, if there is no page yet."""
    if page is None:
        return admin_address(page_admin.opts, "add")
    return admin_address(page_admin.opts, "change", page.pk)


def perform_action(request: HttpRequest, found: Revision) -> HttpResponse:
    """Performs the action of the form. Raises PermissionDenied, and Http404 for an unknown action."""
    try:
        action = workflow.ACTIONS[request.POST.get("action", "")]
    except KeyError as error:
        raise Http404 from error
    try:
        action.require(request, found)
        said, following = action.perform(request, found)
        if action.name != "publish":  # recorded in `publishing`, because the clock publishes too
            reason = {"reason": request.POST.get("reason", "")} if action.name == "block" else {}
            audit_log.record_on_commit(action.name, None, **found.named | reason)
        messages.success(request, said)
    except PublishError as refusal:
        following = found
        for message in refusal.messages:
            messages.error(request, message)
        if action.name == "schedule":
            typed = urlencode({TIME: request.POST.get("publish_at", "")})
            return HttpResponseRedirect(f"{following_page(request, found)}?{typed}")
    address = following if isinstance(following, str) else following_page(request, following)
    return HttpResponseRedirect(address)


def following_page(request: HttpRequest, following: Revision) -> str:
    """Back to the release, if the action was chosen there."""
    if "of_release" in request.POST and following.release_id:
        return reverse("admin:release", args=[following.release_id])
    return reverse("admin:revision", args=[following.pk])


def history(request: HttpRequest, page_admin, page) -> HttpResponse:
    revisions = Revision.objects.of(page_admin.model, page.key).newest_first().without_content()
    values = {
        "opts": page_admin.opts,
        "object": page,
        "revisions": Paginator(revisions, PER_PAGE).get_page(request.GET.get("seite")),
    }
    return admin_page(request, "history.html", f"Fassungen: {page}", **values)
