"""Documents, and citations: which fact cites which document."""

import datetime
from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Case, Count, F, Q, When
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.database.collation import ByCodePoint, collation_keys
from core.database.constraints import Check, exactly_one_of
from core.models import AddressedEntry, Entry, EntryManager, EntryQuerySet, PositionField
from core.pages.addresses import cached_reverse, federal_address_in, validate_anchor
from files import uploads
from files.models import StoredFile

if TYPE_CHECKING:
    from .figure import KeyFigure

FACTS = (
    "programme", "funding_area", "measure", "partner", "evaluation", "decision", "term", "unit",
    "principle", "legal_basis", "standing_page",
)  # fmt: skip


class DocumentQuerySet(EntryQuerySet):
    def by_kind(self):
        """By kind, in the order of `Kind`, then by the model's ordering; ties by primary key."""
        places = [When(kind=kind, then=place) for place, kind in enumerate(Document.Kind)]
        return self.order_by(Case(*places, default=len(places)), *(Document._meta.ordering or ()), "pk")

    def totals(self) -> Counter[str]:
        """The number of documents by kind."""
        return Counter(dict(self.order_by().values_list("kind").annotate(Count("pk"))))


class Document(AddressedEntry):
    """A link or a file. Title and publisher are in the language of the document, so they are not translated.

    The URL of a file belongs to the document, so that it stays when the file is replaced. A draft of a document includes
    its file, which is not public before the draft is published.
    """

    dated_by = "published_on"

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("Programme und Berichte des Kantons")
        FEDERAL = "federal", _("Grundlagen von Bund und Kantonen")
        PROPOSAL = "proposal", _("Vorlagen, Abstimmungen und Amtsblatt")
        LAW = "law", _("Gesetze und Verordnungen")
        RELEASE = "release", _("Medienmitteilungen")
        WEB_PAGE = "web-page", _("Webseiten")
        PRESS = "press", _("Berichte der Medien")

    class Medium(models.TextChoices):
        PDF = "pdf", "PDF"
        PNG = "png", "PNG"
        JPEG = "jpeg", "JPEG"
        WEBP = "webp", "WebP"
        WEB = "web", _("Webseite")
        PRINT = "print", _("ohne Link")

    class Language(models.TextChoices):
        """Languages of documents; more than the languages of the site."""

        DE = "de", _("Deutsch")
        FR = "fr", _("Französisch")
        IT = "it", _("Italienisch")
        EN = "en", _("Englisch")
        JA = "ja", _("Japanisch")

    slug = models.SlugField(
        "Sprungmarke",
        unique=True,
        validators=[validate_anchor],
        max_length=80,
        help_text="Der Teil der Webadresse nach «#».",
    )
    title = models.CharField("Titel", max_length=250, help_text="In der Sprache des Dokuments.")
    publisher = models.CharField(
        "Herausgeber", max_length=160, help_text="Die Stelle, zum Beispiel «Staatssekretariat für Migration»."
    )
    kind = models.CharField(
        "Art", max_length=20, choices=Kind, help_text="Bestimmt die Gruppe auf der Seite «Dokumente»."
    )
    language = models.CharField(
        "Sprache",
        max_length=2,
        choices=Language,
        default=Language.DE,
        help_text="In der das Dokument geschrieben ist.",
    )
    medium = models.CharField(
        "Form", max_length=10, choices=Medium, default=Medium.WEB, help_text="Steht hinter dem Titel."
    )
    url = models.URLField(
        "Link", max_length=500, blank=True, help_text="Die ganze Adresse, mit https://. Ohne Link steht nur der Titel."
    )
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        related_name="documents",
        verbose_name="Datei",
        null=True,
        blank=True,
        help_text="Statt eines Links. Form, Seitenzahl und Grösse liest die Website aus der Datei. Die Adresse bleibt, wenn "
        "Sie später eine andere Datei wählen.",
    )
    published_on = models.DateField("Datum", null=True, blank=True, help_text="Das genaue Datum, falls bekannt.")
    year = models.PositiveSmallIntegerField(
        "Jahr", null=True, blank=True, help_text="Nur wenn kein genaues Datum bekannt ist."
    )
    pages = models.PositiveSmallIntegerField("Seitenzahl", null=True, blank=True, help_text="Nur bei PDF.")
    size_bytes = models.PositiveIntegerField(
        "Grösse in Bytes", null=True, blank=True, help_text="Nur bei PDF. 1 MB sind etwa 1000000 Bytes."
    )
    note = models.CharField(
        "Hinweis", max_length=160, blank=True, help_text="Zum Beispiel «Stand 1. Januar 2022» oder «Abdruck»."
    )

    some_citations: "list[Citation]"  # set by list views that prefetch them
    some_figures: "list[KeyFigure]"

    objects: ClassVar = EntryManager.from_queryset(DocumentQuerySet)()

    class Meta:
        verbose_name = "Dokument oder Quelle"
        verbose_name_plural = "Dokumente und Quellen"
        ordering = [
            F("published_on").desc(nulls_last=True),
            F("year").desc(nulls_last=True),
            *collation_keys(F("title")),
        ]
        constraints = [
            Check(
                at="year",
                condition=Q(published_on__isnull=True) | Q(year__isnull=True),
                name="document_date_or_year",
                violation_error_message="Entweder das genaue Datum oder nur das Jahr, nicht beides.",
            ),
            Check(
                at="medium",
                condition=Q(file__isnull=True) | Q(medium__in=StoredFile.Kind.values),
                name="document_in_the_form_of_its_file",
                violation_error_message="Ein Dokument mit einer Datei hat die Form dieser Datei.",
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.publisher})"

    def get_absolute_url(self) -> str:
        return f"{cached_reverse('documents')}#{self.slug}"

    def clean(self):
        super().clean()
        self.take_from_file()

    def save(self, *args, update_fields=None, **kwargs):
        """Copies type, pages and size from the file, on every path (forms, loading), so that lists need no join."""
        self.take_from_file()
        if update_fields is not None and "file" in update_fields:
            update_fields = {*update_fields, "medium", "pages", "size_bytes"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def take_from_file(self):
        if self.file:
            self.medium, self.pages, self.size_bytes = self.file.kind, self.file.pages, self.file.size_bytes

    @property
    def link(self) -> str:
        """URL of the document: its file on this site, an external link, or empty."""
        if self.file_id:
            return cached_reverse("document_file", self.slug, uploads.extension(self.medium))
        return self.url

    @property
    def link_for_reader(self) -> str:
        """The link in the active language, where the linked site has it."""
        return federal_address_in(get_language(), self.link)

    @property
    def language_for_reader(self) -> str:
        """The name of the language behind `link_for_reader`."""
        return str(Document.Language(self.language if self.link_for_reader == self.link else get_language()).label)

    @property
    def is_paper(self) -> bool:
        """Whether it is a document of the programme itself, not a report about it."""
        return self.kind in {self.Kind.PROGRAMME, self.Kind.FEDERAL, self.Kind.PROPOSAL}

    @property
    def dated(self) -> datetime.date | int | None:
        """The exact date, else the year, else None."""
        return self.published_on or self.year


def cited_by(model: str, verbose_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        model, models.CASCADE, related_name="citations", verbose_name=verbose_name, null=True, blank=True
    )


class Citation(Entry):
    """A citation of a document as the source of a fact. Cited documents cannot be deleted."""

    document = models.ForeignKey(
        Document,
        models.PROTECT,
        related_name="citations",
        verbose_name="Quelle",
        help_text="Beginnen Sie den Titel oder den Herausgeber zu schreiben.",
    )
    supports = models.CharField(
        "belegt", max_length=200, blank=True, help_text="Was diese Quelle belegt, in wenigen Worten."
    )
    position = PositionField()
    programme = cited_by("programmes.Programme", "Programmphase")
    funding_area = cited_by("programmes.FundingArea", "Förderbereich")
    measure = cited_by("programmes.Measure", "Massnahme")
    partner = cited_by("programmes.PartnerOrganisation", "Partnerorganisation")
    evaluation = cited_by("programmes.Evaluation", "Evaluation")
    decision = cited_by("programmes.Decision", "Entscheid")
    term = cited_by("programmes.GlossaryTerm", "Begriff")
    unit = cited_by("programmes.OrganisationalUnit", "Organisationseinheit")
    principle = cited_by("principles.Principle", "Grundsatz")
    legal_basis = cited_by("principles.LegalBasis", "Rechtsgrundlage")
    standing_page = cited_by("pages.StandingPage", "Textseite")

    class Meta:
        verbose_name = "Quellenangabe"
        verbose_name_plural = "Quellenangaben"
        ordering = ["position", ByCodePoint("key")]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one_of(*FACTS),
                name="citation_of_one_fact",
                violation_error_message="Eine Quellenangabe gehört zu genau einer Seite.",
            )
        ]

    def __str__(self):
        return f"{self.fact}: «{self.document.title}»"

    @property
    def fact(self) -> AddressedEntry:
        """The row that cites the document."""
        return next(fact for name in FACTS if (fact := getattr(self, name)))
