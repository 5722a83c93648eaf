"""Relations that other pages hold to a page, ticked in one place: each tick is a draft of the other page.

All of them lie in the release of the page, so that they become public with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.db.models import Field
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.login.sessions import signed_in
from accounts.permissions import WRITE, require_right
from core.admin_page import admin_page
from editorial.forms.form_content import PAGE_PLACE, Content, PublishError
from editorial.forms.page_admin import admin_of, page_admins
from editorial.models import Release, Revision
from editorial.revisions import actions, publishing, releases


@dataclass(frozen=True)
class Owner:
    """A page that may name another in one of its fields: its draft in the release, or else its public revision."""

    revision: Revision
    field: Field
    key: str

    @property
    def id(self) -> str:
        return f"{self.revision.model} {self.revision.key} {self.field.name}"

    @property
    def named(self) -> list[str]:
        return list(self.revision.content[PAGE_PLACE].get(self.field.name) or [])

    @property
    def is_ticked(self) -> bool:
        return self.key in self.named

    @property
    def switched(self) -> Content:
        """The content with the tick set or taken away."""
        named = sorted({*self.named} ^ {self.key})
        return self.revision.content | {PAGE_PLACE: self.revision.content[PAGE_PLACE] | {self.field.name: named}}


def owners(revision: Revision) -> Iterator[tuple[str, list[Owner]]]:
    """By kind of page, with its name."""
    for page_admin in page_admins():
        for field in page_admin.opts.local_many_to_many:
            if field.related_model is admin_of(revision).model and field.related_model is not page_admin.model:
                found = latest(page_admin.opts.label_lower, revision)
                yield str(page_admin.opts.verbose_name_plural), [Owner(each, field, revision.key) for each in found]


def latest(model: str, revision: Revision) -> list[Revision]:
    found = {each.key: each for each in Revision.objects.live().filter(model=model).exclude(content={})}
    found |= {each.key: each for each in revision.together() if each.model == model and each.content}
    return sorted(found.values(), key=lambda each: each.name)


def relations(request: HttpRequest, pk: int) -> HttpResponse:
    require_right(request, WRITE)
    waiting = Revision.objects.filter(state__in=releases.WRITTEN_STATES).exclude(content={})
    found = get_object_or_404(waiting.select_related("release"), pk=pk)
    kinds = list(owners(found))
    if request.method == "POST":
        try:
            messages.success(request, said(switch(request, found, [each for _kind, rows in kinds for each in rows])))
        except PublishError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return HttpResponseRedirect(reverse("admin:revision", args=[found.pk]))
    values = {"revision": found, "kinds": kinds}
    return admin_page(request, "relations.html", f"Verbindungen: {found.name}", **values)


def said(count: int) -> str:
    if not count:
        return "Es ist nichts anders."
    return f"{count} {'Seite ist' if count == 1 else 'Seiten sind'} geändert, als Entwurf in derselben Mappe."


def switch(request: HttpRequest, revision: Revision, rows: list[Owner]) -> int:
    """Makes a draft of each page whose tick has changed. Returns their number. Raises PublishError.

    What was approved together has to be approved anew.
    """
    wanted = set(request.POST.getlist("ticked"))
    changed = [each for each in rows if each.is_ticked != (each.id in wanted)]
    if changed:
        actions.require_right_over_submitted(request, revision.release_id)
        with transaction.atomic():
            if revision.release is None:
                releases.move(revision, Release.objects.create(name=revision.name[:120], created_by=signed_in(request)))
                revision.refresh_from_db()
            releases.hold(revision.release_id)
            releases.refuse_closed(revision.release)
            releases.take_back_approval(revision.release_id)
            for each in changed:
                save(each, revision, signed_in(request))
        publishing.judge(revision)
    return len(changed)


def save(owner: Owner, revision: Revision, author):
    draft = owner.revision
    if draft.is_open:
        actions.continued(draft, author, content=owner.switched, state=Revision.State.DRAFT)
        return
    Revision.objects.create(
        model=draft.model, key=draft.key, name=draft.name, base=draft, content=owner.switched, author=author,
        release=revision.release, note=f"Verbindung mit «{revision.name}»."[:200],
    )  # fmt: skip
