"""A revision: the content that somebody submitted with the form of one page, and its state in the workflow.

The tables of content hold exactly what is public. A draft is not a row with a flag: it is a submission, stored here,
that has not been applied to those tables yet.
"""

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.formats import date_format

from accounts.permissions import PERMISSIONS
from core.rich_text.images import IMAGES_PATH

if TYPE_CHECKING:
    from .remark import RemarkQuerySet


class RevisionQuerySet(models.QuerySet):
    def of(self, model: type[models.Model], key: str):
        """All revisions of one page, whether it is, was or never will be public."""
        return self.filter(model=model._meta.label_lower, key=key)

    def live(self):
        """The public revisions: one for each page that was ever opened or published."""
        return self.filter(state=Revision.State.PUBLISHED)

    def open(self):
        """Revisions that are neither published nor withdrawn."""
        return self.filter(state__in=Revision.OPEN)

    def drafts(self):
        return self.filter(state=Revision.State.DRAFT)

    def submitted(self):
        return self.filter(state=Revision.State.SUBMITTED)

    def scheduled(self):
        return self.filter(state=Revision.State.SCHEDULED).order_by("publish_at", "pk")

    def due(self):
        """Scheduled revisions to publish now. One that failed waits for a person."""
        return self.scheduled().filter(publish_at__lte=timezone.now(), failure="")

    def soon_due(self):
        """Scheduled for a week from now; also those that were missed yesterday."""
        soon = [timezone.now() + datetime.timedelta(days=days) for days in (5, 7)]
        return self.scheduled().filter(publish_at__range=soon, failure="")

    def was_public(self):
        """Revisions that were public at some time, newest first."""
        return self.filter(published_at__isnull=False).order_by("-published_at", "-pk")

    def told(self):
        """Changes that feeds tell of, newest first: what the office neither calls small nor has blocked."""
        return self.was_public().filter(is_small=False, block=None).exclude(content={})

    def never_public(self):
        """Withdrawn drafts of pages that have no other revision and never were public, newest first."""
        others = Revision.objects.filter(model=OuterRef("model"), key=OuterRef("key")).exclude(pk=OuterRef("pk"))
        others = others.filter(Q(published_at__isnull=False) | Q(state__in=Revision.OPEN) | Q(pk__gt=OuterRef("pk")))
        withdrawn = self.filter(state=Revision.State.WITHDRAWN, published_at=None)
        return withdrawn.exclude(Exists(others)).newest_first().without_content()

    def with_open_remarks(self):
        """With the number of remarks that wait, for lists."""
        return self.annotate(open_remarks=Count("remarks", filter=Q(remarks__closed_at=None)))

    def naming(self, key: str):
        """Revisions that refer to a key: what history or a draft needs must not be deleted."""
        named = Q(text__contains=f'"{key}"') | Q(text__contains=f"/{IMAGES_PATH}{key}.")
        return self.annotate(text=Cast("content", models.TextField())).filter(named)

    def newest_first(self):
        return self.order_by(Coalesce("published_at", "created_at").desc(), "-pk")

    def without_content(self):
        """For lists: content may be long, and a page may have hundreds of revisions."""
        return self.defer("content", "faults").select_related("author", "published_by")


