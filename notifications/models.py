"""The outbox. A notification is written in the transaction of what it reports, and sent later."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

#: After this time without success it is not tried any more; the row stays, with the last failure, until `KEPT_FOR`.
GIVE_UP_AFTER = datetime.timedelta(days=3)
#: A process that claimed a mail and ended has not sent it after this time. Longer than any attempt may take.
CLAIM_LIFETIME = datetime.timedelta(minutes=2)
#: After this time a mail that could not be sent is shown to those who look after the accounts.
SHOWN_AFTER = datetime.timedelta(hours=1)
#: How long rows are kept, sent or given up.
KEPT_FOR = datetime.timedelta(days=30)


class Frequency(models.TextChoices):
    AT_ONCE = "at_once", "sofort"
    DAILY = "daily", "einmal am Tag, um sieben Uhr"
    NEVER = "never", "nie"


class Preference(models.Model):
    """How often a person wants mails. Without a row: at once."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_preference", verbose_name="Person"
    )
    frequency = models.CharField("Mails", max_length=10, choices=Frequency, default=Frequency.AT_ONCE)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.get_frequency_display()


class NotificationQuerySet(models.QuerySet):
    def unsent(self):
        return self.filter(sent_at=None, created_at__gt=timezone.now() - GIVE_UP_AFTER)

    def undelivered(self):
        """Those that could not be sent for an hour, or were given up; the newest first."""
        now = timezone.now()
        failing = ~Q(failure="") & Q(created_at__lt=now - SHOWN_AFTER)
        found = self.filter(failing | Q(created_at__lte=now - GIVE_UP_AFTER), sent_at=None)
        return found.select_related("person").order_by("-created_at", "-pk")

    def sendable(self):
        """Due, and not claimed by a process that may still be sending it."""
        now = timezone.now()
        free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_LIFETIME)
        return self.unsent().filter(free, due_at__lte=now).order_by("due_at", "pk")


class Notification(models.Model):
    """One sentence to one person, with the address of the page where the person can act.

    Rows that go out together have the same `message_id`; a mail that may have been accepted before is sent again under
    the same one, by which mail systems recognise it.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", verbose_name="Person"
    )
    #: What makes a second notification of the same occasion impossible, for instance "weekly 2026-W48".
    occasion = models.CharField(max_length=120)
    sentence = models.CharField("Mitteilung", max_length=400)
    path = models.CharField("Adresse", max_length=200)
    created_at = models.DateTimeField("geschrieben am", default=timezone.now)
    due_at = models.DateTimeField("fällig am", default=timezone.now)
    message_id = models.CharField(max_length=200, blank=True, db_index=True)
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField("Versuche", default=0)
    failure = models.CharField("warum es misslang", max_length=300, blank=True)
    sent_at = models.DateTimeField("verschickt am", null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "Benachrichtigung"
        verbose_name_plural = "Benachrichtigungen"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["person", "occasion"], name="notified_once_of_an_occasion")]
        indexes = [models.Index(fields=["sent_at", "due_at"], name="notification_to_send")]

    def __str__(self) -> str:
        return self.sentence

    @property
    def is_given_up(self) -> bool:
        return self.sent_at is None and self.created_at <= timezone.now() - GIVE_UP_AFTER
