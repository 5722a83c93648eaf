"""The organisational units above this site: breadcrumb links, and contact data of the last one."""

from django.db import models

from core.models import AddressedEntry
from core.pages.addresses import cached_reverse
from core.text.phone_numbers import PhoneField


class OrganisationalUnit(AddressedEntry):
    title_field = "name"

    name = models.CharField("Name", max_length=120, help_text="Steht im Brotkrumenpfad.")
    name_de: str  # modeltranslation's column
    url = models.URLField("Link", blank=True, help_text="Ohne Link steht der Name als Text im Pfad.")
    position = models.PositiveSmallIntegerField(
        "Stufe",
        unique=True,
        help_text="1 ist der Kanton. Die unterste Stufe ist die zuständige Stelle mit den Kontaktdaten.",
    )
    address = models.TextField("Anschrift", blank=True, help_text="Eine Zeile für jede Zeile der Anschrift.")
    phone = PhoneField("Telefon", blank=True, help_text="Mit Vorwahl.")
    email = models.EmailField("E-Mail", blank=True, help_text="Die Adresse der Stelle, nicht einer Person.")
    opening_hours = models.TextField("Öffnungszeiten", blank=True, help_text="Eine Zeile für jede Angabe.")
    is_sample = models.BooleanField(
        "Beispieldaten",
        default=False,
        help_text="Solange angekreuzt, zeigt die Website Anschrift, Telefon, E-Mail und Öffnungszeiten nicht.",
    )

    class Meta:
        verbose_name = "Organisationseinheit"
        verbose_name_plural = "Organisation und Kontakt"
        ordering = ["position"]

    def __str__(self):
        return self.name_de

    @property
    def shown_email(self) -> str:
        """The mail address; empty while it is a sample."""
        return "" if self.is_sample else self.email

    @property
    def shown_phone(self) -> str:
        return "" if self.is_sample else self.phone

    def get_absolute_url(self) -> str:
        return cached_reverse("contact")
