"""Releases of several revisions: put together, split, taken back as a whole; a deletion with what let go of the page."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import audit_log
from core.models import Edition, Entry
from editorial.forms.form_content import PAGE_PLACE, Content, PublishError, Value
from editorial.forms.page_admin import PageAdmin, admin_for
from editorial.models import EndDate, Release, Revision
from editorial.revisions import mails
from editorial.revisions.carry_out import Part, carry_out_all
from editorial.revisions.snapshots import identity, make_public, snapshot_external_change

State = Revision.State
WRITTEN_STATES = (State.DRAFT, State.SUBMITTED)
Mend = Callable[[Content], Content]
Mends = dict[tuple[str, str], Mend]
OTHER_THAN_SEEN = (
    "Inzwischen ist hier etwas anderes dabei, als Sie gesehen haben. Schauen Sie es an, und entscheiden Sie dann."
)


def hold(*pks: int | None):
    """Locks releases: until the transaction ends, nobody else changes what is in them, or their state."""
    if wanted := [pk for pk in pks if pk]:
        list(Release.objects.filter(pk__in=wanted).order_by("pk").select_for_update())


def require_seen(revision: Revision, seen: Collection[int]):
    """Called under `hold`, with the revisions that the page showed. Raises PublishError if others are published with it."""
    if seen and {each.pk for each in revision.together()} != set(seen):
        raise PublishError(OTHER_THAN_SEEN)


def transition(revision: Revision, states: tuple[str, ...], **values):
    """Changes the state of a release, only from one of `states`, whatever somebody else did meanwhile.

    Raises PublishError.
    """
    with transaction.atomic():
        hold(revision.release_id)
        transition_alone(revision, states, **values)
        if revision.release_id:
            Revision.objects.filter(release=revision.release_id, state__in=states).update(**values)


def transition_alone(revision: Revision, states: tuple[str, ...], **values):
    """Changes the state of one revision, in the same way. Raises PublishError."""
    if not Revision.objects.filter(pk=revision.pk, state__in=states).update(**values):
        revision.refresh_from_db(fields=["state"])
        raise PublishError(f"Das geht nicht mehr: Diese Fassung ist {revision.get_state_display()}.")


def join_asked(revision: Revision, pk: int | None, name: str, by) -> Release:
    """Puts a draft into a release, or into a new one with a name, once if it is asked for twice. Raises PublishError."""
    if not pk and name and revision.release and revision.release.name == name:
        return revision.release
    with transaction.atomic():
        release = Release.objects.filter(pk=pk).first() if pk else None
        release = release or (Release.objects.create(name=name, created_by=by) if name else None)
        if release is None:
            raise PublishError("Bitte wählen Sie eine Mappe, oder geben Sie einer neuen einen Namen.")
        hold(revision.release_id, release.pk)
        join(revision, release)
    revision.refresh_from_db()
    return release


def join(revision: Revision, release: Release):
    """Puts a draft into a release. Raises PublishError."""
    waiting = release.revisions.open()
    if waiting.filter(model=revision.model, key=revision.key).exists():
        raise PublishError("In dieser Mappe liegt schon ein Entwurf dieser Seite.")
    refuse_closed(release)
    move(revision, release)


def refuse_closed(release: Release | None):
    """Called under `hold`, before something is put into a release. Raises PublishError."""
    if release and release.revisions.was_public().exists():
        raise PublishError("Diese Mappe ist schon öffentlich. Beginnen Sie eine neue.")
    if release and release.revisions.scheduled().exists():
        raise PublishError("Diese Mappe ist schon geplant. Streichen Sie zuerst ihren Termin.")


def move(revision: Revision, release: Release | None):
    """Into a release, or out of it: what was approved together has to be approved anew."""
    concerned = {revision.release_id, release.pk if release else None} - {None}
    with transaction.atomic():
        hold(*concerned)
        transition_alone(revision, WRITTEN_STATES, release=release, state=State.DRAFT, faults=None)
        for each in concerned:
            take_back_approval(each)


def take_back_approval(release_pk: int | None):
    """All open revisions of a release have one state: after a change of one, all are drafts again."""
    if release_pk:
        Revision.objects.submitted().filter(release=release_pk).update(state=State.DRAFT)


def undo(release: Release, by) -> Release:
    """Drafts that set all pages of a published release back to what they were; later changes stay: see `merge`."""
    return reverse_of(release, {each: each.base_content for each in release.revisions.was_public()}, by)


def bring_back(release: Release, removal: Revision, content: Content, by) -> Release:
    """Drafts of a deleted page, and of all pages that let go of it when it was deleted."""
    others = release.revisions.was_public().exclude(pk=removal.pk)
    return reverse_of(release, {removal: content} | {each: each.base_content for each in others}, by)


def reverse_of(release: Release, contents: dict[Revision, Content], by) -> Release:
    with transaction.atomic():
        new = Release.objects.create(name=f"Rückgängig: {release}"[:120], created_by=by, undoes=release)
        for each, content in contents.items():
            Revision.objects.create(
                model=each.model, key=each.key, name=each.name, base=each, content=content, author=by, release=new,
                note=f"Rückgängig: {release}"[:200],
            )  # fmt: skip
    return new


# -- deletion


def remove(
    page_admin: PageAdmin,
    page: Entry,
    by,
    *,
    note: str = "Gelöscht.",
    is_approved: bool = False,
    mends: Mends | None = None,
) -> Revision:
    """Deletes a page with its rows; its revisions are kept, so that it can be restored. Raises PublishError.

    Pages that refer to it let go of it first, in the name of the same person and in the same release; so do those whose
    content `mends` changes, by model and key. Where four eyes are asked for, all of it waits for the approval of somebody
    else, unless that has been given.
    """
    is_proposal = settings.FOUR_EYES and not is_approved
    with transaction.atomic():
        Edition.objects.hold()
        if is_proposal:
            refuse_second_removal(page_admin, page)
        values = {"author": by} | ({"state": State.SUBMITTED} if is_proposal else {})
        release = let_all_go(page, values, mends or {})
        public = snapshot_external_change(page_admin, page.key)
        removal = Revision.objects.create(
            name=str(page)[:250], base=public, release=release, note=note, **identity(page_admin, page.key), **values
        )
        if is_proposal:
            propose(removal, by)
        else:
            for part in carry_out_all(removal.together()):
                record(part, timezone.now(), by)
    return Revision.objects.get(pk=removal.pk)


def refuse_second_removal(page_admin: PageAdmin, page: Entry):
    if Revision.objects.of(page_admin.model, page.key).open().filter(content={}).exists():
        raise PublishError(f"Die Löschung von «{page}» wartet schon auf die Freigabe.")


def propose(removal: Revision, by):
    mails.waiting(removal.together(), by)
    audit_log.record_on_commit("submit", person=by, **removal.named)


def pointing_at(page: Entry) -> dict[tuple[type[Entry], str], list[str]]:
    """The pages with a relation to many that names this page, and the fields in which they do.

    Foreign keys protect the page, or belong to a row that is deleted with it.
    """
    found = defaultdict(list)
    for rows, name in relations_to(page):
        for row in rows:
            found[type(row), row.key].append(name)
    return found


def relations_to(page: Entry) -> Iterator[tuple]:
    """Rows with a relation to many that names the page, and the name of their field."""
    for relation in page._meta.related_objects:
        if relation.many_to_many:
            rows = relation.field.model._default_manager.filter(**{relation.field.name: page})
            yield rows, relation.field.name
    for field in page._meta.local_many_to_many:
        if field.remote_field.symmetrical:
            yield getattr(page, field.name).all(), field.name


def let_all_go(page: Entry, values: dict, mends: Mends) -> Release | None:
    """Drafts, in one release, of the pages that refer to this one, and of those that `mends` changes; None without any."""
    pointing = pointing_at(page)
    others = dict.fromkeys([*pointing, *((apps.get_model(label), key) for label, key in mends)])
    if not others:
        return None
    release = Release.objects.create(name=f"«{page}» gelöscht"[:120], created_by=values["author"])
    values = values | {"release": release, "note": f"«{page}» gelöscht."[:200]}
    for model, key in others:
        mend = mends.get((model._meta.label_lower, key), same)
        let_go(admin_for(model), key, pointing.get((model, key), []), page, values, mend)
    return release


def let_go(page_admin: PageAdmin, key: str, fields: list[str], page: Entry, values: dict, mend: Mend):
    public = snapshot_external_change(page_admin, key)
    if public is None:
        return
    mended = mend(public.content)
    own = mended[PAGE_PLACE]
    less: dict[str, Value] = {name: [each for each in own.get(name, []) if each != page.key] for name in fields}
    content = mended | {PAGE_PLACE: own | less}
    Revision.objects.create(name=public.name, base=public, content=content, **identity(page_admin, key), **values)


def same(content: Content) -> Content:
    return content


def record(part: Part, moment, by):
    """Makes a revision that was carried out the public one of its page."""
    part.revision.name = str(part.page)[:250] if part.page else part.revision.name
    make_public(part.before, part.revision, part.now, moment, by)
    if not part.page:
        EndDate.objects.of(*part.target).delete()
        Revision.objects.open().naming(part.revision.key).update(faults=None)
    audit_log.record_on_commit("publish" if part.page else "delete", person=by, **part.revision.named)
