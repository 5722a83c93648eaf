"""The four principles of integration policy, and its legal bases."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.database.collation import ByCodePoint
from core.models import ADDRESS_STAYS, AddressedEntry, PositionField
from core.pages.addresses import cached_reverse, federal_address_in, validate_anchor
from core.pages.site_names import german, site_name_lazy
from core.rich_text.field import RichTextField


class Principle(AddressedEntry):
    title_field = "name"

    slug = models.SlugField(
        "Adresse",
        unique=True,
        help_text="Der letzte Teil der Webadresse, zum Beispiel «vielfalt»." + ADDRESS_STAYS,
    )
    name = models.CharField("Name", max_length=120, help_text="Der Titel der Seite.")
    name_de: str  # modeltranslation's column
    position = PositionField()
    summary = models.CharField(
        "Zusammenfassung", max_length=200, help_text="Ein Satz, unter dem Titel und in der Übersicht."
    )
    in_brief = RichTextField("In Kürze", blank=True, help_text="Zwei bis vier sehr einfache Sätze.")
    description = RichTextField("Beschreibung", blank=True, help_text="Was der Grundsatz bedeutet.")

    class Meta:
        verbose_name = "Grundsatz"
        verbose_name_plural = "Grundsätze"
        ordering = ["position", ByCodePoint("key")]

    def __str__(self):
        return self.name_de

    def get_absolute_url(self) -> str:
        return cached_reverse("principle", self.slug)


def levels() -> list[tuple]:
    """Functions: migrations know them by name, and do not hold the names of a canton."""
    return LegalBasis.Level.choices


def collections() -> list[tuple]:
    return LegalBasis.Collection.choices


class LegalBasis(AddressedEntry):
    class Level(models.TextChoices):
        CONFEDERATION = "confederation", _("Bund")
        CANTON = "canton", site_name_lazy("canton")

    class Collection(models.TextChoices):
        SR = "SR", _("SR")
        CANTON = german("collection_of_laws"), site_name_lazy("collection_of_laws")

    slug = models.SlugField(
        "Sprungmarke", unique=True, validators=[validate_anchor], help_text="Der Teil der Webadresse nach «#»."
    )
    level = models.CharField("Ebene", max_length=20, choices=levels, help_text="Bestimmt die Gruppe in der Liste.")
    title = models.CharField("Titel", max_length=200, help_text="Zum Beispiel «Integrationsgesetz».")
    title_de: str  # modeltranslation's column
    abbreviation = models.CharField("Abkürzung", max_length=20, blank=True, help_text="Zum Beispiel «AIG».")
    article = models.CharField("Artikel oder Paragraf", max_length=40, blank=True, help_text="Zum Beispiel «Art. 58».")
    collection = models.CharField(
        "Sammlung",
        max_length=5,
        choices=collections,
        blank=True,
        help_text="SR: Recht des Bundes. Die andere: Recht des Kantons.",
    )
    number = models.CharField("Nummer in der Sammlung", max_length=20, blank=True, help_text="Zum Beispiel «142.20».")
    enacted_on = models.DateField(
        "erlassen am", null=True, blank=True, help_text="Das Datum des Gesetzes oder der Verordnung."
    )
    as_of = models.DateField(
        "Stand", null=True, blank=True, help_text="Das Datum der Fassung, die hier beschrieben ist."
    )
    description = RichTextField("Inhalt", blank=True, help_text="Was die Bestimmung sagt, in einfachen Worten.")
    url = models.URLField(
        "Link", max_length=500, blank=True, help_text="Zum Wortlaut in der Gesetzessammlung, mit https://."
    )
    position = PositionField()

    class Meta:
        verbose_name = "Rechtsgrundlage"
        verbose_name_plural = "Rechtsgrundlagen"
        ordering = ["position", ByCodePoint("key")]

    def __str__(self):
        return " ".join(filter(None, [self.article, self.abbreviation or self.title_de]))

    def get_absolute_url(self) -> str:
        return f"{cached_reverse('policy')}#{self.slug}"

    @property
    def wording(self) -> str:
        """URL of the text of the law: at Fedlex in the active language, in the canton's collection in German."""
        return federal_address_in(get_language(), self.url)
