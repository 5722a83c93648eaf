"""Pages that the office adds by itself."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from core.database.collation import ByCodePoint
from core.database.constraints import Check
from core.models import ADDRESS_STAYS, AddressedEntry, EntryManager, EntryQuerySet, PositionField
from core.pages.addresses import cached_reverse
from core.rich_text.field import RichTextField

TWO_LEVELS = "Eine Seite, die selbst unter einer anderen steht oder Seiten unter sich hat, passt hier nicht."


class FreePageQuerySet(EntryQuerySet):
    def placed(self):
        """Those that every page of the site links to."""
        return self.exclude(place="").in_order()


class FreePage(AddressedEntry):
    """A page at `/seiten/<slug>/`: in the navigation, under a standing page, or under another free page."""

    class Place(models.TextChoices):
        MENU = "menu", "in der Hauptnavigation"
        FOOTER = "footer", "im Fuss jeder Seite"

    slug = models.SlugField(
        "Adresse",
        unique=True,
        help_text="Der letzte Teil der Webadresse, zum Beispiel «sprachtreffs»." + ADDRESS_STAYS,
    )
    title = models.CharField("Titel", max_length=120, help_text="Der Titel der Seite.")
    title_de: str  # modeltranslation's column
    summary = models.CharField(
        "Zusammenfassung",
        max_length=220,
        help_text="Ein Satz. Steht unter dem Titel und in den Treffern von Suchmaschinen.",
    )
    in_brief = RichTextField("In Kürze", blank=True, help_text="Zwei bis vier sehr einfache Sätze.")
    body = RichTextField("Text", blank=True, help_text="Der Text der Seite.")
    place = models.CharField(
        "Platz", max_length=10, choices=Place, blank=True, help_text="Leer: Nur andere Seiten führen hierher."
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="children",
        verbose_name="unter der Seite",
        null=True,
        blank=True,
        help_text="Steht dort unter «Mehr dazu», und im Pfad davor.",
    )
    standing_page = models.ForeignKey(
        "pages.StandingPage",
        models.PROTECT,
        related_name="free_pages",
        verbose_name="unter der Textseite",
        null=True,
        blank=True,
        help_text="Zum Beispiel «Neu im Kanton».",
    )
    contacts = models.ManyToManyField(
        "pages.Contact",
        related_name="free_pages",
        verbose_name="Kontakte",
        blank=True,
        help_text="Wen man zum Thema der Seite fragt.",
    )
    position = PositionField()

    objects: ClassVar = EntryManager.from_queryset(FreePageQuerySet)()

    class Meta:
        verbose_name = "freie Seite"
        verbose_name_plural = "Freie Seiten"
        ordering = ["position", ByCodePoint("key")]
        constraints = [
            Check(
                at="standing_page",
                condition=Q(parent__isnull=True) | Q(standing_page__isnull=True),
                name="free_page_under_one_page",
                violation_error_message="Eine Seite steht unter einer anderen, nicht unter zweien.",
            )
        ]

    def __str__(self):
        return self.title_de

    def clean(self):
        super().clean()
        if self.parent and (self.parent == self or self.parent.parent_id or (self.pk and self.children.exists())):
            raise ValidationError({"parent": TWO_LEVELS})

    def get_absolute_url(self) -> str:
        return cached_reverse("free_page", self.slug)

    @property
    def above(self) -> AddressedEntry | None:
        """The page that this one stands under."""
        return self.parent or self.standing_page
