"""A link that shows a revision to somebody without an account, for a limited time."""

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from .remark import RemarkQuerySet

VALID_DAYS = [(1, "1 Tag"), (7, "7 Tage"), (30, "30 Tage")]


def new_secret() -> str:
    return secrets.token_urlsafe(32)


class PreviewLinkQuerySet(models.QuerySet):
    def valid(self):
        """Links that are not withdrawn or expired, and whose creator still has an active account."""
        working = {"created_by__is_active": True, "created_by__is_staff": True}
        return self.filter(withdrawn_at=None, expires_at__gt=timezone.now(), **working)


class PreviewLink(models.Model):
    remarks: "RemarkQuerySet"

    revision = models.ForeignKey("editorial.Revision", models.CASCADE, related_name="links", verbose_name="Fassung")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="erstellt von"
    )
    created_at = models.DateTimeField("erstellt am", default=timezone.now)
    expires_at = models.DateTimeField("gilt bis")
    withdrawn_at = models.DateTimeField("zurückgezogen am", null=True)

    secret = models.CharField("Geheimnis", max_length=43, default=new_secret, db_default="", editable=False)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "Vorschau-Link"
        verbose_name_plural = "Vorschau-Links"
        default_permissions = ()

    def __str__(self):
        return f"{self.revision} bis {self.expires_at}"
