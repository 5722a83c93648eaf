"""Who gets a mail about what happens to revisions.

Sentences name a page as it is called in public, never as a draft calls it.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import ParamSpec

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.permissions import PUBLISH, TRANSLATE
from core.languages import GERMAN
from core.models import Entry
from editorial.comparison.translation_state import State, text_at, text_states
from editorial.forms.form_content import Content
from editorial.forms.page_admin import admin_of
from editorial.forms.page_reference import PageReference
from editorial.models import EndDate, Remark, Revision
from editorial.revisions import four_eyes
from notifications.outbox import notify

Given = ParamSpec("Given")


def where_mails_are_sent(tell: Callable[Given, None]) -> Callable[Given, None]:
    """Publishing should not look for names and people of whom nobody will be told."""

    @wraps(tell)
    def inner(*args: Given.args, **kwargs: Given.kwargs):
        if settings.SENDS_MAIL:
            tell(*args, **kwargs)

    return inner


def people_with(*rights: str) -> QuerySet[User]:
    """Members of the office who have all of these rights."""
    found = User.objects.filter(is_staff=True)
    for right in rights:
        having = User.objects.with_perm(right, backend="django.contrib.auth.backends.ModelBackend")
        found = found.filter(pk__in=having.values("pk"))
    return found


@where_mails_are_sent
def waiting(revisions: Sequence[Revision], by: User):
    """To those who may publish: something waits for approval."""
    people = people_with(PUBLISH).exclude(pk__in={by.pk, *four_eyes.excluded(revisions)})
    notify(people, f"Zur Freigabe: {named(revisions)}", address(revisions))


@where_mails_are_sent
def decided(revisions: Sequence[Revision], by: User | None, what: str):
    """To the authors: what was decided about their drafts."""
    for author in {each.author for each in revisions if each.author and each.author != by}:
        own = [each for each in revisions if each.author == author]
        notify([author], f"{what}: {named(own)}", address(own))


@where_mails_are_sent
def planned(revision: Revision):
    """To the author and to those who may publish, once for each day: what a draft takes away ends then."""
    revisions = revision.together()
    day = date_format(timezone.localtime(revision.publish_at), "DATE_FORMAT")
    people = people_with(PUBLISH) | User.objects.filter(pk__in=[each.author_id for each in revisions if each.author_id])
    occasion = f"Geplant {revisions[0].pk} {day}"
    notify(people, f"Geplant auf den {day}: {named(revisions)}", address(revisions), occasion=occasion)


@where_mails_are_sent
def failed(revisions: Sequence[Revision]):
    """To the authors and to who approved: a scheduled publication did not succeed."""
    people = {each.author for each in revisions} | {each.published_by for each in revisions}
    notify([each for each in people if each], f"Geplant und misslungen: {named(revisions)}", address(revisions))


@where_mails_are_sent
def remarked(remark: Remark):
    """To the author and to who made the link, once in an hour: somebody has said something about a passage."""
    if remark.link is None:
        return
    revision, link = remark.revision, remark.link
    people = {each for each in (revision.author, link.created_by) if each}
    occasion = f"remarks {link.pk} {revision.key} {remark.written_at:%Y-%m-%d %H}"
    notify(
        people,
        f"Anmerkung zur Vorschau: {named([revision])}",
        f"{reverse('admin:revision', args=[revision.pk])}#anmerkungen",
        occasion,
    )


@where_mails_are_sent
def german_changed(page: Entry, before: Content, after: Content, by: User | None):
    """To those who translate: the German text is not the one from which a translation was made."""
    reference = PageReference.of(page)
    for code in languages_left_behind(before, after):
        people = people_with(TRANSLATE, f"editorial.translate_{code}")
        language = settings.LANGUAGES_IN_GERMAN[code]
        sentence = f"Übersetzung veraltet, {language}: {reference.kind} «{reference.name}»"
        notify(people.exclude(pk=by.pk) if by else people, sentence, reference.form(sprache=code))


@where_mails_are_sent
def ending(page: Entry, end_date: EndDate):
    """To whoever set it and to those who may publish, once for each date."""
    sentence = f"{described(page)} endet am {date_format(end_date.last_day, 'DATE_FORMAT')}"
    occasion = f"Enddatum {end_date.pk} {end_date.last_day}"
    notify(concerned_by_end(end_date), sentence, PageReference.of(page).address, occasion=occasion)


@where_mails_are_sent
def ended(page: Entry, end_date: EndDate):
    notify(
        concerned_by_end(end_date), f"Enddatum erreicht: {described(page)} ist zurückgezogen", reverse("admin:removed")
    )


@where_mails_are_sent
def not_ended(page: Entry, end_date: EndDate):
    sentence = f"Enddatum erreicht, aber misslungen: {described(page)}"
    notify(concerned_by_end(end_date), sentence, PageReference.of(page).address)


def concerned_by_end(end_date: EndDate) -> QuerySet[User]:
    return people_with(PUBLISH) | User.objects.filter(pk=end_date.set_by_id)


def described(page: Entry) -> str:
    reference = PageReference.of(page)
    return f"{reference.kind} «{reference.name}»"


def languages_left_behind(before: Content, after: Content) -> list[str]:
    """Languages in which a translation stayed the same while its German text changed."""
    outdated = [each.spot for each in text_states(after, before, {}) if each.state is State.OUTDATED]
    return sorted({spot[2] for spot in outdated if text_at(before, spot, GERMAN) != text_at(after, spot, GERMAN)})


def named(revisions: Sequence[Revision]) -> str:
    if len(revisions) > 1:
        return f"{len(revisions)} Seiten"
    (revision,) = revisions
    page_admin = admin_of(revision)
    kind, public = page_admin.opts.verbose_name, page_admin.model.objects.filter(key=revision.key).first()
    return f"{kind} «{public}»" if public else f"eine neue Seite ({kind})"


def address(revisions: Sequence[Revision]) -> str:
    """The page where somebody acts on all of them."""
    first = revisions[0]
    if first.release_id and max(len(revisions), len(first.together())) > 1:
        return reverse("admin:release", args=[first.release_id])
    return reverse("admin:revision", args=[first.pk])
