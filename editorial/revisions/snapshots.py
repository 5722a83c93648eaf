"""The public revision of each page, and the recording of changes that were made outside the forms."""

from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from accounts.permissions import SystemRequest
from core.models import Edition, Entry
from editorial.comparison import translation_state
from editorial.comparison.merge import same_content
from editorial.forms.form_content import Content, PageForm, contents
from editorial.forms.page_admin import PageAdmin, page_admins
from editorial.models import ChangedPage, Revision

State = Revision.State
OUTSIDE = "Ausserhalb der Formulare geändert."
FIRST = "Erste Fassung."
GONE = "Ausserhalb der Formulare gelöscht."
AT_ONCE = 50  # pages that are recorded in one transaction
NOTES_AT_ONCE = 10_000  # that are deleted together


def identity(page_admin: PageAdmin, key: str) -> dict[str, str]:
    return {"model": page_admin.model._meta.label_lower, "key": key}


def published_revision(page_admin: PageAdmin, key: str) -> Revision | None:
    """The public revision, or the deletion; None for a page that never existed, or was not recorded yet."""
    return Revision.objects.of(page_admin.model, key).live().first()


def first_revision(page_admin: PageAdmin, key: str) -> Revision:
    """What a page was when its form was opened before the clock had recorded it."""
    with transaction.atomic():
        Edition.objects.hold()
        snapshot_external_change(page_admin, key)
    return Revision.objects.of(page_admin.model, key).was_public().last()


def content_now(page_admin: PageAdmin, key: str) -> Content:
    """The public content of a page, from its tables; {} if it does not exist."""
    page = page_admin.model.objects.filter(key=key).first()
    return PageForm(page_admin, SystemRequest(), page).content() if page else {}


def snapshot_external_change(page_admin: PageAdmin, key: str, content: Content | None = None) -> Revision | None:
    """The public revision. Called under the lock: records what fixtures, the shell or the form of another page changed.

    A new revision begins an edition: pages of the history, feeds and the sitemap were made before it was there.
    `content` is that of the tables, if it has been read already.
    """
    found = published_revision(page_admin, key)
    content = content_now(page_admin, key) if content is None else content
    if same_content(content, found.content if found else {}):
        return found
    page = page_admin.model.objects.filter(key=key).first()
    moment = page.changed_at if page else timezone.now()
    note = (OUTSIDE if page else GONE) if found else FIRST
    name = str(page) if page else found.name if found else key
    new = Revision(name=name, note=note, created_at=moment, **identity(page_admin, key))
    Edition.objects.begin()
    return make_public(found, new, content, moment)


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


def record_external_changes() -> Iterator[None]:
    """A task of the edition clock: compares the pages that triggers have noted, and records what has no revision.

    The comparison needs no lock. What is written meanwhile is noted anew. While somebody publishes, raises
    OperationalError, because the calling thread has to poll the edition.
    """
    notes = ChangedPage.objects.order_by()
    # marks are read first: one that is made after them stays for the next look
    marks = list(notes.filter(key="").values_list("pk", flat=True))
    pages = set(notes.values_list("model", "key").distinct())
    for page_admin in page_admins() if pages else ():
        noted = sorted(key for model, key in pages if model == page_admin.opts.label_lower)
        yield from record(page_admin, all_keys(page_admin) if marks else noted, nowait=True)
    if marks:
        notes.filter(pk__in=marks).delete()


def record_all():
    """Records all changes without a revision. Called under the lock, after content was loaded."""
    for _some in record_external_changes():
        pass


def all_keys(page_admin: PageAdmin) -> list[str]:
    """Of pages that exist, or did when they were last recorded."""
    live = Revision.objects.live().filter(model=page_admin.opts.label_lower)
    return sorted({*live.values_list("key", flat=True), *page_admin.model.objects.values_list("key", flat=True)})


def record(page_admin: PageAdmin, keys: list[str], *, nowait: bool = False) -> Iterator[None]:
    """Records the changes of one kind of page, some pages at a time: meanwhile nobody else can write, and the edition is not read."""
    for start in range(0, len(keys), AT_ONCE):
        with translation.override(settings.LANGUAGE_CODE):
            record_some(page_admin, keys[start : start + AT_ONCE], nowait)
        yield


def record_some(page_admin: PageAdmin, keys: list[str], nowait: bool):
    """Content is read before the lock is taken, because that takes most of the time.

    What changes until then is a change from outside, and noted for the next look. First revisions are created in bulk.
    """
    notes = ChangedPage.objects.filter(model=page_admin.opts.label_lower, key__in=keys)
    read = list(notes.values_list("pk", flat=True)[:NOTES_AT_ONCE])
    compare_some(page_admin, keys, nowait)
    if read:
        ChangedPage.objects.filter(pk__in=read).delete()


def compare_some(page_admin: PageAdmin, keys: list[str], nowait: bool):
    live = Revision.objects.live().filter(model=page_admin.model._meta.label_lower, key__in=keys)
    public = dict(live.values_list("key", "content"))
    there = {page.key: (page, content) for page, content in contents(page_admin, keys)}
    new = [first_of(page_admin, *there[key]) for key in keys if key in there and key not in public]
    changed = [key for key in public if not same_content(there[key][1] if key in there else {}, public[key])]
    if not new and not changed:
        return
    with transaction.atomic():
        Edition.objects.hold(nowait=nowait)
        known = set(live.values_list("key", flat=True))
        if Revision.objects.bulk_create([each for each in new if each.key not in known]):
            Edition.objects.begin()
        for key in changed:
            snapshot_external_change(page_admin, key)


def first_of(page_admin: PageAdmin, page: Entry, content: Content) -> Revision:
    moment = page.changed_at
    new = Revision(name=str(page), note=FIRST, created_at=moment, **identity(page_admin, page.key))
    new.state, new.content, new.published_at = State.PUBLISHED, content, moment
    return new
