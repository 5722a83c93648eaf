"""Ten times the rows, as after some years of editing."""

from django.db.models import Model

from core.models import new_key
from principles.models import LegalBasis, Principle
from programmes.models import (
    Citation,
    Decision,
    Document,
    Evaluation,
    FundingArea,
    GlossaryTerm,
    KeyFigure,
    Measure,
    PartnerOrganisation,
    Pillar,
    Programme,
    ProgrammeArea,
)

COPIES = 9
#: Rows that others hang on come first. Copies hang on the originals: each page has ten times as much to show.
CONTENT = [
    Programme, FundingArea, PartnerOrganisation, Measure, Document, GlossaryTerm, Principle, LegalBasis,
    Decision, Evaluation, Citation, KeyFigure,
]  # fmt: skip


def multiply_content():
    for model in CONTENT:
        for row in list(model.objects.all()):
            for number in range(1, COPIES + 1):
                copy(row, number)
    multiply_areas_of_programmes()


def copy(row: Model, number: int, **changes) -> Model:
    links = {field.name: list(getattr(row, field.name).all()) for field in row._meta.many_to_many}
    twin = type(row).objects.get(pk=row.pk)
    twin.pk, twin.key, twin._state.adding = None, new_key(), True
    if hasattr(twin, "slug"):
        twin.slug = f"{row.slug[:40]}-{number}"
    for name, value in changes.items():
        setattr(twin, name, value)
    twin.save()
    for name, linked in links.items():
        getattr(twin, name).set(linked)
    return twin


def multiply_areas_of_programmes():
    """A programme has an area once and a pillar's place once: the copies take new areas and new places."""
    for pillar in list(Pillar.objects.all()):
        for number in range(1, COPIES + 1):
            copy(pillar, number, position=pillar.position + 100 * number)
    for area in list(ProgrammeArea.objects.select_related("area")):
        for number in range(1, COPIES + 1):
            twin = FundingArea.objects.get(slug=f"{area.area.slug[:40]}-{number}")
            copy(area, number, area=twin, name_de=f"{area.name_de} {number}")


def chain_of_decisions(length: int) -> Decision:
    """The last of a chain in which each decision follows the one before."""
    decision = Decision.objects.in_order().last()
    for number in range(length):
        decision = copy(decision, number, follows=decision, title_de=f"Vorlage {number}", programme=None)
    return decision
