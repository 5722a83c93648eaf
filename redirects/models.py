"""Redirects to pages: from former slugs, from short addresses for print, and from paths of another site."""

import secrets

from django.db import IntegrityError, models, transaction

from core.models.entry import Entry

#: Without characters that are confused in print or handwriting (0 o, 1 l i, 2 z, 5 s, u v); without vowels, so that no
#: words arise.
CODE_ALPHABET = "bcdfghjkmnpqrtwxy346789"
CODE_LENGTH = 5
MAX_ADDRESS_LENGTH = 500


class OldAddressQuerySet(models.QuerySet):
    def of(self, model: type[models.Model]):
        return self.filter(model=model._meta.label_lower)


class OldAddress(models.Model):
    """A former slug of a page. Database triggers write it whenever a slug changes or a row is deleted (`triggers`).

    It refers to the page by its key, not by its new slug. So there are no chains and no loops: one redirect leads to
    the current address. A slug that a page has now belongs to that page, whatever this table says.
    """

    model = models.CharField(max_length=80)
    key = models.SlugField(max_length=80, db_index=False)
    slug = models.SlugField(max_length=80, db_index=False)
    replaced_by = models.CharField(
        max_length=MAX_ADDRESS_LENGTH,
        blank=True,
        help_text="Where readers are sent when the page is deleted: a path here, or https://.",
    )

    objects = OldAddressQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["model", "slug"], name="one_page_for_each_old_address")]
        indexes = [models.Index(fields=["model", "key"])]

    def __str__(self):
        return f"{self.model} {self.slug}"


class TakenOverAddress(models.Model):
    """A path of the site that this one replaces. Requests for it may be forwarded here unchanged."""

    path = models.CharField(max_length=300, unique=True, help_text="In lower case, without a slash at either end.")
    target = models.CharField(max_length=200, help_text="A path of this site.")

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.path


class ShortAddressManager(models.Manager["ShortAddress"]):
    def existing(self, entry: Entry) -> "ShortAddress | None":
        return self.filter(model=entry._meta.label_lower, key=entry.key).first()

    def of(self, entry: Entry) -> "ShortAddress":
        """The short address of this entry, created on first use; it never changes."""
        identity = {"model": entry._meta.label_lower, "key": entry.key}
        while True:
            try:
                with transaction.atomic():
                    return self.get_or_create(**identity, defaults={"code": new_code()})[0]
            except IntegrityError:  # another entry has this code: one chance in some millions
                continue


class ShortAddress(models.Model):
    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    model = models.CharField(max_length=80)
    key = models.SlugField(max_length=80, db_index=False)

    objects = ShortAddressManager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["model", "key"], name="one_short_address_for_each_entry")]

    def __str__(self):
        return self.code


def new_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
