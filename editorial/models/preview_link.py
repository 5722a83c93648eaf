"""A link that shows a revision to somebody without an account, for some days."""

import datetime

from django.conf import settings
from django.core import signing
from django.db import models
from django.urls import reverse
from django.utils import timezone

DAYS = [(1, "1 Tag"), (7, "7 Tage"), (30, "30 Tage")]
SALT = "editorial.preview"


class PreviewLinkQuerySet(models.QuerySet):
    def valid(self):
        return self.filter(withdrawn_at=None, expires_at__gt=timezone.now())

    def find(self, token: str):
        """The valid link with this token, or None, whatever is wrong with it."""
        try:
            return self.valid().select_related("revision").filter(pk=signing.loads(token, salt=SALT)).first()
        except (signing.BadSignature, ValueError, TypeError):
            return None


class PreviewLink(models.Model):
    revision = models.ForeignKey("editorial.Revision", models.CASCADE, related_name="links", verbose_name="Fassung")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="erstellt von"
    )
    created_at = models.DateTimeField("erstellt am", default=timezone.now)
    expires_at = models.DateTimeField("gilt bis")
    withdrawn_at = models.DateTimeField("zurückgezogen am", null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "Vorschau-Link"
        verbose_name_plural = "Vorschau-Links"
        default_permissions = ()

    def __str__(self):
        return f"{self.revision} bis {self.expires_at}"

    def get_absolute_url(self):
        return reverse("preview_link", args=[signing.dumps(self.pk, salt=SALT)])

    @classmethod
    def for_days(cls, days: int, **values) -> "PreviewLink":
        return cls.objects.create(expires_at=timezone.now() + datetime.timedelta(days=days), **values)
