"""Reference pages: evaluations, documents, glossary."""

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Prefetch, QuerySet

from core.database.collation import alphabetical
from core.models import AddressedEntry
from core.pages.metadata import Label
from core.pages.pagination import prefetch_some_names
from pages.lists import IntroducedList
from redirects.resolver import with_old_slugs

from ..models import Citation, Document, Evaluation, GlossaryTerm, KeyFigure
from ..models.document import FACTS
from ..models.figure import SUBJECTS


class Evaluations(IntroducedList):
    template_name = "programmes/evaluations.html"
    introduction = listed = "evaluations"
    model = Evaluation
    per_page = 25

    def fetch(self, rows):
        evaluations = rows.select_related("programme", "partner", "measure")
        return with_old_slugs(evaluations.prefetch_related("citations__document"))


class Documents(IntroducedList):
    template_name = "programmes/documents.html"
    introduction = listed = "documents"
    model = Document
    per_page = 105  # fits the budget for the size of a page

    def in_order(self):
        return Document.objects.by_kind()

    def fetch(self, rows):
        citations = prefetch_some_names("citations", for_labels(Citation.objects.in_order(), "document", FACTS))
        figures = prefetch_some_names("figures", for_labels(KeyFigure.objects.in_order(), "source", SUBJECTS))
        return with_old_slugs(rows.prefetch_related(citations, figures))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        totals = Document.objects.totals()
        by_kind = groupby(context["documents"], key=lambda document: Document.Kind(document.kind))
        return context | {
            "groups": [
                (kind, totals[kind], [(document, fact_labels(document)) for document in documents])
                for kind, documents in by_kind
            ]
        }


def for_labels(rows: QuerySet, document: str, relations: Iterable[str]) -> QuerySet:
    """Rows with their document, and of related rows only the columns of a label: they have hundreds of others."""
    ends = {relation: rows.model._meta.get_field(relation).related_model for relation in relations}
    columns = [
        f"{relation}__{name}"
        for relation, model in ends.items()
        for name in ("key", "slug", model.title_field)
        if hasattr(model, name)
    ]
    return rows.select_related(*relations).only(document, *relations, *columns)


def fact_labels(document: Document) -> list[Label]:
    """Rows that use a document, without duplicates, by URL: citing pages, and subjects of figures from it."""
    cited = [citation.fact for citation in document.some_citations]
    facts = dict.fromkeys(cited + [figure.subject for figure in document.some_figures])
    return sorted(map(label_of, facts), key=lambda label: label.url)


def label_of(fact: AddressedEntry) -> Label:
    return Label.of(fact, fact.title_field, fact.get_absolute_url())


class Glossary(IntroducedList):
    template_name = "programmes/glossary.html"
    introduction = "glossary"
    listed = "terms"
    model = GlossaryTerm
    per_page = 30

    def in_order(self):
        return GlossaryTerm.objects.order_by(*alphabetical("term"))

    def fetch(self, rows):
        figures = Prefetch("figures", KeyFigure.objects.in_order().select_related("source"))
        return list(with_old_slugs(rows.prefetch_related(figures, "citations__document")))

    def structured_data(self, rows):
        terms = [{"@type": "DefinedTerm", "name": term.term, "description": term.definition} for term in rows["terms"]]
        return {"@type": ["CollectionPage", "DefinedTermSet"], "hasDefinedTerm": terms}
