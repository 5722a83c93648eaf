"""Uploaded files: the bytes under a name of the site's own, and the facts read from them."""

import hashlib
import unicodedata
from collections.abc import Sequence
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.template.defaultfilters import filesizeformat

from core.models import Keyed
from core.text.normalization import normalized, one_line
from files import uploads

MAX_NAME_LENGTH = 150
DUPLICATE = "Genau diese Datei ist schon da, als «{file}». Wählen Sie sie dort aus, statt sie noch einmal hochzuladen."
NOT_TAGGED = (
    "Dieses PDF ist nicht barrierefrei ausgezeichnet: Vorlesegeräte erkennen darin weder Titel noch Absätze. Erzeugen Sie es "
    "wenn möglich neu, in Word mit «Speichern unter → PDF» und der Option «Dokumentstrukturtags für Barrierefreiheit»."
)
NO_TEXT = (
    "Dieses PDF enthält keinen Text, nur Bilder von Seiten: Weder die Suche noch ein Vorlesegerät findet darin ein Wort. Lassen "
    "Sie im PDF-Programm die Texterkennung (OCR) laufen, und laden Sie es neu hoch."
)


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def get_by_natural_key(self, key: str):
        return self.get(key=key)

    def take_in(self, name: str, content: bytes, by=None) -> "StoredFile":
        """Inspects the content and stores it, as the form of the admin does. Raises ValidationError."""
        file = self.model(uploaded_by=by)
        file.take(name, content)
        file.save()
        return file


