"""The public history of a page: date, note and word diff of each publication."""

from typing import NoReturn

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.models import AddressedEntry, Entry
from core.pages.metadata import Label, Page
from editorial.comparison.diff import Difference, differences, language_of
from editorial.forms.page_admin import PageAdmin, page_admins
from editorial.mementos.timeline import paths_by_revision
from editorial.models import Revision
from redirects.models import OldAddress
from redirects.resolver import Http410

PER_PAGE = 10


def page_history(request: HttpRequest, kind: str, key: str, number: int = 1) -> TemplateResponse:
    """Shows public revisions only: drafts have no date of publication."""
    page_admin, page = page_or_404(kind, key)
    revisions = Revision.objects.of(page_admin.model, key).was_public().select_related("base__block", "block")
    try:
        part = Paginator(revisions, PER_PAGE).page(number)
    except EmptyPage as error:
        raise Http404 from error
    states = paths_by_revision(page, page_admin)
    name = Label.of(page, page_admin.title_field, page.get_absolute_url())
    context = {
        "page": history_page(page, name),
        "subject": name,
        "entries": [(revision, states.get(revision.pk), words_changed(page_admin, revision)) for revision in part],
        "feed": reverse("changes_feed", args=[kind, key]),
        "newer": history_address(kind, key, number - 1) if part.has_previous() else "",
        "older": history_address(kind, key, number + 1) if part.has_next() else "",
    }
    return TemplateResponse(request, "changes.html", context)


def page_or_404(kind: str, key: str) -> tuple[PageAdmin, AddressedEntry]:
    """A page with an address. Raises Http404, and Http410 for a deleted one."""
    page_admin = find_admin(kind)
    page = page_admin.model.objects.filter(key=key).first()
    if page is None:
        raise_missing(page_admin.model, key)
    if not isinstance(page, AddressedEntry):
        raise Http404
    return page_admin, page


def raise_missing(model: type[Entry], key: str) -> NoReturn:
    """Raises Http410 if a page with this key was ever public, otherwise Http404."""
    was_there = (
        OldAddress.objects.of(model).filter(key=key).exists() or Revision.objects.of(model, key).was_public().exists()
    )
    raise Http410(model, key) if was_there else Http404


def history_page(page: Entry, name: Label) -> Page:
    return Page(
        title=Label.interface(_("Was sich geändert hat")),
        description=Label.interface(_("Alle veröffentlichten Änderungen dieser Seite, die neusten zuerst.")),
        changed_at=page.last_changed(),
        languages=[get_language()],
        trail=[name],
        is_unlisted=True,
    )


def history_address(kind: str, key: str, number: int) -> str:
    return reverse("changes", args=[kind, key, number] if number > 1 else [kind, key])


def find_admin(kind: str) -> PageAdmin:
    for page_admin in page_admins():
        if slugify(str(page_admin.opts.verbose_name)) == kind and page_admin.is_translated(page_admin.title_field):
            return page_admin
    raise Http404


def words_changed(page_admin: PageAdmin, revision: Revision) -> list[Difference]:
    """The changes of a revision in the reader's language and in fields without one.

    Empty for the first revision, and for those beside a blocked one, whose words they would show.
    """
    if not revision.base or not revision.content or hasattr(revision, "block") or hasattr(revision.base, "block"):
        return []
    found = differences(page_admin, revision.base.content, revision.content)
    return [each for each in found if language_of(each.name) in ("", get_language())]
