"""The number of the published state of the whole site."""

from django.db import models


class EditionManager(models.Manager):
    def number(self) -> int:
        """The number as committed; 0 where no content was ever written."""
        return self.values_list("number", flat=True).first() or 0

    def hold(self):
        """Let others who write content wait until this transaction ends: first the edition, then the rows.

        The triggers take the same lock before the first row is written, so that two writers never wait for each other.
        """
        self.get_or_create(pk=1)
        self.select_for_update().get(pk=1)


class Edition(models.Model):
    """The number of the published state of the whole site, in one row. The database itself raises it: see `triggers`."""

    number = models.PositiveBigIntegerField(default=0)

    objects = EditionManager()

    def __str__(self):
        return str(self.number)
