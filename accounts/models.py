"""Login data: failed attempts, familiar places, start passwords and central accounts; forms that were not sent.

Names and addresses are stored as keyed digests only, because people sometimes type a password into the name field.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

ATTEMPT_LIFETIME = timedelta(hours=1)  # the longest window of any limit
FAMILIAR_FOR = timedelta(days=90)


class Attempt(models.Model):
    """A failed attempt, or one whose result is still open."""

    step = models.CharField(max_length=10)
    name = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["step", "name", "at"], name="attempt_by_name"),
            models.Index(fields=["step", "address", "at"], name="attempt_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.at:%Y-%m-%d %H:%M}"


class FamiliarPlace(models.Model):
    """A network from which a person has logged in with both factors."""

    name = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "address"], name="familiar_place_once")]

    def __str__(self) -> str:
        return f"{self.last_at:%Y-%m-%d}"


class StartPassword(models.Model):
    """Marks a password that somebody else knows: valid for a limited time, and until a new one is chosen."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="start_password")
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.expires_at:%Y-%m-%d %H:%M}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @classmethod
    def mark(cls, person, valid_for: timedelta = timedelta(days=7)):
        cls.objects.update_or_create(person=person, defaults={"expires_at": timezone.now() + valid_for})

    @classmethod
    def of(cls, person) -> "StartPassword | None":
        return cls.objects.filter(person=person).first()


class CentralAccount(models.Model):
    """The `sub` of the provider's account with which a person first logged in: mail addresses may be reassigned."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="central_account")
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    #: When another account with this person's address was refused.
    refused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="central_account_once")]

    def __str__(self) -> str:
        return f"{self.pk}"

    @classmethod
    def bind(cls, person, subject: str):
        """Stores the account at the first login; later logins change nothing."""
        values = {"issuer": settings.OIDC_ISSUER, "subject": subject}
        cls.objects.get_or_create(person=person, defaults=values)

    @classmethod
    def is_other(cls, person, subject: str) -> bool:
        """Whether the person is bound to another account, or this account to another person."""
        own = cls.objects.filter(person=person).first()
        if own:
            return (own.issuer, own.subject) != (settings.OIDC_ISSUER, subject)
        return cls.objects.filter(issuer=settings.OIDC_ISSUER, subject=subject).exists()


class UnsentForm(models.Model):
    """What a person has typed into a form, as pairs of name and value: see `accounts.unsent_form`."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="unsent_forms")
    address = models.CharField(max_length=200)
    query = models.CharField(max_length=200, blank=True)
    values = models.JSONField()
    saved_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "address"], name="unsent_form_once")]

    def __str__(self) -> str:
        return f"{self.address} {self.saved_at:%Y-%m-%d %H:%M}"
