"""Contacts by topic: whom to ask about what."""

from django.db import models

from core.database.collation import ByCodePoint
from core.models import AddressedEntry, PositionField
from core.pages.addresses import cached_reverse, validate_anchor
from core.rich_text.field import RichTextField
from core.text.phone_numbers import PhoneField

OF_THE_OFFICE = "Die Adresse der Stelle, nicht einer Person."


class Contact(AddressedEntry):
    """Whom to ask about a topic. An empty field is left out on the page."""

    title_field = "topic"

    slug = models.SlugField(
        "Sprungmarke", unique=True, validators=[validate_anchor], help_text="Der Teil der Webadresse nach «#»."
    )
    topic = models.CharField("Thema", max_length=120, help_text="Worum es geht, zum Beispiel «Deutsch lernen».")
    topic_de: str  # modeltranslation's column
    name = models.CharField("Stelle", max_length=120, help_text="Wer Auskunft gibt. Keine Namen von Personen.")
    description = RichTextField("Wofür", blank=True, help_text="Was die Stelle tut, und ein Link zu ihrer Seite.")
    phone = PhoneField("Telefon", blank=True, help_text="Mit Vorwahl.")
    email = models.EmailField("E-Mail", blank=True, help_text=OF_THE_OFFICE)
    website = models.URLField("Website", blank=True, help_text="Mit https://.")
    address = models.TextField("Anschrift", blank=True, help_text="Eine Zeile für jede Zeile der Anschrift.")
    opening_hours = models.TextField("Öffnungszeiten", blank=True, help_text="Eine Zeile für jede Angabe.")
    spoken = models.CharField("Sprachen", max_length=200, blank=True, help_text="In welchen Sprachen man fragen kann.")
    position = PositionField()
    standing_pages = models.ManyToManyField(
        "pages.StandingPage",
        related_name="contacts",
        verbose_name="steht auch auf",
        blank=True,
        help_text="Auf «Kontakt» stehen alle.",
    )

    class Meta:
        verbose_name = "Kontakt"
        verbose_name_plural = "Kontakte"
        ordering = ["position", ByCodePoint("key")]

    def __str__(self):
        return self.topic_de

    def get_absolute_url(self) -> str:
        return f"{cached_reverse('contact')}#{self.slug}"
