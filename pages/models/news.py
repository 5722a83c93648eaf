"""News: dated, until a day, and optionally about an occasion."""

import datetime
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.database.collation import ByCodePoint
from core.database.constraints import Check
from core.models import ADDRESS_STAYS, AddressedEntry, EntryManager, EntryQuerySet
from core.pages.addresses import cached_reverse
from core.rich_text.field import RichTextField
from core.text.clock_change import SKIPPED, is_skipped


class NewsQuerySet(EntryQuerySet):
    def listed(self):
        """Without those whose last day has passed. It ends at midnight in Switzerland, and the edition with it."""
        end = Coalesce("valid_until", "last_day", "day")
        return self.alias(expires=end).filter(Q(expires=None) | Q(expires__gte=timezone.localdate()))

    def occasions(self):
        """Those with an occasion, the next one first."""
        return self.exclude(day=None).order_by("day", F("begins_at").asc(nulls_first=True), "pk")


class NewsItem(AddressedEntry):
    dated_by = "published_on"

    slug = models.SlugField(
        "Adresse",
        unique=True,
        help_text="Der letzte Teil der Webadresse, zum Beispiel «forum-2027»." + ADDRESS_STAYS,
    )
    title = models.CharField("Titel", max_length=120, help_text="Was neu ist, in wenigen Worten.")
    title_de: str  # modeltranslation's column
    summary = models.CharField(
        "Zusammenfassung", max_length=220, help_text="Ein Satz. Steht unter dem Titel und in der Liste."
    )
    summary_de: str
    body = RichTextField("Text", blank=True, help_text="Was man wissen muss.")
    published_on = models.DateField("Datum", default=timezone.localdate, help_text="Die neuste Meldung steht zuoberst.")
    valid_until = models.DateField(
        "gilt bis",
        null=True,
        blank=True,
        help_text="Der letzte Tag in Listen und Suche. Leer: Ein Anlass geht am Tag danach, anderes bleibt.",
    )
    day = models.DateField("Tag des Anlasses", null=True, blank=True, help_text="Leer, wenn es kein Anlass ist.")
    last_day = models.DateField("letzter Tag", null=True, blank=True, help_text="Nur wenn er mehrere Tage dauert.")
    begins_at = models.TimeField("Beginn", null=True, blank=True, help_text="So: 18.30. Leer: den ganzen Tag.")
    ends_at = models.TimeField("Ende", null=True, blank=True, help_text="So: 20.00.")
    venue = models.CharField("Ort", max_length=200, blank=True, help_text="Haus, Strasse und Gemeinde.")
    contacts = models.ManyToManyField(
        "pages.Contact",
        related_name="news",
        verbose_name="Kontakte",
        blank=True,
        help_text="Wen man dazu fragt, oder wo man sich anmeldet.",
    )

    objects: ClassVar = EntryManager.from_queryset(NewsQuerySet)()

    class Meta:
        verbose_name = "Meldung"
        verbose_name_plural = "Aktuelles"
        ordering = ["-published_on", ByCodePoint("key")]
        constraints = [
            Check(
                at="valid_until",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("published_on")),
                name="news_ends_after_its_date",
                violation_error_message="Dieser Tag liegt vor dem Datum der Meldung.",
            ),
            Check(
                at="last_day",
                condition=Q(last_day__isnull=True) | Q(day__isnull=False, last_day__gte=F("day")),
                name="occasion_days_in_order",
                violation_error_message="Der letzte Tag liegt vor dem ersten, oder der erste fehlt.",
            ),
            Check(
                at="begins_at",
                condition=Q(begins_at__isnull=True) | Q(day__isnull=False),
                name="occasion_time_has_a_day",
                violation_error_message="Zu dieser Uhrzeit fehlt der Tag des Anlasses.",
            ),
            Check(
                at="ends_at",
                condition=Q(ends_at__isnull=True)
                | Q(begins_at__isnull=False)
                & (Q(ends_at__gt=F("begins_at")) | Q(last_day__isnull=False, last_day__gt=F("day"))),
                name="occasion_times_in_order",
                violation_error_message="Das Ende liegt vor dem Beginn, oder der Beginn fehlt.",
            ),
        ]

    def __str__(self):
        return self.title_de

    def get_absolute_url(self) -> str:
        return cached_reverse("news_item", self.slug)

    def clean(self):
        """Refuses to hide an occasion before it takes place, as one that was put off with its old «gilt bis».

        And a time that the clocks skip: in calendars the end would stand before the beginning.
        """
        super().clean()
        if self.day and self.valid_until and self.valid_until < self.day:
            raise ValidationError(
                {"valid_until": "Dieser Tag liegt vor dem Anlass. Bis zum Anlass lassen Sie das Feld leer."}
            )
        for name, found in (("begins_at", self.start), ("ends_at", self.end)):
            if isinstance(found, datetime.datetime) and is_skipped(found):
                raise ValidationError({name: SKIPPED})

    @property
    def expires(self) -> datetime.date | None:
        """The last day on which lists show it."""
        return self.valid_until or self.last_day or self.day

    @property
    def is_listed(self) -> bool:
        return self.expires is None or self.expires >= timezone.localdate()

    @property
    def start(self) -> datetime.date | datetime.datetime | None:
        """A date if it takes all day."""
        return moment(self.day, self.begins_at)

    @property
    def end(self) -> datetime.date | datetime.datetime | None:
        """None if only the beginning is known."""
        return moment(self.last_day or self.day, self.ends_at) if self.ends_at or not self.begins_at else None


def moment(day: datetime.date | None, time: datetime.time | None) -> datetime.date | datetime.datetime | None:
    if day is None or time is None:
        return day
    return timezone.make_aware(datetime.datetime.combine(day, time))
