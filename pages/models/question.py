"""Frequent questions with their answers, in groups."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from core.database.collation import ByCodePoint
from core.models import AddressedEntry, EntryManager, EntryQuerySet, PositionField
from core.pages.addresses import cached_reverse, validate_anchor
from core.rich_text.field import RichTextField


class AnchoredEntry(AddressedEntry):
    """A place on `/haeufige-fragen/`, where groups and questions share the anchors."""

    slug = models.SlugField(
        "Sprungmarke", unique=True, validators=[validate_anchor], help_text="Der Teil der Webadresse nach «#»."
    )
    position = PositionField()

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        other = Question if isinstance(self, QuestionGroup) else QuestionGroup
        if other.objects.filter(slug=self.slug).exists():
            raise ValidationError({"slug": f"«{self.slug}» ist schon die Sprungmarke eines anderen Teils der Seite."})

    def get_absolute_url(self) -> str:
        return f"{cached_reverse('questions')}#{self.slug}"


class QuestionGroup(AnchoredEntry):
    title = models.CharField("Titel", max_length=80, help_text="Steht über den Fragen, zum Beispiel «Angebote».")
    title_de: str  # modeltranslation's column

    class Meta:
        verbose_name = "Gruppe von Fragen"
        verbose_name_plural = "Gruppen von Fragen"
        ordering = ["position", ByCodePoint("key")]

    def __str__(self):
        return self.title_de


class QuestionQuerySet(EntryQuerySet):
    def in_order(self):
        return self.order_by("group__position", ByCodePoint("group__key"), "position", ByCodePoint("key"), "pk")


class Question(AnchoredEntry):
    title_field = "question"

    question = models.CharField("Frage", max_length=160, help_text="So, wie man sie stellt.")
    question_de: str  # modeltranslation's column
    answer = RichTextField("Antwort", help_text="Die Antwort zuerst, dann ein Link zu mehr.")
    group = models.ForeignKey(
        QuestionGroup,
        models.PROTECT,
        related_name="questions",
        verbose_name="Gruppe",
        help_text="Unter welcher Überschrift die Frage steht.",
    )

    objects: ClassVar = EntryManager.from_queryset(QuestionQuerySet)()

    class Meta:
        verbose_name = "Frage"
        verbose_name_plural = "Häufige Fragen"
        ordering = ["position", ByCodePoint("key")]

    def __str__(self):
        return self.question_de
