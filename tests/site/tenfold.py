"""Ten times the rows, as after some years of editing."""

from copy import copy

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
        rows = list(model.objects.all())
        twins = model.objects.bulk_create(twin(row, number) for row in rows for number in range(1, COPIES + 1))
        copies = {row.pk: twins[place * COPIES : (place + 1) * COPIES] for place, row in enumerate(rows)}
        for field in model._meta.many_to_many:
            through, own = field.remote_field.through, f"{field.m2m_field_name()}_id"
            other = f"{field.m2m_reverse_field_name()}_id"
            links = [link for link in through.objects.values(own, other) if link[own] in copies]
            through.objects.bulk_create(
                through(**link | {own: each.pk}) for link in links for each in copies[link[own]]
            )
    multiply_areas_of_programmes()


def twin(row: Model, number: int, **changes) -> Model:
    """Not saved yet."""
    twin = copy(row)
    twin.pk, twin.key, twin._state.adding = None, new_key(), True
    if hasattr(twin, "slug"):
        twin.slug = f"{row.slug[:40]}-{number}"
    for name, value in changes.items():
        setattr(twin, name, value)
    return twin


def multiply_areas_of_programmes():
    """A programme has an area once and a pillar's place once: the copies take new areas and new places."""
    for pillar in list(Pillar.objects.all()):
        for number in range(1, COPIES + 1):
            twin(pillar, number, position=pillar.position + 100 * number).save()
    for area in list(ProgrammeArea.objects.select_related("area")):
        for number in range(1, COPIES + 1):
            new = FundingArea.objects.get(slug=f"{area.area.slug[:40]}-{number}")
            twin(area, number, area=new, name_de=f"{area.name_de} {number}").save()


def chain_of_decisions(length: int) -> Decision:
    """The last of a chain in which each decision follows the one before."""
    decision = Decision.objects.in_order().last()
    for number in range(length):
        decision = twin(decision, number, follows=decision, title_de=f"Vorlage {number}", programme=None)
        decision.save()
    return decision
