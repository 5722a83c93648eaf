"""The last day of a page, after which the clock withdraws it: see `editorial.revisions.end_dates`."""

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

ANNOUNCED_BEFORE = datetime.timedelta(days=7)


class EndDateQuerySet(models.QuerySet):
    def of(self, model: type[models.Model], key: str):
        return self.filter(model=model._meta.label_lower, key=key)

    def due(self):
        """Approved, and over. One that failed waits for a person."""
        return self.exclude(approved_by=None).filter(last_day__lt=timezone.localdate(), failure="")

    def to_announce(self):
        """Those of the next week."""
        return self.filter(last_day__lte=timezone.localdate() + ANNOUNCED_BEFORE)

    def to_show(self):
        """Those that concern somebody now: of the next week, not approved yet, or failed."""
        waiting = self.to_announce() | self.filter(approved_by=None) | self.exclude(failure="")
        return waiting.select_related("set_by").order_by("last_day", "pk")


class EndDate(models.Model):
    model = models.CharField("Art", max_length=80)
    key = models.SlugField("Schlüssel", max_length=80, db_index=False)
    last_day = models.DateField("letzter Tag", db_index=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="gesetzt von")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="freigegeben von"
    )
    failure = models.TextField("warum es misslang", blank=True)

    objects = EndDateQuerySet.as_manager()

    class Meta:
        verbose_name = "Enddatum"
        verbose_name_plural = "Enddaten"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["model", "key"], name="one_end_date_of_a_page")]

    def __str__(self):
        return f"{self.model} {self.key}: {self.last_day}"

    @property
    def named(self) -> dict:
        """Values for the audit log."""
        return {"model": self.model, "key": self.key, "last_day": str(self.last_day)}
