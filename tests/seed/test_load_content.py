"""Loading content into an empty database: all or nothing; afterwards the office owns its texts."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from core.database.triggers import content_tables
from core.models import entry_models
from editorial.forms.page_admin import admin_of
from editorial.models import Revision, Translation
from editorial.revisions import removals, snapshots
from editorial.revisions.snapshots import content_now
from programmes.models import Citation, Decision, Document, FundingArea, GlossaryTerm, Measure

pytestmark = pytest.mark.django_db

PROBE = """
- model: programmes.glossaryterm
  fields: {key: probe, slug: probe, term_de: Probe, definition_de: "Ein Versuch."}
"""
SOURCE = """
- model: programmes.document
  fields: {key: beleg, slug: beleg, title: Beleg, publisher: Kanton, kind: press}
"""
CITED = """
- model: programmes.citation
  fields: {key: probe--beleg, document: [beleg], term: [probe]}
"""
AREA = """
- model: programmes.fundingarea
  fields: {key: feld, slug: feld, name_de: Feld, summary_de: "Ein Feld.", position: 99}
"""
MEASURE = """
- model: programmes.measure
  fields: {key: versuch, slug: versuch, name_de: Versuch, summary_de: "Ein Versuch.", areas: [[feld]]}
"""


@pytest.fixture
def write(tmp_path):
    """Writes the texts given as the only files, and returns their folder."""

    def write(*texts: str):
        for old in tmp_path.glob("*.yaml"):
            old.unlink()
        for number, text in enumerate(texts, start=1):
            (tmp_path / f"{number}.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def load(empty_database, write):
    """Loads the texts given into an empty database, each as a file of its own, and returns what the command says."""
    return lambda *texts: said(directory=write(*texts))


@pytest.fixture
def add(write):
    """Adds what is new in the first of the texts given to the shipped content."""
    return lambda *texts: said(directory=write(*texts), only="1")


@pytest.fixture
def empty_database(db):
    """Foreign keys are deferred: the order of the tables does not matter."""
    tables = content_tables() | content_tables(is_shown=False)
    with connection.cursor() as cursor:
        for table in {*tables, Translation._meta.db_table, Revision._meta.db_table}:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608  names of own tables


def said(**options) -> str:
    stream = StringIO()
    call_command("load_content", stdout=stream, **options)
    return stream.getvalue().strip()


def probe() -> GlossaryTerm:
    return GlossaryTerm.objects.get(key="probe")


def last_changes() -> dict:
    return {(model, row.key): row.changed_at for model in entry_models() for row in model.objects.all()}


def test_the_shipped_content_is_loaded_with_few_queries(empty_database):
    with CaptureQueriesContext(connection) as queries:
        told = said()

    rows = len(last_changes())
    assert rows > 400
    assert told == f"Inhalte: {rows} neu."
    assert len(queries) < 500


@pytest.mark.both_databases
def test_each_page_has_a_first_revision_that_says_what_is_public(load):
    load(PROBE, SOURCE, CITED)

    revision = Revision.objects.get(key="probe")
    assert (revision.state, revision.note) == (Revision.State.PUBLISHED, snapshots.FIRST)
    assert revision.content == content_now(admin_of(revision), "probe")
    assert revision.content["citations probe--beleg"]["document"] == "beleg"


def test_a_database_with_content_is_left_as_it_is(write):
    before = last_changes()

    assert said(directory=write(PROBE)) == "Inhalte: schon da, nichts geladen."
    assert last_changes() == before
    assert not GlossaryTerm.objects.filter(key="probe").exists()


def test_what_the_office_emptied_stays_empty(load, write):
    load(PROBE)
    removals.remove(admin_of(Revision.objects.get()), probe(), by=None)

    assert said(directory=write(PROBE)) == "Inhalte: schon da, nichts geladen."


def test_german_is_written_whatever_language_is_active(load):
    with override("fr"):
        load(PROBE)

    assert GlossaryTerm.objects.rewrite(False).filter(term="Probe", term_de="Probe", term_fr=None).exists()


@pytest.mark.both_databases
def test_links_to_many_are_written(load):
    load(MEASURE, AREA)

    assert [area.key for area in Measure.objects.get(key="versuch").areas.all()] == ["feld"]


@pytest.mark.parametrize("files", [(PROBE, SOURCE, CITED), (CITED, SOURCE, PROBE), (CITED + PROBE + SOURCE,)])
def test_the_order_of_files_and_rows_does_not_matter(load, files):
    assert load(*files) == "Inhalte: 3 neu."
    assert Citation.objects.get(key="probe--beleg").fact == probe()


def test_a_row_may_follow_one_of_its_own_kind_that_stands_further_down(load):
    load("""
