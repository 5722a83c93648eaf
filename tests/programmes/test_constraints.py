"""Database constraints, and the German message beside the field that editors see first."""

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from programmes.models import Decision, Document
from programmes.models.document import FACTS
from tests import factories
from tests.site.page import fetch

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

#: Kind of row, values that cannot be, the field that is told so, the words.
REFUSED = [
    ("programme", {"first_year": 2157, "last_year": 2156}, "last_year", "vor dem ersten Jahr"),
    ("programme", {"first_year": 1990, "last_year": 1991}, "first_year", "zwischen 2000 und 2200"),
    ("programme", {"first_year": 2199, "last_year": 2201}, "first_year", "zwischen 2000 und 2200"),
    ("evaluation", {"first_year": 2020, "last_year": 2019}, "last_year", "vor dem ersten Jahr"),
    ("evaluation", {"last_year": 2019}, "last_year", "das erste Jahr fehlt"),
    ("decision", {"yes_votes": 60}, "no_votes", "gehören zusammen"),
    ("decision", {"no_votes": 60}, "no_votes", "gehören zusammen"),
    ("decision", {"yes_votes": 0, "no_votes": 0}, "no_votes", "Mindestens eine Stimme"),
    ("decision", {"turnout_percent": "100.01"}, "turnout_percent", "zwischen 0 und 100"),
    ("decision", {"turnout_percent": "-0.01"}, "turnout_percent", "zwischen 0 und 100"),
    ("document", {"year": 2020, "published_on": "2020-02-01"}, "year", "nicht beides"),
    ("figure", {"value": -1}, "value", "nicht negativ"),
    ("figure", {"first_year": 2020, "last_year": 2019}, "last_year", "vor dem ersten Jahr"),
    ("figure", {"last_year": 2019}, "last_year", "das erste Jahr fehlt"),
]
NEGATIVE = [
    ("programme", "area_count"), ("decision", "yes_votes"), ("decision", "no_votes"), ("decision", "signatures"),
    ("decision", "amount_chf"), ("document", "pages"), ("evaluation", "volume_chf"), ("measure", "since_year"),
    ("partner", "founded_year"),
]  # fmt: skip
#: At the edge of what is refused.
ACCEPTED = [
    ("programme", {"first_year": 2160, "last_year": 2160}),
    ("decision", {"yes_votes": 1, "no_votes": 0}),
    ("decision", {"turnout_percent": 0}),
    ("decision", {"turnout_percent": 100}),
    ("evaluation", {"first_year": 2019, "last_year": 2019}),
    ("evaluation", {"first_year": 2019}),
    ("figure", {"value": 0}),
]


def build(kind: str):
    """A row that is as it should be."""
    return factories.figure(measure=factories.measure()) if kind == "figure" else factories.EACH[kind]()


def refusal(row) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    return refused.value.message_dict


def database_refuses(row) -> bool:
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    return True


def changed(kind: str, values: dict):
    row = build(kind)
    for name, value in values.items():
        setattr(row, name, value)
    return row


@pytest.mark.parametrize(("kind", "values", "field", "words"), REFUSED)
def test_what_cannot_be_is_refused_in_words_and_in_the_database(kind, values, field, words):
    row = changed(kind, values)

    assert words in " ".join(refusal(row)[field])
    assert database_refuses(row)


@pytest.mark.parametrize(("kind", "name"), NEGATIVE)
def test_a_number_cannot_be_negative(kind, name):
    row = changed(kind, {name: -1})

    assert refusal(row)[name] == ["Dieser Wert muss grösser oder gleich 0 sein."]
    assert database_refuses(row)


@pytest.mark.parametrize(("kind", "values"), ACCEPTED)
def test_what_is_just_right_is_accepted(kind, values):
    row = changed(kind, values)
    row.full_clean()
    row.save()

    assert type(row).objects.filter(pk=row.pk, **values).exists()


@pytest.mark.parametrize("owners", [(), ("programme", "measure"), ("programme", "term", "decision")])
def test_a_figure_belongs_to_exactly_one_thing(owners):
    figure = build("figure")
    figure.measure = None
    for name in owners:
        setattr(figure, name, factories.EACH[name]())

    assert "genau einer" in " ".join(refusal(figure)[NON_FIELD_ERRORS])
    assert database_refuses(figure)


@pytest.mark.parametrize("owners", [(), ("programme", "measure"), ("principle", "standing_page")])
def test_a_citation_belongs_to_exactly_one_fact(owners):
    citation = factories.citation(measure=factories.measure())
    citation.measure = None
    for name in owners:
        build_owner = factories.EACH[name]
        setattr(citation, name, build_owner(key="probe") if name == "standing_page" else build_owner())

    assert "genau einer Seite" in " ".join(refusal(citation)[NON_FIELD_ERRORS])
    assert database_refuses(citation)


