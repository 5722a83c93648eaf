"""A page with rows that were written, until they have been compared with its public revision."""

from django.db import models


class ChangedPage(models.Model):
    """Written by triggers (`editorial/triggers.py`), one row for each row of content that was written; no key stands for all pages."""

    model = models.CharField("Art", max_length=80)
    key = models.CharField("Schlüssel", max_length=80)

    class Meta:
        verbose_name = "geänderte Seite"
        verbose_name_plural = "geänderte Seiten"
        default_permissions = ()
        indexes = [models.Index(fields=["model", "key"])]

    def __str__(self):
        return f"{self.model} {self.key}"
