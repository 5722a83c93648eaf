"""Open data files contain what the database contains, in formats for programs and people."""

import csv
import datetime
import io
import json
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from django.conf import settings as project
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pyshacl import validate
from rdflib import DCAT, Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, RDF

from core.models import entry_models
from core.open_data import BYTE_ORDER_MARK, csv_cell, plain_value
from programmes.models import Citation, Decision, KeyFigure, OrganisationalUnit, Pillar
from programmes.open_data import data_files, dcat
from programmes.open_data.data_sets import DATA_SET_BY_NAME, DATA_SETS
from tests import factories
from tests.site.budgets import BUDGETS
from tests.site.page import fetch, visitor

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib"),
]

#: What a spreadsheet takes for the beginning of a formula (OWASP, «CSV Injection»), with the full-width forms of Excel.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SHAPES = Path(__file__).parent / "dcat_ap_ch.ttl"
each_set = pytest.mark.parametrize("name", DATA_SET_BY_NAME)


def text(path: str) -> str:
    response = visitor().get(path)
    assert response.status_code == 200
    return response.content.decode()


def cells(name: str) -> list[dict[str, str]]:
    content = text(f"/daten/{name}.csv")
    assert content.startswith(BYTE_ORDER_MARK)
    return list(csv.DictReader(io.StringIO(content.removeprefix(BYTE_ORDER_MARK), newline=""), delimiter=";"))


def rows(name: str) -> list[dict]:
    return json.loads(text(f"/daten/{name}.json"))["zeilen"]


READERS = {
    "text": lambda cell: cell.removeprefix("'"),
    "address": lambda cell: cell.removeprefix("'"),
    "list": lambda cell: cell.removeprefix("'").split(", ") if cell else [],
    "integer": int,
    "number": Decimal,
    "yes or no": {"true": True, "false": False}.get,
    "date": datetime.date.fromisoformat,
    "time": datetime.datetime.fromisoformat,
}


def read_back(name: str) -> list[dict]:
    kinds = {column.name: column.kind for column in DATA_SET_BY_NAME[name].written}
    return [
        {key: READERS[kinds[key]](cell) if cell or kinds[key] == "list" else None for key, cell in row.items()}
        for row in cells(name)
    ]


def in_the_database(name: str) -> list[dict]:
    return [
        {
            key: value.replace(microsecond=0) if isinstance(value, datetime.datetime) else value
            for key, value in row.items()
        }
        for row in DATA_SET_BY_NAME[name].values()
    ]


@each_set
@pytest.mark.both_databases
def test_csv_read_back_is_what_the_database_has(name):
    assert read_back(name) == in_the_database(name) != []


def test_the_columns_are_the_fields_that_they_say_they_are():
    """Not by way of the declaration: from the tables themselves."""
    decisions = {row["schluessel"]: row for row in read_back("entscheide")}
    figures = {row["schluessel"]: row for row in read_back("kennzahlen")}

    assert {
        key: (row["titel"], row["datum"], row["ja"], row["nein"], row["stimmbeteiligung"], row["ausgabenbewilligung"])
        for key, row in decisions.items()
    } == {
        key: tuple(values)
        for key, *values in Decision.objects.values_list(
            "key", "title_de", "date", "yes_votes", "no_votes", "turnout_percent", "amount_chf"
        )
    }
    assert {key: (row["bezeichnung"], row["wert"], row["quelle"]) for key, row in figures.items()} == {
        key: tuple(values) for key, *values in KeyFigure.objects.values_list("key", "label_de", "value", "source__key")
    }


def test_every_list_is_offered():
    """All kinds of content but parts of other rows, texts, news (a feed and calendars), tasks, and the office's own contact."""
    offered = {data.rows().model for data in DATA_SETS}
    kinds = set(entry_models())

    assert {model.__name__ for model in kinds - offered} == {
        Citation.__name__, Pillar.__name__, OrganisationalUnit.__name__, "StandingPage", "Synonym",
        "FreePage", "NewsItem", "QuestionGroup", "Task",
    }  # fmt: skip


@each_set
def test_json_keeps_to_its_schema(name):
    schema = json.loads(text(f"/daten/{name}.schema.json"))
    data = json.loads(text(f"/daten/{name}.json"))

    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())

    assert [error.message for error in checker.iter_errors(data)] == []
    assert data["schema"] == schema["$id"]
    assert data["zeilen"]


@pytest.mark.parametrize("change", [{"ja": "60"}, {"gremium": "niemand"}, {"datum": 2023}, {"titel": None}, {"neu": 1}])
def test_the_schema_finds_what_is_wrong(change):
    schema, data = (json.loads(text(f"/daten/entscheide.{ending}")) for ending in ("schema.json", "json"))
    data["zeilen"][0] |= change

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema)


