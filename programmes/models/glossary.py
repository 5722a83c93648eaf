"""Glossary terms."""

from django.db import models

from core.database.collation import ByCodePoint
from core.models import AddressedEntry
from core.pages.addresses import cached_reverse, validate_anchor
from core.rich_text.field import RichTextField


class GlossaryTerm(AddressedEntry):
    title_field = "term"

    slug = models.SlugField(
        "Sprungmarke", unique=True, validators=[validate_anchor], help_text="Der Teil der Webadresse nach «#»."
    )
    term = models.CharField("Begriff", max_length=120, help_text="Das Wort, das erklärt wird.")
    term_de: str  # modeltranslation's column
    abbreviation = models.CharField(
        "Abkürzung", max_length=20, blank=True, help_text="Steht in Klammern nach dem Begriff."
    )
    definition = models.CharField(
        "Erklärung in einem Satz",
        max_length=300,
        help_text="Steht im Glossar und dort, wo der Begriff auf einer Seite erklärt wird.",
    )
    explanation = RichTextField("mehr dazu", blank=True, help_text="Steht nur im Glossar, unter der Erklärung.")
    website = models.URLField("Website", blank=True, help_text="Wo Leserinnen und Leser mehr erfahren. Mit https://.")

    class Meta:
        verbose_name = "Begriff"
        verbose_name_plural = "Glossar"
        ordering = [ByCodePoint("slug")]

    def __str__(self):
        return self.term_de

    def get_absolute_url(self) -> str:
        return f"{cached_reverse('glossary')}#{self.slug}"
