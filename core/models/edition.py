"""The number of the published state of the whole site."""

from django.db import models


class EditionManager(models.Manager):
    def number(self) -> int:
        """The committed number; 0 before any content is written."""
        return self.numbers().get(Edition.SHOWN, 0)

    def numbers(self) -> dict[int, int]:
        """The numbers of `SHOWN` and `UNSHOWN`, in one query."""
        return dict(self.values_list("pk", "number"))

    def hold(self, *, nowait: bool = False):
        """Locks all writing of content until this transaction ends: first the edition, then the rows.

        The triggers take the same lock before the first row is written, so that two writers cannot deadlock.
        With `nowait`, raises OperationalError if the lock is taken.
        """
        self.get_or_create(pk=Edition.SHOWN)
        self.select_for_update(nowait=nowait).get(pk=Edition.SHOWN)

    def begin(self):
        """Begins a new edition, after a change of what is no entry but stands on pages. Called under the lock."""
        self.filter(pk=Edition.SHOWN).update(number=models.F("number") + 1)


class Edition(models.Model):
    """The number of the published state of the whole site, in one row. Database triggers increment it: see `triggers`.

    A second row counts changes of entries that no page shows: they make no cached page stale.
    """

    SHOWN, UNSHOWN = 1, 2

    number = models.PositiveBigIntegerField(default=0)

    objects = EditionManager()

    def __str__(self):
        return str(self.number)
