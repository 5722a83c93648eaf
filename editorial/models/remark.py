"""What somebody without an account says about a passage of a draft, through its preview link."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .revision import Revision

KEEP = datetime.timedelta(days=90)
MAX_TEXT, MAX_NAME, MAX_WORDS, MAX_ANSWER = 2000, 80, 400, 1000


class RemarkQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def outdated(self):
        """Names and words of people without an account are not kept: 90 days after a remark was settled, or its draft was closed."""
        then = timezone.now() - KEEP
        of_closed = ~Q(revision__state__in=Revision.OPEN)
        return self.filter(Q(closed_at__lt=then) | of_closed & Q(written_at__lt=then))

    def of_last_hour(self):
        return self.filter(written_at__gt=timezone.now() - datetime.timedelta(hours=1))


class Remark(models.Model):
    """Open until somebody who may write the draft answers it or marks it as done. It moves to the draft that follows."""

    revision = models.ForeignKey("editorial.Revision", models.CASCADE, related_name="remarks", verbose_name="Fassung")
    link = models.ForeignKey(
        "editorial.PreviewLink", models.SET_NULL, null=True, related_name="remarks", verbose_name="Vorschau-Link"
    )
    place = models.CharField("Stelle", max_length=200, blank=True)
    field = models.CharField("Feld", max_length=80, blank=True, help_text="Leer, wenn sie die ganze Seite meint.")
    words = models.CharField("Wortlaut der Stelle", max_length=MAX_WORDS, blank=True)
    text = models.CharField("Anmerkung", max_length=MAX_TEXT)
    name = models.CharField("Name", max_length=MAX_NAME, blank=True)
    written_at = models.DateTimeField("geschrieben am", default=timezone.now)
    answer = models.CharField("Antwort", max_length=MAX_ANSWER, blank=True)
    closed_at = models.DateTimeField("erledigt am", null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="erledigt von"
    )

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = "Anmerkung"
        verbose_name_plural = "Anmerkungen"
        default_permissions = ()
        indexes = [models.Index(fields=["link", "written_at"], name="remarks_of_a_link")]

    def __str__(self):
        return self.text[:80]