@each_set
def test_json_and_csv_say_the_same(name):
    assert rows(name) == [{key: plain_value(value) for key, value in row.items()} for row in in_the_database(name)]


def test_every_figure_keeps_its_source():
    documents = {row["schluessel"] for row in rows("dokumente")}

    assert all(row["quelle"] in documents and row["quelle_titel"] for row in rows("kennzahlen"))


def test_texts_stand_in_each_language_or_are_empty():
    factories.measure(key="kurs", name_de="Kurs", name_fr="Cours")

    row = next(row for row in rows("massnahmen") if row["schluessel"] == "kurs")

    assert [row[name] for name in ("name", "name_fr", "name_it", "name_en")] == ["Kurs", "Cours", None, None]


def test_the_bytes_are_those_that_excel_opens():
    response = visitor().get("/daten/entscheide.csv")

    assert response.content.startswith(b"\xef\xbb\xbfschluessel;titel;")
    assert response.content.count(b"\n") == response.content.count(b"\r\n") == Decision.objects.count() + 1
    assert response.headers["Content-Disposition"] == 'attachment; filename="entscheide.csv"'
    assert response.headers["Content-Type"].startswith("text/csv")


@given(st.text())
def test_no_text_is_a_formula_and_each_can_be_read_back(value):
    cell = csv_cell(value)

    assert not cell.startswith(FORMULA_SIGNS)
    assert cell == value or cell == f"'{value}"
    assert (cell.removeprefix("'") if value.startswith("'") or cell != value else cell) == value


@pytest.mark.parametrize("sign", FORMULA_SIGNS)
def test_each_sign_of_a_formula_is_made_harmless(sign):
    assert csv_cell(f"{sign}1") == f"'{sign}1"
    assert csv_cell(f"1{sign}1") == f"1{sign}1"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("=1+1", "'=1+1"), ("+41", "'+41"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"), ("'=1", "''=1"),
        ("＝1", "'＝1"), ('a;"b"\nc', 'a;"b"\nc'), ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
    ],
)  # fmt: skip
def test_a_name_that_looks_like_a_formula_survives(name, written):
    factories.measure(key="kurs", name_de=name)

    cell = next(row for row in cells("massnahmen") if row["schluessel"] == "kurs")["name"]

    assert cell == written


def test_a_row_is_one_line():
    address = next(row for row in cells("kontakte") if row["schluessel"] == "rassismus")["anschrift"]

    assert address == "Gallenweg 2, 2. OG, 4133 Pratteln"


def test_a_list_that_looks_like_a_formula_is_harmless_too():
    assert csv_cell(["=1", "2"]) == "'=1, 2"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"), (False, "false"), (None, ""), (0, "0"), (-3, "-3"), (Decimal("58.90"), "58.9"), (Decimal("100"), "100"),
        (Decimal("1E+3"), "1000"), (datetime.date(2023, 6, 8), "2023-06-08"), (["a", "b"], "a, b"), ([], ""),
        (datetime.datetime(2023, 6, 7, 22, 30, 5, 9, tzinfo=datetime.UTC), "2023-06-08T00:30:05+02:00"),
    ],
)  # fmt: skip
def test_a_value_is_written_as_any_program_reads_it(value, written):
    assert csv_cell(value) == written


@pytest.mark.parametrize("path", ["nichts.csv", "nichts.schema.json", "entscheide.xml", "entscheide", "../kip-3.csv"])
def test_other_names_lead_nowhere(path):
    assert visitor().get(f"/daten/{path}", follow=True).status_code == 404


@pytest.mark.parametrize("path", [f"/daten/{name}.{ending}" for name in DATA_SET_BY_NAME for ending in ("csv", "json")])
def test_a_file_costs_few_questions_and_may_be_shared(path):
    with CaptureQueriesContext(connection) as queries:
        response = visitor().get(path)

    assert len(queries) <= BUDGETS["queries"]
    assert "s-maxage" in response.headers["Cache-Control"]
    assert "Vary" not in response.headers


@pytest.mark.parametrize("prefix", ["", "/fr", "/it", "/en"])
def test_the_page_explains_every_column_of_every_file(prefix):
    page = fetch(f"{prefix}/daten/")

    for data in DATA_SETS:
        (section,) = page.all(f"section[id='{data.name}']")
        explained = [cell.text_content() for cell in section.cssselect("tbody th")]
        assert explained == [column.name for column in data.columns]
        assert [link.get("href") for link in section.cssselect("a")] == [
            f"/daten/{data.name}.csv", f"/daten/{data.name}.json", f"/daten/{data.name}.schema.json",
        ]  # fmt: skip
    assert len(DATA_SETS) == 14


