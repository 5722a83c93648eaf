"""Evaluations and studies: of one programme, about a partner or a measure."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.database.collation import ByCodePoint
from core.database.constraints import Check
from core.models import AddressedEntry, PositionField
from core.pages.addresses import cached_reverse, validate_anchor
from core.rich_text.field import RichTextField


class Evaluation(AddressedEntry):
    class Kind(models.TextChoices):
        EVALUATION = "evaluation", _("Evaluation")
        STUDY = "study", _("Studie")

    class Status(models.TextChoices):
        PLANNED = "planned", _("geplant")
        RUNNING = "running", _("läuft")
        PUBLISHED = "published", _("veröffentlicht")

    slug = models.SlugField(
        "Sprungmarke", unique=True, validators=[validate_anchor], help_text="Der Teil der Webadresse nach «#»."
    )
    title = models.CharField("Titel", max_length=200, help_text="Der Titel der Evaluation oder Studie.")
    title_de: str  # modeltranslation's column
    kind = models.CharField(
        "Art", max_length=20, choices=Kind, default=Kind.EVALUATION, help_text="Steht vor dem Titel."
    )
    status = models.CharField(
        "Stand", max_length=20, choices=Status, default=Status.PLANNED, help_text="Steht neben dem Titel."
    )
    position = PositionField()
    description = RichTextField("Beschreibung", blank=True, help_text="Was untersucht wird und was bekannt ist.")
    contractor = models.CharField(
        "ausgeführt von", max_length=160, blank=True, help_text="Die Stelle, die untersucht. Keine Namen von Personen."
    )
    clients = models.CharField(
        "im Auftrag von", max_length=200, blank=True, help_text="Die Stelle, die den Auftrag gibt."
    )
    first_year = models.PositiveSmallIntegerField(
        "erstes Jahr", null=True, blank=True, help_text="Das Jahr, in dem die Arbeit beginnt, falls bekannt."
    )
    last_year = models.PositiveSmallIntegerField(
        "letztes Jahr", null=True, blank=True, help_text="Das Jahr der Veröffentlichung oder des Abschlusses."
    )
    volume_chf = models.PositiveIntegerField(
        "Auftragssumme in Franken", null=True, blank=True, help_text="Zum Beispiel 85’000."
    )
    programme = models.ForeignKey(
        "programmes.Programme",
        models.PROTECT,
        related_name="evaluations",
        verbose_name="Programmphase",
        null=True,
        blank=True,
        help_text="Auf der Seite dieser Phase steht die Evaluation im Abschnitt «Evaluation».",
    )
    partner = models.ForeignKey(
        "programmes.PartnerOrganisation",
        models.PROTECT,
        related_name="evaluations",
        verbose_name="über die Partnerorganisation",
        null=True,
        blank=True,
        help_text="Die Seite dieser Organisation verweist auf die Evaluation.",
    )
    measure = models.ForeignKey(
        "programmes.Measure",
        models.PROTECT,
        related_name="evaluations",
        verbose_name="über die Massnahme",
        null=True,
        blank=True,
        help_text="Die Seite dieser Massnahme verweist auf die Evaluation.",
    )

    class Meta:
        verbose_name = "Evaluation oder Studie"
        verbose_name_plural = "Evaluationen und Studien"
        ordering = ["position", ByCodePoint("slug")]
        constraints = [
            Check(
                at="last_year",
                condition=Q(last_year__isnull=True) | Q(first_year__isnull=False, first_year__lte=F("last_year")),
                name="evaluation_years_in_order",
                violation_error_message="Das letzte Jahr liegt vor dem ersten Jahr, oder das erste Jahr fehlt.",
            )
        ]

    def __str__(self):
        return self.title_de

    def get_absolute_url(self) -> str:
        return f"{cached_reverse('evaluations')}#{self.slug}"
