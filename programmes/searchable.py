"""Search documents of phases, areas, measures, partners, decisions and sources; context of the search page."""

from collections.abc import Iterator

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.open_data import DataSet
from core.templatetags.figures import chf, day, millions, number, percent, years
from pages import navigation
from programmes.long_lists import long_lists, units_with_long_lists
from programmes.open_data.data_sets import DATA_SETS
from search.engine.documents import (
    ANSWER,
    ASIDE,
    LEAD,
    NAME,
    OVER,
    TEXT,
    TITLE,
    Document,
    Passage,
    document_sources,
    page_context,
)

from .comparisons import Comparisons
from .models import (
    Decision,
    Evaluation,
    FundingArea,
    GlossaryTerm,
    KeyFigure,
    Measure,
    PartnerOrganisation,
    Programme,
    ProgrammeArea,
)
from .models import Document as Paper
from .models.programme import State
from .models.task import tasks_in_order
from .translation import CONTACT_FACTS


def with_figures() -> Prefetch:
    return Prefetch("figures", KeyFigure.objects.in_order())


def figure_passages(rows, address: str, heading: str) -> Iterator[Passage]:
    """A passage for each figure, as shown on its page."""
    for figure in rows:
        label, unit, note = (Passage.of(figure, name, TEXT, address) for name in ("label", "unit", "note"))
        value = chf(figure.value) if unit.text == "CHF" else " ".join([number(figure.value), unit.text]).strip()
        named, value = f"{label.text} {years(figure)}".strip(), f"{figure.get_qualifier_display()} {value}".strip()
        told = _("%(label)s: %(value)s") % {"label": named, "value": value}
        yield label._replace(text=f"{told}. {note.text}".strip(), heading=heading)


def name_passages(rows, address: str, heading: str) -> Iterator[Passage]:
    """Names of related rows, with a low weight: they help to find the page, but are not its topic."""
    return (Passage.of(row, "name", ASIDE, address, heading) for row in rows)


class Programmes:
    def rows(self):
        areas = Prefetch("areas", ProgrammeArea.objects.all())
        return Programme.objects.in_order().reverse().prefetch_related(areas, "pillars", with_figures(), "decisions")

    def documents(self, programme: Programme) -> Iterator[Document]:
        here = programme.get_absolute_url()
        title = Passage.of(programme, "name", TITLE, here)
        rank = OVER if programme.state() == State.COMPLETED else ANSWER
        yield Document.of(here, _("Phase"), title, self.passages(programme, here), rank=rank)

    def passages(self, programme: Programme, here: str) -> Iterator[Passage]:
        yield Passage.plain(years(programme), NAME, here)
        yield Passage.of(programme, "summary", LEAD, here)
        yield Passage.of(programme, "in_brief", LEAD, here, _("In Kürze"))
        yield Passage.of(programme, "introduction", TEXT, f"{here}#worum", _("Worum es geht"))
        yield Passage.of(programme, "aims", TEXT, f"{here}#ziele", _("Ziele"))
        yield from self.areas(programme, f"{here}#bereiche")
        funding = [figure for figure in programme.figures.all() if figure.kind == KeyFigure.Kind.FUNDING]
        others = [figure for figure in programme.figures.all() if figure not in funding]
        yield from self.money(programme, funding, f"{here}#finanzierung")
        yield from figure_passages(others, f"{here}#zahlen", _("Kennzahlen"))

    def areas(self, programme: Programme, place: str) -> Iterator[Passage]:
        rows, pillars = programme.areas.all(), programme.pillars.all()
        yield from name_passages(pillars, place, _("Pfeiler"))
        yield from name_passages(rows, place, _("Förderbereiche"))
        if rows or pillars:
            yield Passage.of(programme, "areas_note", TEXT, place, _("Förderbereiche"))

    def money(self, programme: Programme, funding: list[KeyFigure], place: str) -> Iterator[Passage]:
        """Passages of the funding section; empty where the page has none."""
        heading = _("Finanzierung")
        granted = [decision.amount_chf for decision in programme.decisions.all() if decision.amount_chf]
        if funding or granted:
            yield Passage.plain(heading, LEAD, place, heading)
            yield Passage.of(programme, "funding_note", TEXT, place, heading)
        yield from (Passage.plain(chf(amount), ASIDE, place, heading) for amount in granted)
        yield from figure_passages(funding, place, heading)