- model: programmes.decision
  fields: {key: b, slug: b, title_de: B, summary_de: B, date: 2002-02-02, body: people, follows: [a]}
- model: programmes.decision
  fields: {key: a, slug: a, title_de: A, summary_de: A, date: 2001-01-01, body: parliament}
""")

    assert Decision.objects.get(key="b").follows.key == "a"


@pytest.mark.both_databases
def test_decimals_keep_the_places_that_were_written(load):
    load("""
- model: programmes.decision
  fields: {key: a, slug: a, title_de: A, summary_de: A, date: 2001-01-01, body: parliament, turnout_percent: 58.97}
""")

    assert str(Decision.objects.get(key="a").turnout_percent) == "58.97"


def test_rich_text_is_cleaned(load):
    load(PROBE.replace("term_de: Probe", "term_de: Probe, explanation_de: '<p onclick=x>Gut<script>x</script></p>'"))

    assert probe().explanation_de == "<p>Gut</p>"


# -- what is new in one file, for a database that has content


def test_a_new_row_of_a_file_is_added_with_its_first_revision(add):
    assert add(PROBE, SOURCE) == "Inhalte: 1 neu."
    assert Revision.objects.get(key="probe").note == snapshots.FIRST
    assert not Document.objects.filter(key="beleg").exists()


def test_it_may_refer_to_what_is_there(add):
    area = FundingArea.objects.first()

    add(MEASURE.replace("feld", area.key))

    assert Measure.objects.get(key="versuch").areas.get() == area


def test_a_row_that_is_there_stays_as_the_office_has_it(add):
    add(PROBE)
    GlossaryTerm.objects.filter(key="probe").update(definition_de="Von der Redaktion.")

    assert add(PROBE) == "Inhalte: 0 neu."
    assert probe().definition_de == "Von der Redaktion."


@pytest.mark.both_databases
def test_a_deleted_page_stays_deleted(add):
    add(PROBE)
    removals.remove(admin_of(Revision.objects.get(key="probe")), probe(), by=None)

    assert add(PROBE) == "Inhalte: 0 neu."
    assert not GlossaryTerm.objects.filter(key="probe").exists()


def test_a_page_that_is_there_gets_no_further_rows(add):
    add(PROBE + SOURCE)

    second = CITED.replace("probe", "zweite") + PROBE.replace("probe", "zweite")

    assert add(CITED + second) == "Inhalte: 2 neu."


def test_a_name_that_no_file_has_is_refused_with_those_that_there_are(write):
    with pytest.raises(CommandError, match=r"zauberei: Diese Datei gibt es nicht\. Es gibt: 1, 2\."):
        said(directory=write(PROBE, SOURCE), only="zauberei")


DOUBLE_FIELD = PROBE.replace("term_de: Probe", "term_de: Probe, term_de: Noch eine")
BROKEN = {
    "bad YAML": ("- model: [", "1.yaml", "kein gültiges YAML"),
    "not a list": ("model: programmes.glossaryterm", "1.yaml", "Eine Liste"),
    "a date that does not exist": (SOURCE.replace("kind: press", "kind: press, published_on: 2021-13-45"), "1.yaml"),
    "a field given twice": (DOUBLE_FIELD, "1.yaml", "term_de", "zweimal"),
    "a primary key": (PROBE.replace("  fields", "  pk: 7\n  fields"), "1.yaml", "Zeile 1", "model", "fields"),
    "an unknown model": (PROBE.replace("glossaryterm", "zauberei"), "1.yaml", "Zeile 1", "programmes.zauberei"),
    "a model that is not content": (PROBE.replace("programmes.glossaryterm", "auth.user"), "Zeile 1", "auth.user"),
    "no key": (PROBE.replace("key: probe, ", ""), "1.yaml", "Zeile 1", "key"),
    "a key that is no address": (PROBE.replace("key: probe", "key: Grüsse!"), "Grüsse!", "key"),
    "the same key twice": (PROBE + PROBE, "glossaryterm probe", "key", "schon in 1.yaml"),
    "an unknown field": (PROBE.replace("term_de", "begriff"), "glossaryterm probe", "begriff"),
    "a translated name without its language": (PROBE.replace("term_de", "term"), "glossaryterm probe", "«term_de»"),
    "the time of change": (PROBE.replace("slug: probe", "slug: probe, changed_at: 2021-01-01"), "changed_at"),
    "a number where text belongs": (PROBE.replace("term_de: Probe", "term_de: 142.20"), "probe", "term_de", "142.2"),
    "a bad date": (SOURCE.replace("kind: press", "kind: press, published_on: gestern"), "beleg", "published_on"),
    "a bad choice": (SOURCE.replace("kind: press", "kind: gerede"), "document beleg", "kind", "gerede"),
    "no German": (PROBE.replace("term_de: Probe, ", ""), "glossaryterm probe", "term_de"),
    "text too long": (PROBE.replace("Ein Versuch.", "x" * 301), "glossaryterm probe", "definition_de", "300"),
    "an address taken": (PROBE + PROBE.replace("key: probe", "key: andere"), "glossaryterm andere", "slug"),
    "an unknown reference": (PROBE + CITED, "citation probe--beleg", "document", "«beleg» gibt es nicht"),
    "an unknown link": (MEASURE, "versuch", "areas", "«feld» gibt es nicht"),
    "a reference that is no key": (SOURCE + PROBE + CITED.replace("[beleg]", "beleg"), "document", "[schlüssel]"),
    "links that are no list of keys": (MEASURE.replace("[[feld]]", "[feld]"), "areas", "[[schlüssel], …]"),
    "a broken constraint": (
        SOURCE + CITED.replace(", term: [probe]", ""),
        "citation probe--beleg",
        "gehört zu genau einer Seite",
    ),
    "rows in a circle": (
        """
- model: programmes.decision
  fields: {key: a, slug: a, title_de: A, summary_de: A, date: 2001-01-01, body: parliament, follows: [b]}
- model: programmes.decision
  fields: {key: b, slug: b, title_de: B, summary_de: B, date: 2001-01-01, body: parliament, follows: [a]}
""",
        "programmes.decision",
        "im Kreis",
    ),
}


#: What PostgreSQL refuses in words of its own.
BY_DATABASE = {"text too long", "an address taken", "a broken constraint"}


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(broken, id=name, marks=[pytest.mark.both_databases] if name in BY_DATABASE else [])
        for name, broken in BROKEN.items()
    ],
)
def test_a_broken_fixture_says_where_in_one_line_and_loads_nothing(load, broken):
    text, *expected = broken
    sound = SOURCE.replace("beleg", "heil")

    with pytest.raises(CommandError) as refused:
        load(text, sound)

    message = str(refused.value)
    assert [part for part in expected if part not in message] == []
    assert "\n" not in message
    assert not any(model.objects.exists() for model in entry_models())


def test_a_directory_without_files_is_an_error(load):
    with pytest.raises(CommandError, match="keine YAML-Datei"):
        load()
