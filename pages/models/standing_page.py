"""The texts of the fixed pages."""

from django.db import models

from core.database.collation import ByCodePoint
from core.models import AddressedEntry
from core.pages.addresses import cached_reverse
from core.rich_text.field import RichTextField

#: Texts without a page of their own: URL name of the page that shows them, and the anchor.
PLACES_ON_OTHER_PAGES = {"funding": "home#finanzierung"}


class StandingPage(AddressedEntry):
    """The text of a fixed page: of a text page, or the introduction of a list.

    Its key is the URL name in urls.py, so that rows are not added or deleted in the admin.
    """

    title = models.CharField("Titel", max_length=120, help_text="Der Titel der Seite.")
    title_de: str  # modeltranslation's column
    summary = models.CharField(
        "Zusammenfassung",
        max_length=220,
        help_text="Ein Satz. Steht unter dem Titel und in den Treffern von Suchmaschinen.",
    )
    in_brief = RichTextField("In Kürze", blank=True, help_text="Zwei bis vier sehr einfache Sätze.")
    body = RichTextField("Text", blank=True, help_text="Der Text der Seite oder die Einleitung der Liste.")

    class Meta:
        verbose_name = "Textseite"
        verbose_name_plural = "Textseiten"
        ordering = [ByCodePoint("key")]

    def __str__(self):
        return self.title_de

    def get_absolute_url(self) -> str:
        page, mark, place = PLACES_ON_OTHER_PAGES.get(self.key, self.key).partition("#")
        return f"{cached_reverse(page)}{mark}{place}"
