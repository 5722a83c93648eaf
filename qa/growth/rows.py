"""Generated rows in all four languages, clearly marked as generated, and their numbers."""

from collections.abc import Iterable

from django.db.models import Field, Model
from modeltranslation.translator import translator

from core.rich_text.field import RichTextField
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

#: 250 times today's content, except areas and terms, which grow more slowly.
COUNTS = {
    Programme: 1_000, FundingArea: 225, PartnerOrganisation: 1_750, Measure: 2_250, Document: 25_000,
    GlossaryTerm: 550, Decision: 10_000, Evaluation: 1_000, Pillar: 1_500, ProgrammeArea: 7_000, KeyFigure: 11_000,
    Citation: 80_000,
}  # fmt: skip

LANGUAGES = ("de", "fr", "it", "en")
NAMES = {
    Programme: ("Phase {}", "Phase {}", "Fase {}", "Phase {}"),
    FundingArea: ("Bereich {}", "Domaine {}", "Ambito {}", "Area {}"),
    PartnerOrganisation: ("Verein {}", "Association {}", "Associazione {}", "Association {}"),
    Measure: ("Massnahme {}", "Mesure {}", "Misura {}", "Measure {}"),
    GlossaryTerm: ("Begriff {}", "Terme {}", "Termine {}", "Term {}"),
    Evaluation: ("Studie {}", "Étude {}", "Studio {}", "Study {}"),
    Pillar: ("Pfeiler {}", "Pilier {}", "Pilastro {}", "Pillar {}"),
    ProgrammeArea: ("Bereich {}", "Domaine {}", "Ambito {}", "Area {}"),
    KeyFigure: ("Zahl {}", "Chiffre {}", "Cifra {}", "Figure {}"),
    Document: ("Hinweis {}", "Remarque {}", "Nota {}", "Note {}"),
    Citation: ("Beleg {}", "Preuve {}", "Prova {}", "Proof {}"),
    Decision: (
        "Vorlage {} der Phase {}", "Projet {} de la phase {}", "Progetto {} della fase {}", "Proposal {} of phase {}",
    ),
}  # fmt: skip
SENTENCES = (
    "Erzeugter Text zum Messen: {}.",
    "Texte généré pour mesurer\u202f: {}.",
    "Testo generato per misurare: {}.",
    "Generated text for measuring: {}.",
)
LONG_TEXTS = {"summary", "definition"}


def row(model: type[Model], number: int, *parts: int, **values) -> Model:
    """An unsaved row with key, slug and texts in all languages, made unique by its number."""
    given = {"key": f"growth-{number}"} | texts(model, parts or (number,))
    if any(field.name == "slug" for field in model._meta.fields):
        given["slug"] = f"{model._meta.model_name}-{number}"
    return model(**(given | values))


def texts(model: type[Model], parts: Iterable[int]) -> dict[str, str]:
    fields = [model._meta.get_field(name) for name in translator.get_options_for_model(model).all_fields]
    names = [name.format(*parts) for name in NAMES[model]]
    return {
        f"{field.name}_{code}": text(field, name, sentence.format(name))
        for code, name, sentence in zip(LANGUAGES, names, SENTENCES, strict=True)
        for field in fields
    }


def text(field: Field, name: str, sentence: str) -> str:
    if isinstance(field, RichTextField):
        return f"<p>{sentence}</p><p>{sentence}</p><ul><li>{name}</li></ul>"
    return sentence if field.name in LONG_TEXTS else name[: field.max_length]
