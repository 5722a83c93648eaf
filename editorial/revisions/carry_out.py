"""Carries out the revisions of a release on the tables of content: all of them, or none.

What is new in a release may refer to what else is new in it. References say in which order to begin, but other rules
decide, too (the years of phases must not overlap): what is refused is tried again after the others, until a round
brings nothing.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import router, transaction
from django.db.models import ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.utils import translation

from accounts import audit_log
from core.models import Entry
from editorial.comparison.diff import Labels, languages_edited
from editorial.comparison.merge import merge
from editorial.forms.draft_forms import Fault
from editorial.forms.form_content import Content, PageForm, PublishError, value_as_list
from editorial.forms.form_data import Coming, FormData
from editorial.forms.page_admin import admin_of
from editorial.forms.references import References, system_request
from editorial.models import EndDate, Revision
from editorial.revisions.snapshots import make_public, snapshot_external_change

CONFLICT = "Inzwischen hat jemand anderes dieselbe Stelle geändert. Öffnen Sie das Formular und wählen Sie, was gilt."
INCOMPLETE = "Hier ist «{name}» gewählt, ein Entwurf dieser Mappe, in dem noch etwas nicht stimmt."
STILL_USED = "Die Seite wird noch gebraucht, von {places}."


class PageRefusedError(Exception):
    """The faults of one page."""

    def __init__(self, faults: list[Fault]):
        super().__init__(faults)
        self.faults = faults


class Part:
    """One revision of a release: its page, read once for each attempt, and what comes of it."""

    def __init__(self, revision: Revision, references: References):
        self.revision, self.admin, self.references = revision, admin_of(revision), references
        self.base: Content = revision.base_content
        self.content: Content = revision.content
        self.before: Revision | None = None
        self.page: Entry | None = None
        self.faults: list[Fault] = []
        self.is_read, self.is_half = False, False

    @property
    def target(self) -> tuple[type[Entry], str]:
        return self.admin.model, self.revision.key

    def read(self):
        """Page, form and content as they are now; the form of a new page shows default values, which are not public."""
        many = [each.name for each in self.admin.opts.local_many_to_many]
        rows = self.admin.model.objects.filter(key=self.revision.key)
        self.page = rows.prefetch_related(*many).first()
        self.form = PageForm(self.admin, system_request(self.references), self.page, key=self.revision.key)
        self.shown = self.form.content()
        self.now = self.shown if self.page else {}

    def attempt(self, coming: Coming, *, accept_conflicts: bool) -> bool:
        """Merges the revision with what is public now, and saves it. Returns False if it is refused."""
        self.read()
        if not self.is_read:
            self.before, self.is_read = snapshot_external_change(self.admin, self.revision.key, self.now), True
        self.content, conflicts = merge(self.base, self.revision.content, self.now)
        self.faults = [] if accept_conflicts else [Fault(each.place, each.field, CONFLICT) for each in conflicts]
        return not self.faults and self.save(coming)

    def complete(self) -> bool:
        """Saves once more what referred to rows that exist by now."""
        self.read()
        return self.save()

    def save(self, coming: Coming = ()) -> bool:
        try:
            with transaction.atomic():
                if self.content:
                    self.send(coming)
                else:
                    self.delete()
        except PageRefusedError as refusal:
            self.faults = refusal.faults
        return not self.faults

    def send(self, coming: Coming):
        data = FormData(self.form, self.shown, self.content, coming)
        form = self.form.bound(data.data)
        if not form.is_valid():
            raise PageRefusedError(form.faults())
        form.note_languages(set() if self.revision.is_small else languages_edited(self.now, self.content))
        self.page, self.is_half = form.save(), not data.is_whole
        self.now = form.saved_content()

    def delete(self):
        try:
            if self.page:
                self.page.delete()
        except (ProtectedError, RestrictedError) as error:
            raise PageRefusedError([Fault("", "", still_used(error))]) from error
        self.references.forget(*self.target)
        self.page, self.now = None, {}


def still_used(error: ProtectedError | RestrictedError) -> str:
    rows = error.protected_objects if isinstance(error, ProtectedError) else error.restricted_objects
    return STILL_USED.format(places=", ".join(sorted({f"{row._meta.verbose_name} «{row}»" for row in rows})))


def reason_to_stay(page: Entry) -> str:
    """Why a page could not be deleted now, in German; "" if nothing stands in the way."""
    try:
        Collector(using=router.db_for_write(type(page), instance=page)).collect([page])
    except (ProtectedError, RestrictedError) as error:
        return still_used(error)
    return ""


class ReleaseRefusedError(PublishError):
    """Why a release cannot be published: sentences, and the faults of each revision by its primary key."""

    def __init__(self, messages: list[str], faults: dict[int, list[Fault]]):
        super().__init__(*messages)
        self.faults = faults

    @classmethod
    def of(cls, parts: list[Part], *, is_set: bool) -> "ReleaseRefusedError":
        for part in parts:
            part.faults = explained(part, parts)
        messages = [text for part in parts for text in sentences(part, with_name=is_set)]
        return cls(messages, {part.revision.pk: part.faults for part in parts})


def explained(part: Part, refused: list[Part]) -> list[Fault]:
    """What the form calls missing may be a new page of the same release that is refused itself."""
    names = {each.revision.key: each.revision.name for each in refused if each is not part and not each.base}

    def fault_of(fault: Fault) -> Fault:
        chosen = value_as_list(part.content.get(fault.place, {}).get(fault.field, ""))
        name = next((names[key] for key in chosen if key in names), "")
        return fault._replace(message=INCOMPLETE.format(name=name)) if name else fault

    return [fault_of(each) for each in part.faults]


def sentences(part: Part, *, with_name: bool) -> list[str]:
    labels = Labels.of_admin(part.admin)
    page = f"«{part.revision.name}»: " if with_name else ""
    return [page + labels.sentence(fault, part.content) for fault in part.faults]


def carry_out_all(revisions: Iterable[Revision], *, accept_conflicts: bool = False) -> list[Part]:
    """Saves the content of all revisions through the forms of their pages. Raises ReleaseRefusedError; the caller rolls back."""
    references = References()
    parts = in_order([Part(each, references) for each in revisions])
    coming = {part.target for part in parts if part.content and not part.base}
    with translation.override(settings.LANGUAGE_CODE):
        waiting = parts
        while waiting:
            refused = [part for part in waiting if not part.attempt(coming, accept_conflicts=accept_conflicts)]
            if len(refused) == len(waiting):
                raise ReleaseRefusedError.of(refused, is_set=len(parts) > 1)
            waiting = refused
        if refused := [part for part in parts if part.is_half and not part.complete()]:
            raise ReleaseRefusedError.of(refused, is_set=len(parts) > 1)
    return parts


def record(part: Part, moment, by):
    """Makes a revision that was carried out the public one of its page."""
    part.revision.name = str(part.page)[:250] if part.page else part.revision.name
    make_public(part.before, part.revision, part.now, moment, by)
    if not part.page:
        EndDate.objects.of(*part.target).delete()
        Revision.objects.open().naming(part.revision.key).update(faults=None)
    audit_log.record_on_commit("publish" if part.page else "delete", person=by, **part.revision.named)


def in_order(parts: list[Part]) -> list[Part]:
    """Each after those that it refers to, as far as this is possible; deletions last."""
    by_key = {part.revision.key: part for part in parts}
    ordered: dict[Part, None] = {}
    visited: set[str] = set()

    def visit(part: Part):
        visited.add(part.revision.key)
        for key in keys_in(part.content) & by_key.keys() - visited:
            visit(by_key[key])
        ordered[part] = None

    for part in parts:
        if part.revision.key not in visited:
            visit(part)
    return sorted(ordered, key=lambda part: not part.content)


def concerned_by(revision: Revision, members: list[Revision]) -> list[Revision]:
    """A revision, those that refer to it, and what all of these need: new pages to which they refer."""
    by_key = {each.key: each for each in members}
    found = [each for each in members if each.pk == revision.pk or revision.key in keys_in(each.content)]
    for each in found:  # grows meanwhile
        found += [by_key[key] for key in sorted(keys_in(each.content) & by_key.keys()) if by_key[key] not in found]
    return found


def keys_in(content: Content) -> set[str]:
    """Every value that may be a key."""
    return {text for fields in content.values() for value in fields.values() for text in value_as_list(value)}
