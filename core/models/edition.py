"""The number of the published state of the whole site."""

from django.db import models


class EditionManager(models.Manager):
    def number(self) -> int:
        """The number as committed; 0 where no content was ever written."""
        return self.numbers().get(Edition.SHOWN, 0)

    def numbers(self) -> dict[int, int]:
        """Both, of `SHOWN` and `UNSHOWN`, with one look."""
        return dict(self.values_list("pk", "number"))

    def hold(self, *, nowait: bool = False):
        """Let others who write content wait until this transaction ends: first the edition, then the rows.

        The triggers take the same lock before the first row is written, so that two writers never wait for each other.
        """
        self.get_or_create(pk=Edition.SHOWN)
        self.select_for_update(nowait=nowait).get(pk=Edition.SHOWN)


class Edition(models.Model):
    """The number of the published state of the whole site, in one row. The database itself raises it: see `triggers`.

    A second row counts the changes of entries that no page shows: no page need be made again for them.
    """

    SHOWN, UNSHOWN = 1, 2

    number = models.PositiveBigIntegerField(default=0)

    objects = EditionManager()

    def __str__(self):
        return str(self.number)
