"""A release: revisions that are previewed, approved, scheduled and published together. Most hold one revision."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from .revision import RevisionQuerySet


class ReleaseQuerySet(models.QuerySet):
    def waiting(self):
        """Releases to which drafts may be added, newest first."""
        waiting = self.filter(revisions__state__in=["draft", "submitted"])
        return waiting.exclude(revisions__state="scheduled").distinct().order_by("-pk")


class Release(models.Model):
    """The state is that of its open revisions: all of them have the same."""

    revisions: "RevisionQuerySet"

    name = models.CharField("Name", max_length=120, blank=True, default="", db_default="")
    created_at = models.DateTimeField("angelegt am", default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="angelegt von"
    )
    undoes = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="undone_by", verbose_name="macht rückgängig"
    )

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = "Mappe"
        verbose_name_plural = "Mappen"
        default_permissions = ()

    def __str__(self):
        return self.name or f"Mappe {self.pk}"
