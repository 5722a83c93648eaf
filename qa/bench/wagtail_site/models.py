"""Page types, their links, and the related rows of a phase."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page
from wagtail.snippets.models import register_snippet


class HomePage(Page):
    pass


class EntryPage(Page):
    """A list, or an entry of one: a funding area, a measure, a partner."""

    summary = models.CharField(max_length=250, blank=True)

    content_panels = [*Page.content_panels, "summary"]


class DecisionPage(Page):
    date = models.DateField()
    body = models.CharField(max_length=60)
    outcome = models.CharField(max_length=60, blank=True)
    amount = models.CharField(max_length=40, blank=True)
    yes = models.PositiveIntegerField(null=True, blank=True)
    no = models.PositiveIntegerField(null=True, blank=True)
    yes_share = models.CharField(max_length=20, blank=True)
    no_share = models.CharField(max_length=20, blank=True)

    content_panels = [*Page.content_panels, "date", "body", "outcome", "amount", "yes", "no", "yes_share", "no_share"]

    @property
    def yes_width(self) -> str:
        """In percent, for the bar chart."""
        return self.yes_share.partition("\u00a0")[0].replace(",", ".")


class ProseBlock(blocks.StructBlock):
    anchor = blocks.CharBlock()
    heading = blocks.CharBlock()
    text = blocks.RichTextBlock()

    class Meta:
        template = "parts/_prose.html"


class PhasePage(Page):
    first_year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    area_count = models.PositiveSmallIntegerField(null=True, blank=True)
    summary = models.CharField(max_length=250, blank=True)
    prose = StreamField([("prose", ProseBlock())], blank=True)
    areas_note = RichTextField(blank=True)
    funding_note = RichTextField(blank=True)

    content_panels = [
        *Page.content_panels,
        *(FieldPanel(name) for name in ("first_year", "last_year", "area_count", "summary", "prose")),
        *(FieldPanel(name) for name in ("areas_note", "funding_note")),
        *(InlinePanel(name) for name in ("areas", "measures", "partners", "evaluations", "decisions")),
        *(InlinePanel(name) for name in ("figures", "citations")),
    ]

    def get_context(self, request, *args, **kwargs):
        from .context import phase_context

        return super().get_context(request, *args, **kwargs) | phase_context(self)


@register_snippet
class OrganisationalUnit(models.Model):
    name = models.CharField(max_length=120)
    url = models.URLField(blank=True)
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    opening_hours = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return self.name


@register_snippet
class Evaluation(models.Model):
    title = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=60)
    status = models.CharField(max_length=60)

    def __str__(self):
        return self.title


@register_snippet
class Document(models.Model):
    title = models.CharField(max_length=250)
    slug = models.SlugField(unique=True)
    publisher = models.CharField(max_length=160)
    published_on = models.DateField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=160, blank=True)

    def __str__(self):
        return self.title


class PhaseArea(Orderable):
    phase = ParentalKey(PhasePage, related_name="areas")
    entry = models.ForeignKey(EntryPage, models.CASCADE, related_name="+")
    is_priority = models.BooleanField(default=False)


class PhaseMeasure(Orderable):
    phase = ParentalKey(PhasePage, related_name="measures")
    entry = models.ForeignKey(EntryPage, models.CASCADE, related_name="+")


class PhasePartner(Orderable):
    phase = ParentalKey(PhasePage, related_name="partners")
    entry = models.ForeignKey(EntryPage, models.CASCADE, related_name="+")


class PhaseEvaluation(Orderable):
    phase = ParentalKey(PhasePage, related_name="evaluations")
    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="+")


class PhaseDecision(Orderable):
    phase = ParentalKey(PhasePage, related_name="decisions")
    decision = models.ForeignKey(DecisionPage, models.CASCADE, related_name="+")


class PhaseFigure(Orderable):
    phase = ParentalKey(PhasePage, related_name="figures")
    label = models.CharField(max_length=160)
    is_funding = models.BooleanField(default=False)
    qualifier = models.CharField(max_length=40, blank=True)
    value = models.CharField(max_length=40)
    unit = models.CharField(max_length=40, blank=True)
    years = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=200, blank=True)
    source = models.ForeignKey(Document, models.PROTECT, related_name="+")


class PhaseCitation(Orderable):
    phase = ParentalKey(PhasePage, related_name="citations")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    supports = models.CharField(max_length=200, blank=True)
    is_paper = models.BooleanField(default=False)