class Revision(models.Model):
    """`content` has the structure that `editorial.forms.form_content` describes; {} means that there is no page."""

    class State(models.TextChoices):
        DRAFT = "draft", "Entwurf"
        SUBMITTED = "submitted", "zur Freigabe"
        SCHEDULED = "scheduled", "geplant"
        PUBLISHED = "published", "öffentlich"
        SUPERSEDED = "superseded", "abgelöst"
        WITHDRAWN = "withdrawn", "zurückgezogen"

    OPEN = (State.DRAFT, State.SUBMITTED, State.SCHEDULED)
    remarks: "RemarkQuerySet"

    model = models.CharField("Art", max_length=80)
    key = models.SlugField("Schlüssel", max_length=80, db_index=False)
    name = models.CharField("Seite", max_length=250)
    content = models.JSONField("Inhalt", default=dict)
    base = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="beruht auf",
        help_text="Was öffentlich war, als der Text geschrieben wurde.",
    )
    continues = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="schreibt weiter an",
        help_text="Der Entwurf, an dessen Stelle dieser getreten ist.",
    )
    release = models.ForeignKey(
        "editorial.Release", models.PROTECT, null=True, related_name="revisions", verbose_name="Mappe"
    )
    state = models.CharField("Stand", max_length=12, choices=State, default=State.DRAFT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="geschrieben von"
    )
    created_at = models.DateTimeField("geschrieben am", default=timezone.now)
    note = models.CharField("Was ist anders?", max_length=200, blank=True)
    is_small = models.BooleanField(
        "kleine Korrektur", default=False, db_default=False, help_text="Ändert kein Datum und steht in keinem Feed."
    )
    remark = models.CharField("Bemerkung aus der Freigabe", max_length=400, blank=True)
    publish_at = models.DateTimeField("geplant auf", null=True, blank=True)
    failure = models.TextField("warum es misslang", blank=True)
    published_at = models.DateTimeField("veröffentlicht am", null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="veröffentlicht von"
    )

    #: Triples of place, field and message, as they were found when it was saved; NULL if they are not known.
    faults = models.JSONField("Fehler", null=True)
    against = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="geprüft gegen",
        help_text="Was öffentlich war, als die Fehler gesucht wurden.",
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = "Fassung"
        verbose_name_plural = "Fassungen"
        default_permissions = ()
        permissions = list(PERMISSIONS)
        indexes = [models.Index(fields=["model", "key"]), models.Index(fields=["state", "publish_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "key"], condition=Q(state="published"), name="one_public_revision_of_a_page"
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(publish_at__isnull=False), name="scheduled_revision_has_a_time"
            ),
        ]

    def __str__(self):
        return f"{self.name}: {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def together(self) -> list["Revision"]:
        """The open revisions of its release: this one, and those that are published with it."""
        if self.release_id is None or not self.is_open:
            return [self]
        return list(Revision.objects.open().filter(release=self.release_id).select_related("base").order_by("pk"))

    @property
    def base_content(self) -> dict:
        """What was public when it was written; {} if nothing was."""
        return self.base.content if self.base else {}

    @property
    def is_live(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def in_words(self) -> str:
        """Its state in German; drafts that a later draft replaced are distinguished from formerly public revisions."""
        if self.state == self.State.SUPERSEDED and self.published_at is None:
            return "Entwurf, seither weitergeschrieben"
        return self.get_state_display()

    @property
    def mark(self) -> str:
        """«Entwurf von …» in the lists of pages; with the time, if it is scheduled."""
        planned = (
            f" auf {date_format(timezone.localtime(self.publish_at), 'SHORT_DATETIME_FORMAT')}"
            if self.publish_at
            else ""
        )
        failed = ", misslungen" if self.failure else ""
        return f"{self.get_state_display()}{planned}{failed}, von {self.writer}"

    @property
    def is_due(self) -> bool:
        return self.state == self.State.SCHEDULED and self.publish_at is not None and self.publish_at <= timezone.now()

    @property
    def moment(self) -> datetime.datetime:
        """When it was published, or else when it was written."""
        return self.published_at or self.created_at

    @property
    def is_public_now(self) -> bool:
        """Whether it is what readers get at the address of the page."""
        return self.is_live and not self.is_removal

    @property
    def is_removal(self) -> bool:
        """Whether it records the deletion of the page."""
        return not self.content

    @property
    def named(self) -> dict:
        """Values for the audit log."""
        return {"page": self.name, "model": self.model, "key": self.key, "revision": self.pk}

    @property
    def writer(self) -> str:
        """The name of the author, in German if it has none."""
        return full_name(self.author) if self.author else "ausserhalb der Formulare"

    @property
    def publisher(self) -> str:
        return full_name(self.published_by) if self.published_by else ""


def full_name(user) -> str:
    return user.get_full_name() or user.get_username()
