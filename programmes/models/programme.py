"""A phase of the programmes, with its first and last year."""

import datetime
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import Lag, Lead
from django.utils import timezone
from django.utils.translation import get_language_from_path
from django.utils.translation import gettext_lazy as _

from core.database.constraints import Check
from core.models import ADDRESS_STAYS, ADDRESS_TAKEN, AddressedEntry, EntryManager, EntryQuerySet
from core.pages.addresses import cached_reverse, first_path_segments
from core.rich_text.field import RichTextField


class ProgrammeQuerySet(EntryQuerySet):
    def in_order(self):
        """A total order, also for phases of the same year: pages of a list must not overlap."""
        return self.order_by("first_year", "pk")

    def around(self, slug: str) -> Self:
        """The phase with this slug, the one before and the one after it, in order; empty if the slug is unknown."""
        in_time = ["first_year", "pk"]
        phases = Programme.objects.order_by().alias(
            before=Window(Lag("slug"), order_by=in_time), after=Window(Lead("slug"), order_by=in_time)
        )
        found = phases.filter(Q(slug=slug) | Q(before=slug) | Q(after=slug))
        return self.filter(pk__in=found.values("pk")).in_order()  # by key: no texts in the window query


class State(models.TextChoices):
    PLANNED = "planned", _("geplant")
    RUNNING = "running", _("läuft")
    COMPLETED = "completed", _("abgeschlossen")


class Programme(AddressedEntry):
    title_field = "name"

    slug = models.SlugField(
        "Adresse",
        unique=True,
        help_text="Der Teil der Webadresse nach dem Schrägstrich, zum Beispiel «kip-3»." + ADDRESS_STAYS,
    )
    name = models.CharField("Name", max_length=60, help_text="Der Titel der Seite, zum Beispiel «KIP 3».")
    name_de: str  # modeltranslation's column
    first_year = models.PositiveSmallIntegerField(
        "erstes Jahr",
        help_text="Aus dem ersten und dem letzten Jahr folgt, ob die Phase geplant ist, läuft oder abgeschlossen ist.",
    )
    last_year = models.PositiveSmallIntegerField(
        "letztes Jahr", help_text="Die Phase läuft bis zum 31. Dezember dieses Jahres."
    )
    area_count = models.PositiveSmallIntegerField(
        "Anzahl Förderbereiche",
        null=True,
        blank=True,
        help_text="Wie viele Förderbereiche die Phase hat, auch wenn weiter unten nicht alle mit Namen erfasst sind.",
    )
    summary = models.CharField(
        "Zusammenfassung",
        max_length=200,
        help_text="Ein Satz. Steht auf der Startseite, in Listen und in den Treffern von Suchmaschinen.",
    )
    in_brief = RichTextField(
        "In Kürze", help_text="Zwei bis vier sehr einfache Sätze. Stehen im Kasten «In Kürze» zuoberst auf der Seite."
    )
    introduction = RichTextField("Worum es geht", blank=True, help_text="Der erste Abschnitt der Seite.")
    aims = RichTextField("Ziele", blank=True, help_text="Der Abschnitt «Ziele» der Seite.")
    areas_note = RichTextField(
        "Hinweis zu den Förderbereichen", blank=True, help_text="Steht unter der Liste der Förderbereiche."
    )
    funding_note = RichTextField(
        "Hinweis zur Finanzierung", blank=True, help_text="Steht unter den Beträgen im Abschnitt «Finanzierung»."
    )

    objects: ClassVar = EntryManager.from_queryset(ProgrammeQuerySet)()

    class Meta:
        verbose_name = "Programmphase"
        verbose_name_plural = "Programmphasen"
        ordering = ["first_year"]
        constraints = [
            Check(
                at="last_year",
                condition=Q(first_year__lte=F("last_year")),
                name="programme_years_in_order",
                violation_error_message="Das letzte Jahr liegt vor dem ersten Jahr.",
            ),
            Check(
                at="first_year",
                condition=Q(first_year__gte=2000, last_year__lte=2200),
                name="programme_years_plausible",
                violation_error_message="Die Jahre einer Phase liegen zwischen 2000 und 2200.",
            ),
        ]

    def __str__(self):
        return f"{self.name_de} ({self.first_year}–{self.last_year})"

    def get_absolute_url(self) -> str:
        return cached_reverse("programme", self.slug)

    def clean(self):
        super().clean()
        if self.slug in first_path_segments() or get_language_from_path(
            f"/{self.slug}/"
        ):  # phases have root-level paths
            raise ValidationError({"slug": ADDRESS_TAKEN.format(slug=self.slug)})
        if self.first_year and self.last_year and self.overlapping().exists():
            other = self.overlapping().first()
            raise ValidationError({"first_year": f"Die Jahre überschneiden sich mit {other}."})

    def overlapping(self):
        others = Programme.objects.exclude(pk=self.pk)
        return others.filter(first_year__lte=self.last_year, last_year__gte=self.first_year)

    def state(self, today: datetime.date | None = None) -> State:
        year = (today or timezone.localdate()).year
        if year < self.first_year:
            return State.PLANNED
        return State.RUNNING if year <= self.last_year else State.COMPLETED

    @property
    def is_running(self) -> bool:
        return self.state() == State.RUNNING

    @property
    def duration(self) -> int:
        """Number of years, the first and the last included."""
        return self.last_year - self.first_year + 1