class StoredFile(Keyed):
    """One file, public as soon as published content uses it; an upload alone does not change the published site.

    Its bytes never change: a new version is a new file.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        PNG = "png", "PNG"
        JPEG = "jpeg", "JPEG"
        WEBP = "webp", "WebP"

    original_name = models.CharField("Name", max_length=MAX_NAME_LENGTH, help_text="So hiess die Datei beim Hochladen.")
    kind = models.CharField("Form", max_length=10, choices=Kind)
    sha256 = models.CharField("Prüfsumme", max_length=64, unique=True)
    size_bytes = models.PositiveIntegerField("Grösse in Bytes")
    pages = models.PositiveSmallIntegerField("Seiten", null=True, blank=True)
    title = models.CharField("Titel in der Datei", max_length=250, blank=True)
    language = models.CharField("Sprache in der Datei", max_length=35, blank=True)
    #: Of a PDF: on how many pages the search finds words; null if it was never read for them.
    text_pages = models.PositiveSmallIntegerField("Seiten mit Text", null=True, blank=True)
    is_tagged = models.BooleanField("barrierefrei ausgezeichnet", null=True)
    width = models.PositiveIntegerField("Breite in Pixeln", null=True, blank=True)
    height = models.PositiveIntegerField("Höhe in Pixeln", null=True, blank=True)
    uploaded_at = models.DateTimeField("hochgeladen", auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="von"
    )

    objects = StoredFileQuerySet.as_manager()
    #: The bytes to write, the small form of an image, and the text of each page, between `take` and `save`.
    content: bytes | None = None
    small: uploads.SmallImage | None = None
    texts: Sequence[str] = ()

    class Meta:
        verbose_name = "Datei"
        verbose_name_plural = "Dateien"
        ordering = ["-uploaded_at", "pk"]

    def __str__(self):
        return f"{self.original_name} ({self.about})"

    def save(self, *args, **kwargs):
        """Stores the row and its bytes, or neither."""
        is_new = self._state.adding
        if is_new and self.content is None:
            raise ValueError("A file comes in by take_in, which looks at its content.")
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_new and self.small:
                TextImage.objects.create(file=self, **vars(self.small))
            if is_new:
                PageText.objects.bulk_create(
                    PageText(file=self, number=number, text=text) for number, text in enumerate(self.texts, 1) if text
                )
                self.write_bytes(self.content)
        self.content, self.small, self.texts = None, None, ()

    def write_bytes(self, content: bytes | None):
        """Writes all bytes or none: a partial file, for example on a full disk, is deleted."""
        try:
            default_storage.save(self.path, ContentFile(content))
        except BaseException:
            self.delete_bytes()
            raise

    def delete_bytes(self):
        with suppress(OSError):
            default_storage.delete(self.path)

    @property
    def about(self) -> str:
        """«PDF, 12 Seiten, 340 KB»: enough to distinguish files."""
        pages = f"{self.pages} {'Seite' if self.pages == 1 else 'Seiten'}" if self.pages else ""
        return ", ".join(filter(None, [self.get_kind_display(), pages, filesizeformat(self.size_bytes)]))

    @property
    def extension(self) -> str:
        return uploads.extension(self.kind)

    @property
    def content_type(self) -> str:
        return "application/pdf" if self.kind == self.Kind.PDF else f"image/{self.kind}"

    @property
    def path(self) -> str:
        """The path in the storage: hash and key, so that no two rows share bytes, and nothing from the editor."""
        return f"{self.sha256[:2]}/{self.sha256}-{self.key}.{self.extension}"

    @property
    def warning(self) -> str:
        found = {NO_TEXT: self.text_pages == 0, NOT_TAGGED: self.is_tagged is False}
        return " ".join(text for text, applies in found.items() if applies)

    def take(self, name: str, content: bytes, inspected: uploads.Inspected | None = None):
        """Sets the fields from the content, or from `inspected` if it was read before. Does not save.

        Raises ValidationError.
        """
        found = inspected or uploads.inspect(name, content)
        self.content, self.kind, self.original_name = found.content, found.kind, visible_text(name, MAX_NAME_LENGTH)
        self.small = found.small
        self.sha256, self.size_bytes = hashlib.sha256(found.content).hexdigest(), len(found.content)
        facts = dict(found.facts)
        self.texts = [normalized(text) for text in facts.pop("page_texts", [])]
        self.text_pages = len(list(filter(None, self.texts))) if self.kind == self.Kind.PDF else None
        for fact, value in facts.items():
            setattr(self, fact, value)
        self.title = visible_text(self.title, 250)
        if same := StoredFile.objects.filter(sha256=self.sha256).first():
            raise ValidationError(DUPLICATE.format(file=same))

    def open(self):
        return default_storage.open(self.path)


class PageText(models.Model):
    """The words of one page of a PDF, for the search. Written with its file, never changed."""

    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="page_texts", verbose_name="Datei")
    number = models.PositiveSmallIntegerField("Seite")
    text = models.TextField("Text")

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="page_text_once")]

    def __str__(self):
        return f"{self.file_id}, {self.number}"


class TextImage(models.Model):
    """The small form of an image, for texts. In the database, so that backups and deletions include it.

    No constraint: the release before does not know this table, and deletes files.
    """

    file = models.OneToOneField(
        StoredFile,
        models.CASCADE,
        primary_key=True,
        db_constraint=False,
        related_name="text_image",
        verbose_name="Datei",
    )
    content = models.BinaryField("Inhalt")
    width = models.PositiveSmallIntegerField("Breite in Pixeln")
    height = models.PositiveSmallIntegerField("Höhe in Pixeln")

    class Meta:
        verbose_name = "Bild für Texte"
        verbose_name_plural = "Bilder für Texte"
        default_permissions = ()

    def __str__(self):
        return f"{self.width} × {self.height} Pixel"


def visible_text(text: str, most: int) -> str:
    """Without invisible characters, some of which reverse the text direction: «fdp.exe» looks like «exe.pdf»."""
    visible = "".join(character for character in one_line(text) if unicodedata.category(character)[0] != "C")
    return " ".join(visible.split())[:most]


@receiver(post_delete, sender=StoredFile)
def delete_bytes(instance: StoredFile, using: str, **_):
    """Deletes the bytes after the deletion of the row is committed."""
    transaction.on_commit(lambda: default_storage.delete(instance.path), using=using, robust=True)
