"""Evaluations, documents, glossary: pages to look something up in."""

from itertools import groupby

from django.db.models import Prefetch

from editorial.pages import Label
from principles.views import IntroducedView

from ..models import Citation, Document, Evaluation, GlossaryTerm, KeyFigure
from ..models.document import FACTS
from ..models.figure import SUBJECTS


class Evaluations(IntroducedView):
    template_name = "programmes/evaluations.html"
    introduction = "evaluations"

    def get_rows(self):
        evaluations = Evaluation.objects.in_order().select_related("programme", "partner", "measure")
        return {"evaluations": list(evaluations.prefetch_related("citations__document"))}


class Documents(IntroducedView):
    template_name = "programmes/documents.html"
    introduction = "documents"

    def get_rows(self):
        citations = Prefetch("citations", Citation.objects.in_order().select_related(*FACTS))
        figures = Prefetch("figures", KeyFigure.objects.in_order().select_related(*SUBJECTS))
        return {"documents": list(Document.objects.in_order().prefetch_related(citations, figures))}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        order = {kind: place for place, kind in enumerate(Document.Kind)}
        documents = sorted(context["documents"], key=lambda document: order[document.kind])
        by_kind = groupby(documents, key=lambda document: Document.Kind(document.kind))
        return context | {
            "groups": [(kind, [(document, fact_labels(document)) for document in group]) for kind, group in by_kind]
        }


def fact_labels(document: Document) -> list[Label]:
    """What rests on a document, as links."""
    return [Label.of(fact, title_field(fact), fact.get_absolute_url()) for fact in document.facts]


def title_field(fact) -> str:
    """The field that a page calls its title: a decision has a title, an area a name, a term is one."""
    return next(name for name in ("title", "name", "term") if hasattr(fact, name))


class Glossary(IntroducedView):
    template_name = "programmes/glossary.html"
    introduction = "glossary"

    def get_rows(self):
        figures = Prefetch("figures", KeyFigure.objects.in_order().select_related("source"))
        terms = list(GlossaryTerm.objects.prefetch_related(figures, "citations__document"))
        return {"terms": sorted(terms, key=alphabetical)}

    def structured_data(self, rows):
        terms = [{"@type": "DefinedTerm", "name": term.term, "description": term.definition} for term in rows["terms"]]
        return {"@type": ["CollectionPage", "DefinedTermSet"], "hasDefinedTerm": terms}


FOLD = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "é": "e", "è": "e", "«": "", "»": ""})


def alphabetical(term: GlossaryTerm) -> str:
    """Ä with A, as in a Swiss dictionary."""
    return Label.of(term, "term").text.casefold().translate(FOLD)
