"""Adds generated rows to the shipped content, with relations like those of the shipped rows."""

import datetime
from collections.abc import Callable, Iterator
from itertools import cycle, islice

from django.db import transaction
from django.db.models import Model
from django.utils.functional import cached_property
from django.utils.translation import override

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
from programmes.models.figure import SUBJECTS

from .rows import COUNTS, row

BATCH = 1_000
FEWEST = 10  # least rows of a kind, as a phase has more areas than a small scale would give
#: Years before the first real phase, so that the newest phases and decisions remain the shipped ones.
FIRST_YEAR, YEARS = 2000, 13
FIRST_DAY, DAYS = datetime.date(FIRST_YEAR, 1, 1), 365 * YEARS
#: One in so many measures and partners also belongs to the current phase, so that its page has too many of them.
BUSY = 10
BUSY_OF_ALL = 100  # the same for decisions and evaluations
CITED = {
    "programme": Programme, "funding_area": FundingArea, "measure": Measure, "partner": PartnerOrganisation,
    "evaluation": Evaluation, "decision": Decision, "term": GlossaryTerm,
}  # fmt: skip


class Growth:
    """One run; `scale` 0.02 gives a fiftieth of the large site."""

    def __init__(self, scale: float = 1.0, say: Callable[[str], None] = lambda line: None):
        self.scale, self.say = scale, say
        self.made: dict[type[Model], list[Model]] = {}

    def run(self):
        with override("de"), transaction.atomic():
            for model, build in self.steps():
                self.make(model, build)
            self.link()

    def steps(self) -> list[tuple[type[Model], Callable]]:
        """Creates the rows; those that others refer to come first."""
        return [
            (Programme, self.programme), (FundingArea, row), (PartnerOrganisation, row), (Measure, row),
            (Document, self.document), (GlossaryTerm, row), (Pillar, self.pillar), (ProgrammeArea, self.programme_area),
            (Decision, self.decision), (Evaluation, self.evaluation), (KeyFigure, self.figure),
            (Citation, self.citation),
        ]  # fmt: skip

    def make(self, model: type[Model], build: Callable):
        count = self.count(model)
        rows = self.made.setdefault(model, [])
        while len(rows) < count:
            numbers = range(len(rows) + 1, min(count, len(rows) + BATCH) + 1)
            rows += model.objects.bulk_create([build(model, number) for number in numbers])
        self.say(f"{count:>7} {model._meta.verbose_name_plural}")

    def count(self, model: type[Model]) -> int:
        return max(FEWEST, round(COUNTS[model] * self.scale))

    def one(self, model: type[Model], number: int) -> Model:
        """The next row of a model, in rotation."""
        return self.made[model][number % len(self.made[model])]

    def phase(self, number: int) -> Model:
        """A phase for a row: mostly a generated one, one in a hundred times the current one."""
        return self.busy if number % BUSY_OF_ALL == 0 else self.one(Programme, number)

    @cached_property
    def busy(self) -> Programme:
        return Programme.objects.in_order().last()

    @cached_property
    def crowded_area(self) -> FundingArea:
        return FundingArea.objects.in_order().first()

    def programme(self, model, number):
        year = FIRST_YEAR + number % YEARS
        return row(model, number, first_year=year, last_year=year + number % 4, area_count=7)

    def document(self, model, number):
        kinds, languages = list(Document.Kind), list(Document.Language)
        return row(
            model,
            number,
            title=f"Erzeugtes Dokument {number}",
            publisher=f"Erzeugte Stelle {number % 50}",
            kind=kinds[number % len(kinds)],
            language=languages[number % len(languages)],
            url=f"https://example.org/{number}",
            year=FIRST_YEAR + number % YEARS,
        )

    def pillar(self, model, number):
        return row(model, number, programme=self.one(Programme, number), position=number)

    def programme_area(self, model, number):
        """Unique pairs of phase and area: within a rotation of all phases the area stays the same."""
        phases = len(self.made[Programme])
        area = self.one(FundingArea, number // phases + number % phases)
        return row(
            model,
            number,
            programme=self.one(Programme, number),
            area=area,
            position=number,
            is_priority=number % 5 == 0,
        )

    def decision(self, model, number):
        return row(
            model,
            number,
            number,
            number % len(self.made[Programme]) + 1,
            programme=self.phase(number),
            date=FIRST_DAY + datetime.timedelta(days=number * DAYS // self.count(Decision)),
            body=list(Decision.Body)[number % 3],
            outcome="accepted",
            yes_votes=1_000 + number,
            no_votes=number,
            amount_chf=1_000 * number if number % 4 == 0 else None,
        )

    def evaluation(self, model, number):
        return row(
            model,
            number,
            programme=self.phase(number),
            partner=self.one(PartnerOrganisation, number),
            measure=self.one(Measure, number),
            first_year=FIRST_YEAR,
        )

    def figure(self, model, number):
        owners = (Programme, Measure, PartnerOrganisation, Decision, GlossaryTerm)
        name, owner = list(zip(SUBJECTS, owners, strict=True))[number % len(SUBJECTS)]
        given = {name: self.one(owner, number), "source": self.one(Document, number)}
        return row(model, number, value=number, first_year=FIRST_YEAR, **given)

    def citation(self, model, number):
        name = list(CITED)[number % len(CITED)]
        return row(model, number, document=self.one(Document, number // 3), **{name: self.one(CITED[name], number)})

    def link(self):
        """Chains of three decisions, and many-to-many links."""
        decisions = self.made[Decision]
        for number, decision in enumerate(decisions):
            decision.follows = decisions[number - 1] if number % 3 else None
        Decision.objects.bulk_update(decisions, ["follows"], batch_size=BATCH)
        for model, relation, most in self.relations():
            self.join(model, relation, most)

    def relations(self) -> Iterator[tuple[type[Model], str, int]]:
        """Model, many-to-many field, and the number of links for each row."""
        for model in (Measure, PartnerOrganisation):
            yield model, "programmes", 4
            yield model, "areas", 2
        yield Measure, "providers", 2

    def join(self, model: type[Model], relation: str, most: int):
        through = getattr(model, relation).through
        field = model._meta.get_field(relation)
        here, there = field.m2m_field_name(), field.m2m_reverse_field_name()
        others = cycle(self.made[field.related_model])
        pairs = [
            {f"{here}_id": each.pk, f"{there}_id": other.pk}
            for number, each in enumerate(self.made[model], start=1)
            for other in {*islice(others, most), *self.crowd(relation, number)}  # the crowded one may be in rotation
        ]
        through.objects.bulk_create([through(**pair) for pair in pairs], batch_size=BATCH)
        self.say(f"{len(pairs):>7} {model._meta.verbose_name_plural}: {relation}")

    def crowd(self, relation: str, number: int) -> list[Model]:
        """One phase and one area with far more rows than a page can show."""
        crowded = {"programmes": self.busy, "areas": self.crowded_area}
        return [crowded[relation]] if relation in crowded and number % BUSY == 0 else []
