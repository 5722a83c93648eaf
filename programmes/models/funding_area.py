"""Funding areas, their form in each phase, and the pillars that group them."""

from django.core.exceptions import ValidationError
from django.db import models

from core import pictograms
from core.database.collation import ByCodePoint
from core.models import ADDRESS_STAYS, AddressedEntry, Entry, PositionField
from core.pages.addresses import cached_reverse
from core.rich_text.field import RichTextField


class FundingArea(AddressedEntry):
    title_field = "name"

    slug = models.SlugField(
        "Adresse",
        unique=True,
        help_text="Der letzte Teil der Webadresse, zum Beispiel «sprache»." + ADDRESS_STAYS,
    )
    name = models.CharField("Name", max_length=120, help_text="Der Titel der Seite.")
    name_de: str  # modeltranslation's column
    position = PositionField()
    summary = models.CharField("Zusammenfassung", max_length=200, help_text="Ein Satz, unter dem Titel und in Listen.")
    description = RichTextField("Beschreibung", blank=True, help_text="Was in diesem Bereich gefördert wird.")
    pictogram = models.CharField(
        "Piktogramm",
        max_length=20,
        choices=pictograms.choices,
        blank=True,
        default="",
        db_default="",
        help_text="Steht neben dem Namen, wo die Bereiche einer Phase aufgezählt sind.",
    )
    related = models.ManyToManyField(
        "self", verbose_name="verwandte Bereiche", blank=True, help_text="Steht auf beiden Seiten unter «Siehe auch»."
    )

    class Meta:
        verbose_name = "Förderbereich"
        verbose_name_plural = "Förderbereiche"
        ordering = ["position", ByCodePoint("slug")]

    def __str__(self):
        return self.name_de

    def get_absolute_url(self) -> str:
        return cached_reverse("funding_area", self.slug)


class Pillar(Entry):
    programme = models.ForeignKey(
        "programmes.Programme", models.CASCADE, related_name="pillars", verbose_name="Programmphase"
    )
    name = models.CharField(
        "Name", max_length=120, help_text="Steht als Titel über den Förderbereichen dieses Pfeilers."
    )
    name_de: str  # modeltranslation's column
    position = PositionField()

    class Meta:
        verbose_name = "Pfeiler"
        verbose_name_plural = "Pfeiler"
        ordering = ["programme", "position", ByCodePoint("key")]

    def __str__(self):
        return f"{self.programme.name_de}: {self.name_de}"


class ProgrammeArea(Entry):
    """A funding area as one phase has it."""

    programme = models.ForeignKey(
        "programmes.Programme", models.CASCADE, related_name="areas", verbose_name="Programmphase"
    )
    area = models.ForeignKey(
        FundingArea,
        models.PROTECT,
        related_name="in_programmes",
        verbose_name="Förderbereich",
        help_text="Auf welche Seite der Name führt.",
    )
    pillar = models.ForeignKey(
        Pillar,
        models.RESTRICT,  # deleted with its phase, but not alone while it has areas
        related_name="areas",
        verbose_name="Pfeiler",
        null=True,
        blank=True,
        help_text="Nur wenn die Zuordnung belegt ist. Ein neuer Pfeiler ist nach dem Sichern wählbar.",
    )
    name = models.CharField("damaliger Name", max_length=120, help_text="Wie der Bereich in dieser Phase heisst.")
    name_de: str  # modeltranslation's column
    position = PositionField()
    is_priority = models.BooleanField("Schwerpunkt", default=False, help_text="Wird auf der Seite hervorgehoben.")

    class Meta:
        verbose_name = "Förderbereich einer Phase"
        verbose_name_plural = "Förderbereiche einer Phase"
        ordering = ["programme", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "area"],
                name="area_once_in_a_programme",
                violation_error_message="Dieser Förderbereich steht schon in dieser Phase.",
            )
        ]

    def __str__(self):
        return f"{self.programme.name_de}: {self.name_de}"

    def clean(self):
        if self.pillar and self.pillar.programme_id != self.programme_id:
            raise ValidationError({"pillar": "Dieser Pfeiler gehört zu einer anderen Phase."})