def test_the_page_says_when_a_list_last_changed():
    Decision.objects.update(changed_at="2150-01-02T12:00Z", changed_in={})

    page = fetch("/daten/")

    assert page.attribute("#entscheide time", "datetime") == page.attribute("footer time", "datetime") == "2150-01-02"
    assert page.all("#programmphasen time") == []  # as it was loaded


def test_the_terms_are_marked_as_provisional_until_the_office_sets_them(settings):
    before = fetch("/daten/").texts("#nutzung ~ *")
    settings.DATA_TERMS = "terms_open"
    after = fetch("/daten/").texts("#nutzung ~ *")

    assert before[0].startswith("Vorläufig")
    assert after[0] == "Freie Nutzung."


def described() -> Graph:
    return Graph().parse(data=text("/daten/katalog.jsonld"), format="json-ld")


def complaints(graph: Graph) -> str:
    conforms, _graph, report = validate(graph, shacl_graph=str(SHAPES))
    return "" if conforms else report


def test_amounts_can_be_added():
    francs = {row["schluessel"]: row["wert_chf"] for row in rows("kennzahlen")}

    assert francs["kip-1-ausgaben"] == 16_800_000
    assert francs["kip-2bis-gemeinden"] == 200_000
    assert francs["kip-1-massnahmen"] is francs["kip-2bis-schwerpunkte"] is None
    money = [row for row in rows("kennzahlen") if row["einheit"] and row["einheit"] != "%"]
    assert all(row["wert_chf"] for row in money)


def test_the_graph_is_the_same_in_both_forms():
    """Harvesters of opendata.swiss ask for RDF/XML only."""
    as_xml = Graph().parse(data=text("/daten/katalog.rdf"), format="xml")

    assert len(as_xml) > 40 * len(DATA_SETS)
    assert isomorphic(as_xml, described())
    assert text("/daten/katalog.rdf") == text("/daten/katalog.rdf")


def test_the_sizes_of_the_catalogue_are_those_of_the_files():
    sizes = {str(file): int(size) for file, size in described().subject_objects(DCAT.byteSize)}

    assert len(sizes) == 2 * len(DATA_SETS)
    for file, size in sizes.items():
        assert len(visitor().get(file.removeprefix(project.SITE_URL)).content) == size


def test_both_forms_of_the_catalogue_write_each_file_once(monkeypatch):
    written = []
    content = data_files.content
    monkeypatch.setattr(data_files, "content", lambda data, ending: written.append(data.name) or content(data, ending))
    data_files.byte_size.cache_clear()  # of another test, whose edition had the same number

    for ending in ("rdf", "jsonld", "rdf"):
        text(f"/daten/katalog.{ending}")

    assert sorted(written) == sorted(2 * [data.name for data in DATA_SETS])


def test_votes_belong_to_government():
    themes = described().objects(URIRef(f"{project.SITE_URL}/daten/#entscheide"), DCAT.theme)

    assert f"{dcat.AUTHORITY}data-theme/GOVE" in map(str, themes)


def test_the_page_describes_its_data_for_search_engines():
    graph = json.loads(fetch("/fr/daten/").texts("script[type='application/ld+json']")[0])
    sets = next(node["mainEntity"] for node in graph["@graph"] if "mainEntity" in node)

    assert [each["name"] for each in sets][3] == "Mesures"
    files = [file["contentUrl"] for each in sets for file in each["distribution"]]
    assert {visitor().get(file.removeprefix(project.SITE_URL)).status_code for file in files} == {200}


def test_the_catalogue_keeps_to_its_shape():
    graph = described()

    assert complaints(graph) == ""
    assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == len(DATA_SETS)


@pytest.mark.slow
@pytest.mark.parametrize(
    "predicate",
    [
        DCTERMS.license,
        DCTERMS.title,
        DCAT.contactPoint,
        DCTERMS.identifier,
        DCTERMS.publisher,
        DCAT.keyword,
        DCAT.byteSize,
    ],
)
def test_the_shape_finds_what_is_missing(predicate):
    graph = described()
    graph.remove((None, predicate, None))

    assert complaints(graph)


def test_every_file_of_the_catalogue_is_there():
    files = [str(file) for file in described().objects(None, DCAT.downloadURL)]

    assert len(files) == 2 * len(DATA_SETS)
    assert {visitor().get(file.removeprefix(project.SITE_URL)).status_code for file in files} == {200}
