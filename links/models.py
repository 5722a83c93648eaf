"""The state of each link of the content: when it last worked, and whether it is broken."""

import datetime

from django.db import models
from django.utils import timezone

from links.status import Kind, LinkStatus

#: Days on which a link must have failed without working in between, if its server does not say that the page is gone.
DOUBTFUL_DAYS = 3
MAX_ANSWER_LENGTH = 300  # characters


class LinkQuerySet(models.QuerySet):
    def broken(self):
        return self.filter(is_broken=True).order_by("failing_since", "address")


class Link(models.Model):
    """One address, on whatever pages. A definite result counts at once, a doubtful one after several days."""

    address = models.CharField("Link", max_length=1000, unique=True)
    checked_at = models.DateTimeField("zuletzt geprüft", null=True)
    worked_at = models.DateTimeField("ging zuletzt", null=True)
    failing_since = models.DateTimeField("geht nicht seit", null=True)
    failed_days = models.PositiveSmallIntegerField("Tage in Folge", default=0)
    failed_on = models.DateField("letzter Tag davon", null=True)
    answer = models.CharField("Antwort", max_length=MAX_ANSWER_LENGTH, blank=True)
    is_broken = models.BooleanField("geht nicht mehr", default=False)
    spots = models.JSONField("steht in", default=list, help_text="Kind of page, key and column of each place.")

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = "Link"
        verbose_name_plural = "Links"
        default_permissions = ()
        indexes = [models.Index(fields=["is_broken"])]

    def __str__(self):
        return self.address

    def take(self, answer: LinkStatus, now: datetime.datetime | None = None):
        """Takes over the result of a check, unless nothing could be checked. Does not save."""
        if answer.kind is Kind.UNASKED:
            return
        self.checked_at, self.answer = now or timezone.now(), answer.text[:MAX_ANSWER_LENGTH]
        if answer.kind in (Kind.WORKS, Kind.CLOSED):
            self.worked_at = self.checked_at if answer.kind is Kind.WORKS else self.worked_at
            self.failing_since, self.failed_on, self.failed_days, self.is_broken = None, None, 0, False
            return
        self.failing_since = self.failing_since or self.checked_at
        self.count_day(timezone.localdate(self.checked_at))
        self.is_broken = self.is_broken or answer.kind is Kind.GONE or self.failed_days >= DOUBTFUL_DAYS

    def count_day(self, today: datetime.date):
        if self.failed_on != today:
            self.failed_on, self.failed_days = today, self.failed_days + 1
