"""Publishes revisions: now, at the scheduled time, or in a transaction that is rolled back, for previews.

Everything happens under the lock of the edition, so that two people or processes never publish the same revision, nor
overwrite each other.
"""

import logging
from collections.abc import Callable, Iterator
from typing import TypeGuard, TypeVar

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import InterfaceError, OperationalError, models, transaction
from django.http import HttpResponse
from django.utils import timezone, translation

from accounts import audit_log
from accounts.permissions import SystemRequest
from core.internal_request import render_internally
from core.models import Edition, Entry
from editorial.models import Revision
from editorial.revisions import diff, translation_state
from editorial.revisions.form_content import FormData, PageForm, PublishError, contents
from editorial.revisions.merge import Conflict, Content, merge, same_content
from editorial.revisions.page_admin import PageAdmin

logger = logging.getLogger(__name__)

State = Revision.State
Seen = TypeVar("Seen")
OUTSIDE = "Ausserhalb der Formulare geändert."
FIRST = "Erste Fassung."
GONE = "Ausserhalb der Formulare gelöscht."
BROKEN = "Ein Fehler im Programm. Er steht im Protokoll des Servers."
CONFLICT = "Inzwischen hat jemand anderes dieselbe Stelle geändert. Öffnen Sie das Formular und wählen Sie, was gilt: "


def admin_of(revision: Revision) -> PageAdmin:
    """The model admin of a revision. Raises LookupError if the site no longer has this kind of page."""
    return admin_for(apps.get_model(revision.model))


def admin_for(model: type[models.Model]) -> PageAdmin:
    """The model admin of a model. Raises LookupError for a model without revisions."""
    found = admin.site.get_model_admin(model)
    if not is_page_admin(found):
        raise LookupError(f"{model.__name__} has no revisions")
    return found


def page_of(revision: Revision) -> Entry | None:
    """The public page, or None."""
    return admin_of(revision).model.objects.filter(key=revision.key).first()


def content_now(page_admin: PageAdmin, key: str) -> Content:
    """The public content of a page; {} if it does not exist."""
    page = page_admin.model.objects.filter(key=key).first()
    return PageForm(page_admin, SystemRequest(), page).content() if page else {}


def published_revision(page_admin: PageAdmin, key: str) -> Revision | None:
    """The public revision, after changes made outside the forms are recorded; None for a page that never existed."""
    found = Revision.objects.of(page_admin.model, key).live().first()
    if same_content(content_now(page_admin, key), found.content if found else {}):
        return found
    with transaction.atomic():
        Edition.objects.hold()
        return snapshot_external_change(page_admin, key)


def snapshot_external_change(page_admin: PageAdmin, key: str) -> Revision | None:
    """Called under the lock: records what fixtures, the shell or the form of another page changed as a revision."""
    found = Revision.objects.of(page_admin.model, key).live().first()
    content = content_now(page_admin, key)
    if same_content(content, found.content if found else {}):
        return found
    page = page_admin.model.objects.filter(key=key).first()
    moment = page.changed_at if page else timezone.now()
    note = (OUTSIDE if page else GONE) if found else FIRST
    name = str(page) if page else found.name if found else key
    new = Revision(name=name, note=note, created_at=moment, **identity(page_admin, key))
    return make_public(found, new, content, moment)


def snapshot_all_external_changes():
    """Records all changes without a revision, after content was loaded."""
    with translation.override(settings.LANGUAGE_CODE), transaction.atomic():
        Edition.objects.hold()
        for page_admin in page_admins():
            snapshot_pages(page_admin)


def snapshot_pages(page_admin: PageAdmin):
    """Records the changes of one kind of page. First revisions are created in bulk: there may be hundreds."""
    label, first = page_admin.model._meta.label_lower, []
    public = dict(Revision.objects.live().filter(model=label).values_list("key", "content"))
    for page, content in contents(page_admin):
        if page.key not in public:
            new = Revision(name=str(page), note=FIRST, created_at=page.changed_at, **identity(page_admin, page.key))
            new.state, new.content, new.published_at = State.PUBLISHED, content, page.changed_at
            first.append(new)
        elif not same_content(content, public[page.key]):
            snapshot_external_change(page_admin, page.key)
    Revision.objects.bulk_create(first)


def page_admins() -> list[PageAdmin]:
    """The model admins of all content with revisions."""
    return [page_admin for page_admin in admin.site._registry.values() if is_page_admin(page_admin)]


def is_page_admin(page_admin: admin.ModelAdmin) -> TypeGuard[PageAdmin]:
    return issubclass(page_admin.model, Entry) and hasattr(page_admin, "sections")


def identity(page_admin: PageAdmin, key: str) -> dict[str, str]:
    return {"model": page_admin.model._meta.label_lower, "key": key}


def make_public(before: Revision | None, revision: Revision, content: Content, moment, by=None) -> Revision:
    """Makes this the public revision of its page."""
    if before:
        before.state = State.SUPERSEDED
        before.save(update_fields=["state"])
    revision.state, revision.content, revision.base = State.PUBLISHED, content, before
    revision.published_at, revision.published_by, revision.failure = moment, by, ""
    revision.save()
    translation_state.record_publication(revision, before.content if before else {}, content)
    return revision


def combined(revision: Revision, public: Revision | None) -> tuple[Content, list[Conflict]]:
    """The merged content, and the conflicts with what was published since the revision was written."""
    base = revision.base.content if revision.base else {}
    return merge(base, revision.content, public.content if public else {})


