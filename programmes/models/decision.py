"""Votes of parliament, referendums and popular votes; one may follow another."""

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.database.collation import ByCodePoint
from core.database.constraints import Check
from core.models import ADDRESS_STAYS, AddressedEntry, EntryManager, EntryQuerySet
from core.pages.addresses import cached_reverse
from core.pages.site_names import site_name_lazy
from core.rich_text.field import RichTextField

HUNDREDTH = Decimal("0.01")


class DecisionQuerySet(EntryQuerySet):
    def with_sums(self):
        """With the decisions that they follow, up to three: the sum of a popular vote stands there."""
        return self.select_related("follows__follows__follows")

    def latest_main(self):
        """Main decisions on a programme with a count of votes or a sum, for the home page."""
        return (
            self.with_sums()
            .in_order()
            .filter(Q(yes_votes__isnull=False) | Q(amount_chf__gt=0), programme__isnull=False, is_main=True)
        )


def bodies() -> list[tuple]:
    """A function: migrations know it by name, and do not hold the name of a parliament."""
    return Decision.Body.choices


class Decision(AddressedEntry):
    dated_by = "date"

    class Body(models.TextChoices):
        PARLIAMENT = "parliament", site_name_lazy("parliament")
        REFERENDUM = "referendum", _("Referendum")
        PEOPLE = "people", _("Volksabstimmung")

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("angenommen")
        REJECTED = "rejected", _("abgelehnt")
        SUBMITTED = "submitted", _("eingereicht")

    slug = models.SlugField(
        "Adresse",
        unique=True,
        help_text="Der letzte Teil der Webadresse, zum Beispiel «kip-3-beschluss»." + ADDRESS_STAYS,
    )
    title = models.CharField("Titel", max_length=160, help_text="Was entschieden wurde, als kurzer Satz.")
    title_de: str  # modeltranslation's column
    date = models.DateField("Datum", help_text="Der Tag des Entscheids. Er bestimmt die Reihenfolge in der Liste.")
    position = models.PositiveSmallIntegerField(
        "Reihenfolge am selben Tag", default=0, help_text="Grössere Zahlen stehen weiter oben."
    )
    body = models.CharField(
        "wer entschied", max_length=20, choices=bodies, help_text="Bei einem Referendum: das Zustandekommen."
    )
    outcome = models.CharField(
        "Ergebnis", max_length=20, choices=Outcome, blank=True, help_text="Steht neben dem Abstimmungsbalken."
    )
    programme = models.ForeignKey(
        "programmes.Programme",
        models.PROTECT,
        related_name="decisions",
        verbose_name="Programmphase",
        null=True,
        blank=True,
        help_text="Auf der Seite dieser Phase steht der Entscheid im Abschnitt «Entscheide».",
    )
    is_main = models.BooleanField(
        "auf der Startseite", default=True, help_text="Aus: der Entscheid steht nur in der Liste aller Entscheide."
    )
    summary = models.CharField(
        "Zusammenfassung", max_length=200, help_text="Ein Satz, unter dem Titel und in der Liste."
    )
    summary_de: str  # modeltranslation's column
    description = RichTextField("Beschreibung", blank=True, help_text="Worum es ging und wie es dazu kam.")
    business_number = models.CharField(
        "Geschäftsnummer", max_length=20, blank=True, help_text="Zum Beispiel «2021/70»."
    )
    amount_chf = models.PositiveIntegerField(
        "Ausgabenbewilligung in Franken",
        null=True,
        blank=True,
        help_text="Der Betrag, den dieser Entscheid bewilligt. Zum Beispiel 3’392’068.",
    )
    yes_votes = models.PositiveIntegerField(
        "Ja-Stimmen",
        null=True,
        blank=True,
        help_text="Ja und Nein zusammen ergeben den Abstimmungsbalken und seine Prozente.",
    )
    no_votes = models.PositiveIntegerField(
        "Nein-Stimmen", null=True, blank=True, help_text="Nur zusammen mit den Ja-Stimmen."
    )
    turnout_percent = models.DecimalField(
        "Stimmbeteiligung in Prozent",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Nur bei Volksabstimmungen, zum Beispiel 63,77.",
    )
    signatures = models.PositiveIntegerField(
        "gültige Unterschriften", null=True, blank=True, help_text="Nur bei einem Referendum."
    )
    signatures_required = models.PositiveIntegerField(
        "nötige Unterschriften", null=True, blank=True, help_text="Wie viele das Gesetz verlangt."
    )
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="followed_by",
        verbose_name="folgt auf",
        null=True,
        blank=True,
        help_text="Der frühere Entscheid, auf den dieser folgt. Daraus entsteht die Kette auf der Seite.",
    )

    objects: ClassVar = EntryManager.from_queryset(DecisionQuerySet)()

    class Meta:
        verbose_name = "Entscheid"
        verbose_name_plural = "Entscheide"
        ordering = ["-date", "-position", ByCodePoint("slug")]
        constraints = [
            Check(
                at="no_votes",
                condition=Q(yes_votes__isnull=True, no_votes__isnull=True)
                | Q(yes_votes__isnull=False, no_votes__isnull=False, yes_votes__gte=0, no_votes__gte=0),
                name="decision_votes_together",
                violation_error_message="Ja- und Nein-Stimmen gehören zusammen und sind nicht negativ.",
            ),
            Check(
                at="no_votes",
                condition=Q(yes_votes__isnull=True) | Q(yes_votes__gt=0) | Q(no_votes__gt=0),
                name="decision_has_votes",
                violation_error_message="Mindestens eine Stimme wurde abgegeben.",
            ),
            Check(
                at="turnout_percent",
                condition=Q(turnout_percent__isnull=True) | Q(turnout_percent__gte=0, turnout_percent__lte=100),
                name="decision_turnout_is_a_share",
                violation_error_message="Die Stimmbeteiligung liegt zwischen 0 und 100 Prozent.",
            ),
            Check(
                at="follows",
                condition=Q(follows__isnull=True) | ~Q(follows=F("pk")),
                name="decision_does_not_follow_itself",
                violation_error_message="Ein Entscheid kann nicht auf sich selbst folgen.",
            ),
        ]

    def __str__(self):
        return f"{self.date:%d.%m.%Y} {self.title_de}"

    def get_absolute_url(self) -> str:
        return cached_reverse("decision", self.slug)

    def clean(self):
        super().clean()
        if self.votes and self.outcome and (self.outcome == self.Outcome.ACCEPTED) != self.has_majority:
            raise ValidationError({"outcome": "Das Ergebnis passt nicht zu den Stimmen."})
        if self.date and self.follows_id != self.pk and self.follows:
            self.check_follows(self.follows)
        if self.date and self.pk and self.followed_by.filter(date__lt=self.date).exists():
            raise ValidationError({"date": "Auf diesen Entscheid folgt einer mit einem früheren Datum."})

    def check_follows(self, follows: "Decision"):
        if follows.date > self.date:
            raise ValidationError({"follows": "Ein Entscheid kann nur auf einen früheren folgen."})
        if self.pk and any(earlier.pk == self.pk for earlier in follows.chain()):
            raise ValidationError({"follows": "Dieser Entscheid folgt seinerseits auf den hier bearbeiteten."})

    def chain(self) -> Iterator["Decision"]:
        """This decision and those that it follows, the latest first, without duplicates."""
        seen: set[int] = set()
        link: Decision | None = self
        while link and link.pk not in seen:
            yield link
            seen.add(link.pk)
            link = link.follows

    @property
    def sum_at_stake(self) -> int | None:
        """The sum that it grants, or that the decision granted on which the people voted."""
        if self.body == self.Body.PARLIAMENT:
            return self.amount_chf
        return next((decision.amount_chf for decision in self.chain() if decision.amount_chf), None)

    @property
    def votes(self) -> int | None:
        return None if self.yes_votes is None or self.no_votes is None else self.yes_votes + self.no_votes

    @property
    def has_majority(self) -> bool:
        return self.yes_votes is not None and self.no_votes is not None and self.yes_votes > self.no_votes

    @property
    def yes_percent(self) -> Decimal | None:
        """Share of yes votes in percent, rounded to hundredths; None without votes."""
        if self.yes_votes is None or self.votes is None:
            return None
        return (Decimal(100 * self.yes_votes) / self.votes).quantize(HUNDREDTH)

    @property
    def no_percent(self) -> Decimal | None:
        return None if self.yes_percent is None else 100 - self.yes_percent
