"""Releases of several revisions: put together, split, taken back as a whole."""

from collections.abc import Collection

from django.db import transaction

from editorial.forms.form_content import Content, PublishError
from editorial.models import Release, Revision

State = Revision.State
WRITTEN_STATES = (State.DRAFT, State.SUBMITTED)
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
    with transaction.atomic():
        refuse_closed(release)
        move(revision, release)
        refuse_twice(release.pk)


def refuse_closed(release: Release | None):
    """Called under `hold`, before something is put into a release. Raises PublishError."""
    if release and release.revisions.was_public().exists():
        raise PublishError("Diese Mappe ist schon öffentlich. Beginnen Sie eine neue.")
    if release and release.revisions.scheduled().exists():
        raise PublishError("Diese Mappe ist schon geplant. Streichen Sie zuerst ihren Termin.")


def refuse_twice(pk: int):
    """Called under `hold`. Raises PublishError if two open drafts in a release are of one page."""
    pages = list(Revision.objects.open().filter(release=pk).values_list("model", "key"))
    if len(pages) > len(set(pages)):
        raise PublishError("In dieser Mappe liegt schon ein Entwurf dieser Seite.")


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