@pytest.mark.parametrize("kind", FACTS)
def test_a_citation_names_the_fact_that_it_bears_out(kind):
    fact = factories.EACH[kind](**({"key": "probe"} if kind == "standing_page" else {}))
    citation = factories.citation(**{kind: fact})

    assert citation.fact == fact
    assert str(citation) == f"{fact}: «Probebericht»"


def test_an_area_is_in_a_programme_once():
    row = factories.programme_area()
    twin = type(row)(programme=row.programme, area=row.area, name_de="Noch einmal")

    assert "steht schon in dieser Phase" in str(refusal(twin))
    assert database_refuses(twin)


def test_the_pillar_of_another_phase_is_refused():
    row = factories.programme_area()
    other = factories.programme(first_year=2160, last_year=2163)
    row.pillar = factories.pillar(programme=other)

    assert refusal(row) == {"pillar": ["Dieser Pfeiler gehört zu einer anderen Phase."]}


OTHERS = [
    "suche",
    "admin",
    "fr",
    "static",
    "leichte-sprache",
    "vorschau",
    "seite",
    "druck",
    "k",
    "live",
    "dateien",
    "daten",
]


@pytest.mark.parametrize("slug", OTHERS)
def test_a_phase_cannot_take_the_address_of_another_page(slug):
    programme = factories.programme()
    programme.slug = slug

    assert refusal(programme) == {"slug": [f"«{slug}» ist schon die Adresse einer anderen Seite."]}


def test_a_decision_cannot_take_the_address_of_the_feed():
    decision = factories.decision()
    decision.slug = "feed"

    assert refusal(decision) == {"slug": ["«feed» ist schon die Adresse einer anderen Seite."]}


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("document", "/dokumente/"),
        ("evaluation", "/evaluationen/"),
        ("term", "/glossar/"),
        ("legal_basis", "/integrationspolitik/"),
    ],
)
def test_a_row_cannot_take_an_anchor_of_its_page(kind, path):
    page = fetch(path)
    row = factories.EACH[kind]()
    slugs = set(type(row).objects.values_list("slug", flat=True))
    anchors = set(page.ids) - slugs - {f"{slug}-titel" for slug in slugs}

    assert "inhalt" in anchors
    for row.slug in anchors:
        assert refusal(row) == {"slug": [f"«{row.slug}» ist schon die Sprungmarke eines anderen Teils der Seite."]}


def test_two_phases_do_not_overlap():
    factories.programme(first_year=2170, last_year=2173)
    programme = factories.programme(first_year=2174, last_year=2177)
    programme.first_year = 2173

    assert "überschneiden" in refusal(programme)["first_year"][0]


@pytest.mark.parametrize("kind", [kind for kind in factories.EACH if kind not in ("pillar", "programme_area")])
def test_two_rows_cannot_have_the_same_address(kind):
    row = factories.EACH[kind](**({"key": "probe"} if kind == "standing_page" else {}))
    name = "slug" if hasattr(row, "slug") else "key"
    twin = type(row)(**{name: getattr(row, name)})

    if name == "slug":
        assert "existiert bereits" in refusal(twin)["slug"][0]
    assert database_refuses(twin)


def test_a_document_that_is_cited_cannot_be_deleted():
    citation = factories.citation(measure=factories.measure())

    with pytest.raises(ProtectedError):
        citation.document.delete()

    citation.delete()
    assert citation.document.delete()[0] == 1


def test_the_source_of_a_figure_cannot_be_deleted():
    figure = build("figure")

    with pytest.raises(ProtectedError):
        figure.source.delete()


def test_a_decision_that_another_follows_cannot_be_deleted():
    decision = factories.decision()
    factories.decision(follows=decision)

    with pytest.raises(ProtectedError):
        decision.delete()


def test_a_fact_takes_its_citations_and_figures_with_it():
    measure = factories.measure()
    document = factories.citation(measure=measure).document
    factories.figure(measure=measure, source=document)

    measure.delete()

    assert Document.objects.filter(pk=document.pk, citations=None, figures=None).exists()


def test_every_message_of_a_constraint_is_ours():
    """Without a message of its own a constraint would show its name."""
    constraints = [c for model in (Decision, Document) for c in model._meta.constraints]

    assert constraints
    assert all(c.violation_error_message != c.default_violation_error_message for c in constraints)
