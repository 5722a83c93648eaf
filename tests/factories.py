"""Rows for tests with the minimum that the database requires, in German."""

import datetime
from itertools import count

from editorial.forms.page_admin import admin_for
from editorial.revisions import snapshots
from pages.models import Contact, FreePage, NewsItem, Question, QuestionGroup, StandingPage
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
    OrganisationalUnit,
    PartnerOrganisation,
    Pillar,
    Programme,
    ProgrammeArea,
)

_number = count(1)


def make(model, **values):
    """A row with an address of its own, unless one is given."""
    if any(field.name == "slug" for field in model._meta.fields):
        values.setdefault("slug", f"probe-{next(_number)}")
    return model.objects.create(**values)


def programme(**values):
    start = {"first_year": 2150, "last_year": 2153} if not {"first_year", "last_year"} & set(values) else {}
    texts = {"name_de": "Probephase", "summary_de": "Ein Satz.", "in_brief_de": "<p>Ein einfacher Satz.</p>"}
    return make(Programme, **(start | texts | values))


def funding_area(**values):
    return make(FundingArea, **({"name_de": "Sprache", "summary_de": "Deutsch lernen."} | values))


def pillar(**values):
    values.setdefault("programme", None)
    values["programme"] = values["programme"] or programme()
    return make(Pillar, **({"name_de": "Pfeiler"} | values))


def programme_area(**values):
    owners = {name: values.pop(name, None) or build() for name, build in _AREA_OWNERS.items()}
    return make(ProgrammeArea, **({"name_de": "Sprache"} | owners | values))


_AREA_OWNERS = {"programme": programme, "area": funding_area}


def partner(**values):
    return make(PartnerOrganisation, **({"name_de": "Probeverein", "summary_de": "Ein Verein."} | values))


def measure(**values):
    return make(Measure, **({"name_de": "Deutschkurs", "summary_de": "Ein Kurs."} | values))


def evaluation(**values):
    return make(Evaluation, **({"title_de": "Probestudie"} | values))


def decision(**values):
    texts = {"title_de": "Der Landrat sagt Ja", "summary_de": "Ein Satz.", "body": "parliament"}
    return make(Decision, **({"date": datetime.date(2150, 6, 8)} | texts | values))


def document(**values):
    texts = {"title": "Probebericht", "publisher": "Probeamt", "kind": "programme"}
    return make(Document, **(texts | values))


def citation(**values):
    return make(Citation, **({"document": values.pop("document", None) or document()} | values))


def figure(**values):
    source = values.pop("source", None) or document()
    return make(KeyFigure, **({"label_de": "Kurse", "value": 12, "source": source} | values))


def term(**values):
    return make(GlossaryTerm, **({"term_de": "Regelstrukturen", "definition_de": "Schule, Spital, Amt."} | values))


def unit(**values):
    return make(OrganisationalUnit, **({"name_de": "Probeamt", "position": 100 + next(_number)} | values))


def principle(**values):
    return make(Principle, **({"name_de": "Vielfalt", "summary_de": "Ein Satz."} | values))


def legal_basis(**values):
    return make(LegalBasis, **({"title_de": "Probegesetz", "level": "canton"} | values))


def standing_page(**values):
    return make(StandingPage, **({"key": "contact", "title_de": "Kontakt", "summary_de": "Ein Satz."} | values))


def free_page(**values):
    return make(FreePage, **({"title_de": "Sprachtreff", "summary_de": "Ein Satz."} | values))


def news_item(**values):
    return make(NewsItem, **({"title_de": "Neuer Kurs", "summary_de": "Ein Satz."} | values))


def question_group(**values):
    return make(QuestionGroup, **({"title_de": "Probegruppe"} | values))


def question(**values):
    values.setdefault("group", None)
    values["group"] = values["group"] or question_group()
    return make(Question, **({"question_de": "Wo lerne ich Deutsch?", "answer_de": "<p>Im Kurs.</p>"} | values))


def contact(**values):
    return make(Contact, **({"topic_de": "Deutsch lernen", "name_de": "Probestelle"} | values))


EACH = {
    "programme": programme,
    "funding_area": funding_area,
    "pillar": pillar,
    "programme_area": programme_area,
    "partner": partner,
    "measure": measure,
    "evaluation": evaluation,
    "decision": decision,
    "document": document,
    "term": term,
    "unit": unit,
    "principle": principle,
    "legal_basis": legal_basis,
    "standing_page": standing_page,
    "free_page": free_page,
    "news_item": news_item,
    "question_group": question_group,
    "question": question,
    "contact": contact,
}


def any_of(model):
    """A row; of what ships without any, a new one that the office has seen."""
    if not model.objects.exists():
        page = {FreePage: free_page, NewsItem: news_item}[model]()
        snapshots.first_revision(admin_for(model), page.key)
    return model.objects.first()