class FundingAreas:
    def rows(self):
        return FundingArea.objects.in_order().prefetch_related("in_programmes")

    def documents(self, area: FundingArea) -> Iterator[Document]:
        here = area.get_absolute_url()
        passages = [
            Passage.of(area, "summary", LEAD, here),
            Passage.of(area, "description", TEXT, here),
            *name_passages(area.in_programmes.all(), f"{here}#phasen", _("Durch die Phasen")),
        ]
        title = Passage.of(area, "name", TITLE, here)
        yield Document.of(here, _("Förderbereich"), title, passages, rank=1.1, is_topic=True)


class Work:
    """Measures or partners."""

    def __init__(self, model: type[Measure] | type[PartnerOrganisation], kind: str, *beside: str):
        self.model, self.kind, self.beside = model, kind, beside

    def rows(self):
        return self.model.objects.in_order().prefetch_related(with_figures(), "tasks", *self.beside)

    def documents(self, row: Measure | PartnerOrganisation) -> Iterator[Document]:
        here = row.get_absolute_url()
        title = Passage.of(row, "name", TITLE, here)
        yield Document.of(here, _(self.kind), title, self.passages(row, here), rank=ANSWER)

    def passages(self, row: Measure | PartnerOrganisation, here: str) -> Iterator[Passage]:
        if isinstance(row, PartnerOrganisation):
            yield Passage.of(row, "short_name", NAME, here)
        yield Passage.of(row, "summary", LEAD, here)
        yield from (Passage.of(task, "name", LEAD, here) for task in row.tasks.all())  # in the words of the people
        if isinstance(row, Measure):
            yield Passage.of(row, "in_brief", LEAD, here, _("In Kürze"))
        yield Passage.of(row, "description", TEXT, f"{here}#worum", _("Worum es geht"))
        yield from self.at_a_glance(row, f"{here}#auf-einen-blick")
        yield from figure_passages(row.figures.all(), f"{here}#zahlen", _("Kennzahlen"))
        for relation in self.beside:
            yield from name_passages(getattr(row, relation).all(), here, "")

    def at_a_glance(self, row: Measure | PartnerOrganisation, place: str) -> Iterator[Passage]:
        heading = _("Auf einen Blick")
        for name in CONTACT_FACTS:
            yield Passage.of(row, name, TEXT, place, heading)
        yield from (Passage.plain(told, TEXT, place, heading) for told in (row.place, row.phone, row.email) if told)


class Decisions:
    def rows(self):
        return Decision.objects.in_order().select_related("programme").prefetch_related(with_figures())

    def documents(self, decision: Decision) -> Iterator[Document]:
        here = decision.get_absolute_url()
        title = Passage.of(decision, "title", TITLE, here)
        kind = decision.get_body_display()
        yield Document.of(here, kind, title, self.passages(decision, here), names=(kind, _("Entscheid")))

    def passages(self, decision: Decision, here: str) -> Iterator[Passage]:
        yield Passage.of(decision, "summary", LEAD, here)
        yield Passage.plain(day(decision.date), NAME, here)
        yield Passage.of(decision, "description", TEXT, f"{here}#worum", _("Worum es ging"))
        yield Passage.plain(decision.business_number, NAME, here, _("Geschäft im Parlament"))
        if decision.amount_chf:
            yield Passage.plain(chf(decision.amount_chf), NAME, here, _("Ausgabenbewilligung"))
            unit = _("Mio. CHF")  # as the home page has it
            yield Passage.plain(f"{millions(decision.amount_chf)} {unit}", TEXT, here, _("Ausgabenbewilligung"))
        if decision.votes:
            yield Passage.plain(self.result(decision), LEAD, f"{here}#resultat", _("Resultat"))
        elif decision.signatures:
            told = f"{number(decision.signatures)} {_('gültige Unterschriften')}"
            yield Passage.plain(told, LEAD, f"{here}#resultat", _("Resultat"))
        yield from figure_passages(decision.figures.all(), f"{here}#zahlen", _("Kennzahlen"))
        if decision.programme:
            yield Passage.of(decision.programme, "name", ASIDE, here, _("Phase"))

    def result(self, decision: Decision) -> str:
        votes = {"yes": number(decision.yes_votes), "no": number(decision.no_votes)}
        told = _("%(yes)s Ja, %(no)s Nein") % votes
        turnout = f"{_('Stimmbeteiligung')} {percent(decision.turnout_percent)}" if decision.turnout_percent else ""
        return ". ".join(filter(None, [f"{_('Resultat')}: {told} ({percent(decision.yes_percent)})", turnout]))