def publish(revision: Revision, by) -> Entry:
    """Publishes a revision. Raises PublishError; then nothing has changed."""
    with transaction.atomic():
        Edition.objects.hold()
        revision.refresh_from_db()
        return publish_held(revision, by)


def publish_held(revision: Revision, by) -> Entry:
    """Called under the lock, with the current state of the revision. Raises PublishError."""
    if not revision.is_open:
        raise PublishError(f"Diese Fassung ist schon {revision.get_state_display()}.")
    page_admin = admin_of(revision)
    before = snapshot_external_change(page_admin, revision.key)
    content, conflicts = combined(revision, before)
    if conflicts:
        raise PublishError(CONFLICT + ", ".join(conflict_labels(page_admin, conflicts, content)))
    page = save_content(revision, content)
    revision.name = str(page)
    make_public(before, revision, content_now(page_admin, revision.key), timezone.now(), by)
    audit_log.record_on_commit("publish", person=by, **revision.named)
    return page


def conflict_labels(page_admin: PageAdmin, conflicts: list[Conflict], content: Content) -> list[str]:
    changes = [(each.place, each.field, each.theirs, each.mine) for each in conflicts]
    found = diff.describe_changes(page_admin, changes, content, content)
    return [f"{each.row}: {each.label}" if each.row else each.label for each in found]


def remove(page_admin: PageAdmin, page: Entry, by) -> Revision:
    """Deletes a page with its rows; its revisions are kept, so that it can be restored."""
    with transaction.atomic():
        Edition.objects.hold()
        before = snapshot_external_change(page_admin, page.key)
        page.delete()
        removal = Revision(
            name=before.name if before else str(page), author=by, note="Gelöscht.", **identity(page_admin, page.key)
        )
        make_public(before, removal, {}, timezone.now(), by)
        audit_log.record_on_commit("delete", person=by, **removal.named)
        return removal


def save_content(revision: Revision, content: Content) -> Entry:
    """Saves the content through the form of the page. Raises PublishError with all errors of the form.

    Saves twice if a row refers to another one that the first save creates.
    """
    page_admin = admin_of(revision)
    with translation.override(settings.LANGUAGE_CODE):
        for _time in range(2):
            page = page_of(revision)
            form_data = FormData(PageForm(page_admin, SystemRequest(), page, key=revision.key), content)
            form = PageForm(page_admin, SystemRequest(), page, form_data.data, key=revision.key)
            if not form.is_valid():
                raise PublishError(*form.errors())
            page = form.save()
            if form_data.is_whole:
                break
    return page_admin.model.objects.get(key=revision.key)


def publishing_faults(revision: Revision) -> list[str]:
    """The reasons why the revision cannot be published; writes nothing.

    An unexpected error is one too: the revision's page must still open, so that somebody can postpone or withdraw it.
    """
    try:
        dry_run(revision, lambda page: None)
    except PublishError as refusal:
        return refusal.messages
    except (OperationalError, InterfaceError):
        raise  # the database is unavailable or locked
    except Exception:
        logger.exception("A revision cannot be published: %s %s", revision.model, revision.key)
        return [BROKEN]
    return []


def dry_run(revision: Revision, look: Callable[[Entry], Seen]) -> Seen:
    """Publishes, calls `look` with the page, and rolls everything back. Raises PublishError."""
    with transaction.atomic():
        try:
            content, _conflicts = combined(revision, snapshot_external_change(admin_of(revision), revision.key))
            return look(save_content(revision, content))
        finally:
            transaction.set_rollback(True)


def preview(revision: Revision, language: str) -> HttpResponse:
    """The public page in one language, as publishing would render it. Raises PublishError, Http404."""
    return dry_run(revision, lambda page: render_internally(page_address(revision, page, language), revision))


def preview_file(revision: Revision, address: str) -> HttpResponse:
    """The file that would have this public address after publication. Raises PublishError, Http404."""
    return dry_run(revision, lambda page: render_internally(address, revision))


def page_address(revision: Revision, page: Entry, language: str) -> str:
    with translation.override(language):
        return admin_of(revision).get_view_on_site_url(page) or "/"


def publish_due() -> Iterator[Revision]:
    """Publishes all due revisions, each in one process only, because each is checked again under the lock."""
    for revision in Revision.objects.due().select_related("author", "published_by"):
        try:
            publish_if_due(revision)
        except PublishError as refusal:
            note_failure(revision, "\n".join(refusal.messages))
        except (OperationalError, InterfaceError):
            raise  # the database is unavailable or locked: tried again at the next poll
        except Exception:  # one broken page must not block all others
            logger.exception("A scheduled revision failed: %s %s", revision.model, revision.key)
            note_failure(revision, BROKEN)
        yield revision


def publish_if_due(revision: Revision):
    """Publishes unless another process was faster, or somebody has postponed it meanwhile. Raises PublishError.

    While somebody else publishes, raises OperationalError at once, because the calling thread has to poll the edition.
    """
    with transaction.atomic():
        Edition.objects.hold(nowait=True)
        revision.refresh_from_db()
        if revision.is_due and not revision.failure:
            publish_held(revision, revision.published_by or revision.author)


def note_failure(revision: Revision, reason: str):
    """Stores the reason. The revision stays scheduled for a person, unless another process has published it."""
    Revision.objects.scheduled().filter(pk=revision.pk).update(failure=reason)
