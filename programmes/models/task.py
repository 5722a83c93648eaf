"""What people come for: each task on the home page leads to one page."""

from django.db import models
from django.db.models import Q

from core import pictograms
from core.database.collation import ByCodePoint
from core.database.constraints import Check, exactly_one_of
from core.models import AddressedEntry, PositionField
from core.pages.addresses import cached_reverse

PAGES = ("measure", "partner", "page")
LEADS_ONCE = "Ein Anliegen führt zu genau einer Seite: zu einer Massnahme, einer Organisation, einer Textseite oder einer Website."


def leads_to(model: str, verbose_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        model, models.CASCADE, related_name="tasks", verbose_name=verbose_name, null=True, blank=True
    )


class Task(AddressedEntry):
    title_field = "name"

    name = models.CharField("Anliegen", max_length=60, help_text="In den Worten der Leute: «Deutsch lernen».")
    name_de: str  # modeltranslation's column
    summary = models.CharField(
        "ein Satz dazu", max_length=120, blank=True, help_text="Was dort zu finden ist. Auf dem Telefon steht er nicht."
    )
    pictogram = models.CharField(
        "Piktogramm", max_length=20, choices=pictograms.choices, blank=True, help_text="Das Zeichen vor dem Anliegen."
    )
    position = PositionField()
    measure = leads_to("programmes.Measure", "zur Massnahme")
    partner = leads_to("programmes.PartnerOrganisation", "zur Partnerorganisation")
    page = leads_to("pages.StandingPage", "zur Textseite")
    website = models.URLField("zu einer Website", blank=True, help_text="Mit https://.")

    class Meta:
        verbose_name = "Anliegen"
        verbose_name_plural = "Anliegen auf der Startseite"
        ordering = ["position", ByCodePoint("key")]
        constraints = [
            Check(
                at="page",
                condition=Q(website="") & exactly_one_of(*PAGES)
                | ~Q(website="") & Q(**{f"{name}__isnull": True for name in PAGES}),
                name="task_leads_to_one_page",
                violation_error_message=LEADS_ONCE,
            )
        ]

    def __str__(self):
        return self.name_de

    def get_absolute_url(self) -> str:
        return f"{cached_reverse('home')}#anliegen"

    @property
    def leads_to(self) -> str:
        """The address of the page, in the active language."""
        page = self.measure or self.partner or self.page
        return page.get_absolute_url() if page else self.website


def tasks_in_order() -> list[Task]:
    """All tasks, with the pages that they lead to."""
    return list(Task.objects.in_order().select_related(*PAGES))