class Terms:
    def rows(self):
        return GlossaryTerm.objects.in_order().prefetch_related(with_figures())

    def documents(self, term: GlossaryTerm) -> Iterator[Document]:
        here = term.get_absolute_url()
        passages = [
            Passage.of(term, "abbreviation", NAME, here),
            Passage.of(term, "definition", LEAD, here),
            Passage.of(term, "explanation", TEXT, here),
            *figure_passages(term.figures.all(), here, ""),
        ]
        yield Document.of(here, _("Begriff"), Passage.of(term, "term", TITLE, here), passages)


class Evaluations:
    def rows(self):
        return Evaluation.objects.in_order().select_related("programme")

    def documents(self, evaluation: Evaluation) -> Iterator[Document]:
        here = evaluation.get_absolute_url()
        passages = [
            Passage.of(evaluation, "description", TEXT, here),
            Passage.of(evaluation, "contractor", TEXT, here, _("Ausgeführt von")),
            Passage.of(evaluation, "clients", ASIDE, here, _("Im Auftrag von")),
        ]
        if evaluation.programme:
            passages.append(Passage.of(evaluation.programme, "name", ASIDE, here, _("Phase")))
        title = Passage.of(evaluation, "title", TITLE, here)
        yield Document.of(here, evaluation.get_kind_display(), title, passages, rank=0.95)


class Papers:
    """Documents; title, publisher and the text of their pages are in the document's language."""

    def rows(self):
        return Paper.objects.in_order().prefetch_related("file__page_texts")

    def documents(self, paper: Paper) -> Iterator[Document]:
        here = paper.get_absolute_url()
        title = Passage.plain(paper.title, TITLE, here, language=paper.language)
        with override(paper.language):
            date = day(paper.published_on) or str(paper.year or "")
        published = ", ".join(filter(None, [paper.publisher, date]))
        passages = [
            Passage.plain(published, ASIDE, here, language=paper.language),
            Passage.of(paper, "note", ASIDE, here),
            *self.pages(paper),
        ]
        yield Document.of(here, _("Dokument"), title, passages, rank=0.6 if paper.is_paper else 0.4)

    def pages(self, paper: Paper) -> Iterator[Passage]:
        """The words of a PDF of this site, page by page; `#page=7` opens it there."""
        for page in paper.file.page_texts.all() if paper.file else ():
            heading = _("PDF, Seite %(number)s") % {"number": page.number}
            yield Passage(page.text, paper.language, TEXT, f"{paper.link}#page={page.number}", heading)


class Data:
    """The data sets, each with its anchor on the open data page."""

    def rows(self):
        return DATA_SETS

    def documents(self, data: DataSet) -> Iterator[Document]:
        here = f"{reverse('open_data')}#{data.name}"
        passages = [
            Passage.plain(data.description, LEAD, here),
            Passage.plain(f"{_('Offene Daten')}: CSV, JSON, JSON Schema", ASIDE, here),
        ]
        yield Document.of(here, _("Offene Daten"), Passage.plain(data.title, TITLE, here), passages, rank=0.5)


class Feed:
    def rows(self):
        return ["feed"]

    def documents(self, name: str) -> Iterator[Document]:
        here = reverse(name)
        told = Passage.plain(_("Aktuelles, Entscheide und Änderungen abonnieren (Atom)"), LEAD, here)
        title = Passage.plain(_("Aktuelles, Entscheide und Änderungen"), TITLE, here)
        yield Document.of(here, "Atom", title, [told], rank=0.6, names=("Feed", "RSS", "Atom", "Newsfeed"))


document_sources.extend(
    [
        Programmes(), Comparisons(), FundingAreas(), Work(Measure, "Massnahme", "providers", "areas"),
        Work(PartnerOrganisation, "Partner", "areas"), Decisions(), Terms(), Evaluations(), Papers(), Data(), Feed(),
    ]
)  # fmt: skip
page_context["units"] = units_with_long_lists
page_context["tasks"] = tasks_in_order
page_context["long_lists"] = lambda: long_lists(units_with_long_lists())
page_context["shown"] = lambda: navigation.shown(units_with_long_lists())
page_context["placed_pages"] = lambda: navigation.placed_pages(units_with_long_lists())
