"""The German source text of each translation."""

import hashlib

from django.db import models

DIGEST_LENGTH = 32


def text_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


class Translation(models.Model):
    """A translated text, identified by its digest, and the German text from which it was made.

    A row exists once either text has changed or somebody has confirmed the translation; before that, the current texts
    belong together.
    """

    model = models.CharField("Art", max_length=80)
    key = models.SlugField("Schlüssel", max_length=80, db_index=False)
    place = models.CharField("Stelle", max_length=160, blank=True)
    field = models.CharField("Feld", max_length=80)
    language = models.CharField("Sprache", max_length=8)
    digest = models.CharField(max_length=DIGEST_LENGTH)
    german = models.TextField("deutscher Text, aus dem übersetzt wurde")

    class Meta:
        verbose_name = "Übersetzung"
        verbose_name_plural = "Übersetzungen"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["model", "key", "place", "field", "language", "digest"], name="one_source_of_a_translation"
            )
        ]

    def __str__(self):
        return f"{self.model} {self.key} {self.place} {self.field}_{self.language}"
