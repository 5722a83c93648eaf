"""Publishes releases: now, at the scheduled time, or in a rehearsal that is thrown away, for previews.

Publishing happens under the lock of the edition, so that two people or processes never publish the same revision, nor
overwrite each other. A rehearsal takes no lock from others.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple, TypeVar

from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpResponse
from django.utils import timezone, translation

from core.database import rehearsal
from core.languages import LANGUAGE_CODES
from core.models import Edition, Entry
from core.pages.internal_request import render_internally
from editorial.comparison.merge import Conflict, merge
from editorial.forms.draft_forms import Fault
from editorial.forms.form_content import Content, PublishError
from editorial.forms.page_admin import admin_of
from editorial.models import EndDate, Revision
from editorial.revisions import four_eyes, mails
from editorial.revisions.carry_out import Part, ReleaseRefusedError, carry_out_all, concerned_by, record
from editorial.revisions.releases import hold, require_seen
from editorial.revisions.snapshots import published_revision

logger = logging.getLogger(__name__)

State = Revision.State
Seen = TypeVar("Seen")
Due = TypeVar("Due", Revision, EndDate)
BROKEN = "Ein Fehler im Programm. Er steht im Protokoll des Servers."


def combined(revision: Revision, public: Revision | None) -> tuple[Content, list[Conflict]]:
    """The merged content, and the conflicts with what was published since the revision was written."""
    return merge(revision.base_content, revision.content, public.content if public else {})


def publish(revision: Revision, by, seen: Collection[int] = ()) -> Entry | None:
    """Publishes a revision with its release; returns its page. Raises PublishError; then nothing has changed.

    `seen` are the primary keys of what the person was shown: nothing else is published with it.
    """
    with transaction.atomic():
        Edition.objects.hold()
        revision.refresh_from_db()
        hold(revision.release_id)
        require_seen(revision, seen)
        return publish_held(revision, by)


def publish_held(revision: Revision, by) -> Entry | None:
    """Called under the lock, with the current state of the revision. Raises PublishError."""
    if not revision.is_open:
        raise PublishError(f"Diese Fassung ist schon {revision.get_state_display()}.")
    four_eyes.require(by, revision)
    parts = carry_out_all(revision.together())
    moment = timezone.now()
    for part in parts:
        record(part, moment, by)
    tell(parts, by)
    return next(part.page for part in parts if part.revision.pk == revision.pk)


def tell(parts: list[Part], by):
    """Writes mails to the authors, and to those whose translations are out of date now."""
    mails.decided([part.revision for part in parts], by, "Veröffentlicht")
    for part in parts:
        if part.page and part.before:
            mails.german_changed(part.page, part.before.content, part.now, by)


# -- rehearsals


def rehearse(revisions: list[Revision], look: Callable[[list[Part]], Seen]) -> Seen:
    """Publishes, calls `look` with what has come of each revision, and throws everything away. Raises ReleaseRefusedError."""
    return rehearsal.rehearse(lambda: look(carry_out_all(revisions, accept_conflicts=True)))


def judge(revision: Revision):
    """Stores what is wrong with a revision, and with those of its release that have to do with it, for their pages.

    Publishing looks again. What is refused alone may be right with all others.
    """
    members = revision.together()
    concerned = concerned_by(revision, members)
    refused = refusal(concerned)
    if refused and len(concerned) < len(members):
        refused, concerned = refusal(members), members
    for each in concerned:
        each.faults = refused.faults.get(each.pk, []) if refused else []
        each.against = published_revision(admin_of(each), each.key)
        each.save(update_fields=["faults", "against"])


def forget_faults(refused: ReleaseRefusedError):
    """Has pages look anew at what was right when it was saved and is refused now."""
    Revision.objects.filter(pk__in=refused.faults).update(faults=None)


def known_faults(revision: Revision, public: Revision | None) -> list[Fault]:
    """Those that were stored, unless something else is public by now."""
    return faults_together([(revision, public)], revision.together)[revision.pk]


def faults_together(
    revisions: list[tuple[Revision, Revision | None]], together: Callable[[], list[Revision]]
) -> dict[int, list[Fault]]:
    """The same for revisions of one release, each with what is public: `together` is rehearsed at most once."""
    stored = {
        each.pk: [Fault(*fault) for fault in each.faults]
        for each, public in revisions
        if each.faults is not None and each.against_id == (public.pk if public else None)
    }
    refused = refusal(together()) if len(stored) < len(revisions) else None
    found = refused.faults if refused else {}
    return {each.pk: stored.get(each.pk, found.get(each.pk, [])) for each, _public in revisions}


def faults_to_decide(
    revisions: list[tuple[Revision, Revision | None]], together: Callable[[], list[Revision]]
) -> dict[int, list[Fault]]:
    """The same for a page that offers to publish: another page may have taken away since what was refused here."""
    for each, _public in revisions:
        each.faults = None if each.faults else each.faults
    return faults_together(revisions, together)


def refusal(revisions: list[Revision]) -> ReleaseRefusedError | None:
    """The reasons why these cannot be published together, apart from conflicts; writes nothing.

    An unexpected error is one too: the revision's page must still open, so that somebody can postpone or withdraw it.
    """
    try:
        rehearse(revisions, lambda parts: None)
    except ReleaseRefusedError as refused:
        return refused
    except (OperationalError, InterfaceError):
        raise  # the database is unavailable or locked
    except Exception:
        logger.exception("Cannot be published: %s", [each.named for each in revisions])
        return ReleaseRefusedError([BROKEN], {each.pk: [Fault("", "", BROKEN)] for each in revisions})
    return None


class Preview(NamedTuple):
    """A public page as publishing would render it, and the revision and language of each address of the release."""

    response: HttpResponse
    addresses: dict[str, tuple[int, str]]


def preview(revision: Revision, language: str) -> Preview:
    """Raises PublishError, Http404."""

    def look(parts: list[Part]) -> Preview:
        own = next(part for part in parts if part.revision.pk == revision.pk)
        with_address = [part for part in parts if part is own or address_of(part)]
        addresses = {
            page_address(part.revision, part.page, code).partition("#")[0]: (part.revision.pk, code)
            for part in with_address
            for code in LANGUAGE_CODES
        }
        return Preview(render_internally(page_address(revision, own.page, language), revision), addresses)

    return rehearse(revision.together(), look)


def address_of(part: Part) -> str | None:
    return part.admin.get_view_on_site_url(part.page) if part.page else None


def preview_file(revision: Revision, address: str) -> HttpResponse:
    """The file that would have this public address after publication. Raises PublishError, Http404."""
    return rehearse(revision.together(), lambda parts: render_internally(address, revision))


def page_address(revision: Revision, page: Entry | None, language: str) -> str:
    with translation.override(language):
        return (page and admin_of(revision).get_view_on_site_url(page)) or "/"


# -- at the scheduled time


def publish_due() -> Iterator[Revision]:
    """Publishes all due revisions, each in one process only, because each is checked again under the lock."""
    return each_due(Revision.objects.due().select_related("author", "published_by"), publish_if_due, note_failure)


def each_due(found: Iterable[Due], carry_out: Callable[[Due], None], note: Callable[[Due, str], None]) -> Iterator[Due]:
    """Carries out what is due, one by one; `note` stores why one failed, in German."""
    for each in found:
        try:
            carry_out(each)
        except PublishError as refusal:
            note(each, "\n".join(refusal.messages))
        except (OperationalError, InterfaceError):
            raise  # the database is unavailable or locked: tried again at the next poll
        except Exception:  # one broken page must not block all others
            logger.exception("What was due failed: %s %s", each.model, each.key)
            note(each, BROKEN)
        yield each


def publish_if_due(revision: Revision):
    """Publishes unless another process was faster, or somebody has postponed it meanwhile. Raises PublishError.

    While somebody else publishes, raises OperationalError at once, because the calling thread has to poll the edition.
    """
    with transaction.atomic():
        Edition.objects.hold(nowait=True)
        revision.refresh_from_db()
        hold(revision.release_id)
        if revision.is_due and not revision.failure:
            publish_held(revision, revision.published_by or revision.author)


def note_failure(revision: Revision, reason: str):
    """Stores the reason. The release stays scheduled for a person, unless another process has published it."""
    waiting = revision.together()
    with transaction.atomic():
        if Revision.objects.scheduled().filter(pk__in=[each.pk for each in waiting]).update(failure=reason):
            mails.failed(waiting)
