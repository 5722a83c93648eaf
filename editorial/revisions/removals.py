"""The deletion of a page, with the pages that let go of it first: carried out at once, or proposed."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import audit_log
from core.models import Edition, Entry
from editorial.forms.form_content import PAGE_PLACE, Content, PublishError, Value
from editorial.forms.page_admin import PageAdmin, admin_for
from editorial.models import Release, Revision
from editorial.revisions import mails
from editorial.revisions.carry_out import carry_out_all, record
from editorial.revisions.snapshots import identity, snapshot_external_change

State = Revision.State
Mend = Callable[[Content], Content]
Mends = dict[tuple[str, str], Mend]


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
