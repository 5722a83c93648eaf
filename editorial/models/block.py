"""A former public revision that readers no longer get: the office has blocked it, with a reason that they read."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Block(models.Model):
    """Undone by deleting it; the audit log keeps both acts."""

    revision = models.OneToOneField("editorial.Revision", models.CASCADE, related_name="block", verbose_name="Fassung")
    reason = models.CharField("Grund", max_length=200)
    blocked_at = models.DateTimeField("gesperrt am", default=timezone.now)
    blocked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="gesperrt von"
    )

    class Meta:
        verbose_name = "Sperre"
        verbose_name_plural = "Sperren"
        default_permissions = ()

    def __str__(self):
        return self.reason
