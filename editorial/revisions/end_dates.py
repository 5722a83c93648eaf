"""Withdraws pages after their last day; announces that, and what is planned, a week before. Tasks of the edition clock.

A page is withdrawn as it is then, like a deletion: its texts stay in the history, from where it comes back.
"""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import transaction

from core.models import Edition, Entry
from editorial.forms.form_content import PublishError
from editorial.forms.page_admin import admin_for
from editorial.models import EndDate, Revision
from editorial.revisions import mails, removals
from editorial.revisions.publishing import each_due

REACHED = "Das Enddatum ist erreicht."
OWN = "Vier Augen: Ein Enddatum gibt frei, wer es nicht selbst gesetzt hat. Setzen Sie es noch einmal."
ANNOUNCED_AT = 7  # o'clock, local time


def page_of(end_date: EndDate) -> Entry | None:
    return apps.get_model(end_date.model)._default_manager.filter(key=end_date.key).first()


def withdraw_due() -> Iterator[EndDate]:
    """Each in one process only, because each is read again under the lock."""
    return each_due(EndDate.objects.due(), withdraw_if_due, note_failure)


def withdraw_if_due(end_date: EndDate):
    """Raises PublishError, and OperationalError while somebody else publishes: the calling thread has to poll."""
    with transaction.atomic():
        Edition.objects.hold(nowait=True)
        found = EndDate.objects.due().filter(pk=end_date.pk).select_related("set_by", "approved_by").first()
        if found is None:
            return
        if settings.FOUR_EYES and found.set_by == found.approved_by:  # from before the office asked for four eyes
            raise PublishError(OWN)
        page = page_of(found)
        if page:
            mails.ended(page, found)
            removals.remove(admin_for(type(page)), page, found.approved_by, note=REACHED, is_approved=True)
        found.delete()


def note_failure(end_date: EndDate, reason: str):
    with transaction.atomic():
        if EndDate.objects.due().filter(pk=end_date.pk).update(failure=reason) and (page := page_of(end_date)):
            mails.not_ended(page, end_date)


def announce():
    """Every day anew: the outbox refuses what it has already."""
    for each in EndDate.objects.to_announce().filter(failure="") if settings.SENDS_MAIL else ():
        if page := page_of(each):
            mails.ending(page, each)
    for revision in Revision.objects.soon_due() if settings.SENDS_MAIL else ():
        mails.planned(revision)
