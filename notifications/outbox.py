"""Writes notifications, in the transaction of what they report."""

import datetime
from collections.abc import Iterable
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from .models import Frequency, Notification, Preference

#: When the mail of the day goes out, local time.
DAILY_AT = datetime.time(7)


def notify(people: Iterable[User], sentence: str, path: str, occasion: str = ""):
    """Writes one notification for each person who can be reached and wants it; does nothing without a mail server.

    A person is notified of an `occasion` once, whatever process or transaction writes it. `sentence` is German and
    contains no text of a draft, because mails are not confidential.
    """
    if not settings.SENDS_MAIL:
        return
    wanted = [person for person in people if person.is_active and person.email]
    chosen = dict(Preference.objects.filter(person__in=wanted).values_list("person_id", "frequency"))
    of_it = {"occasion": occasion or uuid4().hex, "sentence": sentence[:400], "path": path}
    rows = [
        Notification(person=person, due_at=due_at(frequency), **of_it)
        for person in wanted
        if (frequency := chosen.get(person.pk, Frequency.AT_ONCE)) != Frequency.NEVER
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)


def due_at(frequency: str) -> datetime.datetime:
    now = timezone.localtime()
    if frequency != Frequency.DAILY:
        return now
    today = datetime.datetime.combine(now.date(), DAILY_AT, now.tzinfo)
    return today if now < today else today + datetime.timedelta(days=1)
