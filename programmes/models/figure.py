"""Key figures: value, unit, years, source and subject."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.database.collation import ByCodePoint
from core.database.constraints import Check, exactly_one_of
from core.models import AddressedEntry, Entry, PositionField
from core.templatetags.figures import digits

SUBJECTS = ("programme", "measure", "partner", "decision", "term")


def subject(model: str, verbose_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        f"programmes.{model}", models.CASCADE, related_name="figures", verbose_name=verbose_name, null=True, blank=True
    )


class KeyFigure(Entry):
    class Kind(models.TextChoices):
        FUNDING = "funding", _("Finanzierung")
        RESULT = "result", _("Ergebnis")
        SCOPE = "scope", _("Umfang")

    class Qualifier(models.TextChoices):
        ABOUT = "about", _("rund")
        OVER = "over", _("über")
        GOOD = "good", _("gut")
        NEARLY = "nearly", _("knapp")
        ALMOST = "almost", _("fast")
        MORE = "more", _("mehr als")

    label = models.CharField(
        "Bezeichnung", max_length=160, help_text="Was gezählt wird, zum Beispiel «Erstinformationsgespräche»."
    )
    label_de: str  # modeltranslation's column
    kind = models.CharField(
        "Art", max_length=20, choices=Kind, default=Kind.RESULT, help_text="Bestimmt den Abschnitt der Seite."
    )
    qualifier = models.CharField(
        "Zusatz", max_length=20, choices=Qualifier, blank=True, help_text="So, wie ihn die Quelle nennt."
    )
    value = models.DecimalField(
        "Wert",
        max_digits=16,
        decimal_places=2,
        help_text="Nur die Zahl, zum Beispiel 13’500 oder 3,39.",
    )
    unit = models.CharField("Einheit", max_length=40, blank=True, help_text="Zum Beispiel «CHF», «%» oder «Mio. CHF».")
    unit_de: str
    first_year = models.PositiveSmallIntegerField(
        "Jahr oder erstes Jahr", null=True, blank=True, help_text="Für welches Jahr die Zahl gilt."
    )
    last_year = models.PositiveSmallIntegerField(
        "letztes Jahr", null=True, blank=True, help_text="Nur wenn die Zahl für mehrere Jahre gilt."
    )
    note = models.CharField("Hinweis", max_length=200, blank=True, help_text="Was man beim Lesen der Zahl wissen muss.")
    position = PositionField(help_text="Kleine Zahlen stehen weiter vorn.")
    source = models.ForeignKey(
        "programmes.Document",
        models.PROTECT,
        related_name="figures",
        verbose_name="Quelle",
        help_text="Keine Zahl ohne Quelle: steht auf der Seite unter der Zahl.",
    )
    programme = subject("Programme", "Programmphase")
    measure = subject("Measure", "Massnahme")
    partner = subject("PartnerOrganisation", "Partnerorganisation")
    decision = subject("Decision", "Entscheid")
    term = subject("GlossaryTerm", "Begriff")

    class Meta:
        verbose_name = "Kennzahl"
        verbose_name_plural = "Kennzahlen"
        ordering = ["position", ByCodePoint("key")]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one_of(*SUBJECTS),
                name="figure_about_one_thing",
                violation_error_message=(
                    "Eine Kennzahl gehört zu genau einer Sache: einer Phase, einer Massnahme, einem Partner, "
                    "einem Entscheid oder einem Begriff."
                ),
            ),
            Check(
                at="value",
                condition=Q(value__gte=0),
                name="figure_not_negative",
                violation_error_message="Der Wert einer Kennzahl ist nicht negativ.",
            ),
            Check(
                at="last_year",
                condition=Q(last_year__isnull=True) | Q(first_year__isnull=False, first_year__lte=F("last_year")),
                name="figure_years_in_order",
                violation_error_message="Das letzte Jahr liegt vor dem ersten Jahr, oder das erste Jahr fehlt.",
            ),
        ]

    def __str__(self):
        return f"{self.label_de}: {digits(self.value)}"

    @property
    def subject(self) -> AddressedEntry:
        """The row that the figure describes."""
        return next(subject for name in SUBJECTS if (subject := getattr(self, name)))
