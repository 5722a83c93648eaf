"""Measures and partner organisations."""

from django.db import models

from core.database.collation import ByCodePoint
from core.models import ADDRESS_STAYS, AddressedEntry, PositionField
from core.pages.addresses import cached_reverse
from core.rich_text.field import RichTextField
from core.text.phone_numbers import PhoneField

ADDRESS_HELP = "Der letzte Teil der Webadresse, zum Beispiel «deutschkurse»." + ADDRESS_STAYS
WEBSITE_HELP = "Die eigene Website, mit https://."
AREAS_HELP = "Auf den Seiten dieser Bereiche steht ein Verweis."
PHASES_HELP = "Nur Phasen, für die es belegt ist."


def fact(verbose_name: str, length: int, help_text: str) -> models.CharField:
    """An optional text of a released model."""
    return models.CharField(verbose_name, max_length=length, blank=True, default="", db_default="", help_text=help_text)


class WithContactFacts(models.Model):
    """What somebody needs who wants to come, call or write. A page shows what is filled in."""

    audience = fact("für wen", 200, "Zum Beispiel «Erwachsene».")
    cost = fact("was es kostet", 200, "Der Preis, oder dass es nichts kostet.")
    registration = fact("Anmeldung", 200, "Wie man sich anmeldet, oder dass es keine Anmeldung braucht.")
    languages = fact("Sprachen", 200, "In welchen Sprachen jemand antwortet.")
    phone = PhoneField("Telefon", blank=True, default="", db_default="", help_text="Zum Beispiel 061 000 00 00.")
    email = models.EmailField(
        "E-Mail", blank=True, default="", db_default="", help_text="Die Adresse der Stelle, nicht einer Person."
    )
    opening_hours = fact("Öffnungszeiten", 200, "Wann jemand da ist oder das Telefon abnimmt.")
    website = models.URLField("Website", blank=True, help_text=WEBSITE_HELP)

    class Meta:
        abstract = True

    @property
    def is_reachable(self) -> bool:
        return bool(self.phone or self.website or self.email)


class PartnerOrganisation(WithContactFacts, AddressedEntry):
    title_field = "name"

    slug = models.SlugField("Adresse", unique=True, help_text=ADDRESS_HELP)
    name = models.CharField("Name", max_length=120, help_text="Der Titel der Seite.")
    name_de: str  # modeltranslation's column
    short_name = models.CharField(
        "Kurzname", max_length=60, blank=True, help_text="Zum Beispiel «ald», in Listen und Tabellen."
    )
    position = PositionField()
    summary = models.CharField(
        "Zusammenfassung", max_length=200, help_text="Ein Satz, unter dem Titel und in der Liste."
    )
    description = RichTextField(
        "Beschreibung", blank=True, help_text="Was die Organisation ist und was sie im Programm tut."
    )
    place = models.CharField("Ort", max_length=120, blank=True, help_text="Der Ort, oder die ganze Adresse.")
    founded_year = models.PositiveSmallIntegerField("Gründungsjahr", null=True, blank=True, help_text="Falls belegt.")
    programmes = models.ManyToManyField(
        "programmes.Programme",
        related_name="partners",
        verbose_name="Programmphasen",
        blank=True,
        help_text=PHASES_HELP,
    )
    areas = models.ManyToManyField(
        "programmes.FundingArea",
        related_name="partners",
        verbose_name="Förderbereiche",
        blank=True,
        help_text=AREAS_HELP,
    )

    class Meta:
        verbose_name = "Partnerorganisation"
        verbose_name_plural = "Partnerorganisationen"
        ordering = ["position", ByCodePoint("slug")]

    def __str__(self):
        return self.name_de

    def get_absolute_url(self) -> str:
        return cached_reverse("partner", self.slug)


class Measure(WithContactFacts, AddressedEntry):
    title_field = "name"

    slug = models.SlugField("Adresse", unique=True, help_text=ADDRESS_HELP)
    name = models.CharField("Name", max_length=120, help_text="Der Titel der Seite.")
    name_de: str  # modeltranslation's column
    position = PositionField()
    summary = models.CharField(
        "Zusammenfassung", max_length=200, help_text="Ein Satz, unter dem Titel und in der Liste."
    )
    in_brief = RichTextField(
        "In Kürze", blank=True, help_text="Zwei bis vier sehr einfache Sätze: Für wen? Was? Was kostet es?"
    )
    description = RichTextField("Beschreibung", blank=True, help_text="Der Text der Seite.")
    since_year = models.PositiveSmallIntegerField("seit", null=True, blank=True, help_text="Das Jahr, falls belegt.")
    place = fact("Ort", 120, "Der Ort, oder die ganze Adresse.")
    providers = models.ManyToManyField(
        PartnerOrganisation,
        related_name="measures",
        verbose_name="durchgeführt von",
        blank=True,
        help_text="Fehlt eine Organisation? Legen Sie sie zuerst unter «Partnerorganisationen» an.",
    )
    some_providers: list[PartnerOrganisation]  # set by views that prefetch them
    adviser = models.ForeignKey(
        PartnerOrganisation,
        models.PROTECT,
        related_name="advises_on",
        verbose_name="Auskunft bei",
        null=True,
        blank=True,
        help_text="Wer berät, wenn es nicht jene sind, die sie durchführen. Leer: die Durchführenden.",
    )
    programmes = models.ManyToManyField(
        "programmes.Programme",
        related_name="measures",
        verbose_name="Programmphasen",
        blank=True,
        help_text=PHASES_HELP,
    )
    areas = models.ManyToManyField(
        "programmes.FundingArea",
        related_name="measures",
        verbose_name="Förderbereiche",
        blank=True,
        help_text=AREAS_HELP,
    )

    class Meta:
        verbose_name = "Massnahme"
        verbose_name_plural = "Massnahmen"
        ordering = ["position", ByCodePoint("slug")]

    def __str__(self):
        return self.name_de

    def get_absolute_url(self) -> str:
        return cached_reverse("measure", self.slug)
