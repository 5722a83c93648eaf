"""Loading content: once or often the same, never over an editor's work, and all or nothing."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils.translation import override

from editorial.models import Entry, LoadedEntry
from programmes.models import Citation, Decision, Document, GlossaryTerm, Measure

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
MEASURE = """
- model: programmes.measure
  fields: {key: versuch, slug: versuch, name_de: Versuch, summary_de: "Ein Versuch.", areas: [[sprache]]}
"""


@pytest.fixture
def load(tmp_path):
    """Loads the texts given, each as a file of its own, and returns what the command says."""

    def load(*texts: str) -> str:
        for old in tmp_path.glob("*.yaml"):
            old.unlink()
        for number, text in enumerate(texts, start=1):
            (tmp_path / f"{number}.yaml").write_text(text, encoding="utf-8")
        said = StringIO()
        call_command("load_content", directory=tmp_path, stdout=said)
        return said.getvalue()

    return load


def probe() -> GlossaryTerm:
    return GlossaryTerm.objects.get(key="probe")


def last_changes() -> dict:
    models = [model for model in apps.get_models() if issubclass(model, Entry)]
    return {(model, row.key): row.changed_at for model in models for row in model.objects.all()}


def test_loading_the_shipped_content_again_changes_nothing():
    before = last_changes()
    said = StringIO()

    call_command("load_content", stdout=said)

    assert len(before) > 500
    assert last_changes() == before
    assert said.getvalue().startswith(f"Inhalte: 0 neu, 0 erneuert, {len(before)} unverändert, 0 belassen")


def test_a_new_row_is_created(load):
    assert "1 neu" in load(PROBE)
    assert probe().term_de == "Probe"


def test_german_is_written_whatever_language_is_active(load):
    with override("fr"):
        load(PROBE)

    assert GlossaryTerm.objects.rewrite(False).filter(term="Probe", term_de="Probe", term_fr=None).exists()


def test_a_changed_fixture_renews_a_row_that_nobody_edited(load):
    load(PROBE)

    assert "1 erneuert" in load(PROBE.replace("Ein Versuch.", "Ein zweiter Versuch."))
    assert probe().definition_de == "Ein zweiter Versuch."


def test_a_row_is_renewed_again_and_again(load):
    load(PROBE)
    load(PROBE.replace("Ein Versuch.", "Zwei."))
    load(PROBE.replace("Ein Versuch.", "Drei."))

    assert probe().definition_de == "Drei."


def test_an_edited_row_is_left_alone_and_named(load):
    load(PROBE)
    edited = probe()
    edited.definition_de = "Von der Redaktion."
    edited.save()

    said = load(PROBE.replace("Ein Versuch.", "Ein zweiter Versuch."))

    assert probe().definition_de == "Von der Redaktion."
    assert "1 belassen: programmes.glossaryterm probe (bearbeitet: definition_de)" in said


def test_a_translation_by_an_editor_does_not_keep_the_german_from_being_renewed(load):
    load(PROBE)
    translated = probe()
    translated.term_fr = "Essai"
    translated.save()

    load(PROBE.replace("Ein Versuch.", "Ein zweiter Versuch."))

    assert (probe().definition_de, probe().term_fr) == ("Ein zweiter Versuch.", "Essai")


def test_a_field_that_an_editor_filled_first_is_left_alone(load):
    load(PROBE)
    translated = probe()
    translated.term_fr = "Essai"
    translated.save()

    said = load(PROBE.replace("term_de: Probe", "term_de: Probe, term_fr: Échantillon"))

    assert probe().term_fr == "Essai"
    assert "(bearbeitet: term_fr)" in said


def test_a_field_that_the_fixture_no_longer_gives_is_emptied(load):
    load(PROBE.replace("term_de: Probe", "term_de: Probe, abbreviation_de: PR"))
    load(PROBE)

    assert not probe().abbreviation_de


def test_links_that_the_fixture_no_longer_gives_are_removed(load):
    load(MEASURE)
    linked = Measure.objects.get(key="versuch").areas.count()
    load(MEASURE.replace(", areas: [[sprache]]", ""))

    assert linked == 1
    assert not Measure.objects.get(key="versuch").areas.exists()


def test_edited_links_are_left_alone(load):
    load(MEASURE)
    Measure.objects.get(key="versuch").areas.clear()

    assert "(bearbeitet: areas)" in load(MEASURE.replace("Ein Versuch.", "Ein zweiter Versuch."))
    assert not Measure.objects.get(key="versuch").areas.exists()


def test_a_deleted_row_stays_deleted(load):
    load(PROBE)
    probe().delete()

    assert "programmes.glossaryterm probe (gelöscht)" in load(PROBE)
    assert not GlossaryTerm.objects.filter(key="probe").exists()


def test_a_row_that_an_editor_made_is_left_alone(load):
    GlossaryTerm.objects.create(key="probe", slug="eigene", term_de="Eigene", definition_de="Von der Redaktion.")

    assert "probe (von Hand erfasst)" in load(PROBE)
    assert probe().term_de == "Eigene"


def test_a_new_row_that_refers_to_a_deleted_one_is_left_alone(load):
    load(PROBE, SOURCE)
    probe().delete()

    assert "probe--beleg (verweist auf Gelöschtes: term)" in load(PROBE, SOURCE, CITED)
    assert not Citation.objects.filter(key="probe--beleg").exists()


@pytest.mark.parametrize("files", [(PROBE, SOURCE, CITED), (CITED, SOURCE, PROBE), (CITED + PROBE + SOURCE,)])
def test_the_order_of_files_and_rows_does_not_matter(load, files):
    assert "3 neu" in load(*files)
    assert Citation.objects.get(key="probe--beleg").fact == probe()


def test_a_row_may_follow_one_of_its_own_kind_that_stands_further_down(load):
    load("""
- model: programmes.decision
  fields: {key: b, slug: b, title_de: B, summary_de: B, date: 2002-02-02, body: people, follows: [a]}
- model: programmes.decision
  fields: {key: a, slug: a, title_de: A, summary_de: A, date: 2001-01-01, body: landrat}
""")

    assert Decision.objects.get(key="b").follows.key == "a"


def test_decimals_keep_the_places_that_were_written(load):
    load("""
- model: programmes.decision
  fields: {key: a, slug: a, title_de: A, summary_de: A, date: 2001-01-01, body: landrat, turnout_percent: 58.97}
""")

    assert str(Decision.objects.get(key="a").turnout_percent) == "58.97"


def test_rich_text_is_cleaned_and_still_counts_as_unedited(load):
    told = PROBE.replace("term_de: Probe", "term_de: Probe, explanation_de: '<p onclick=x>Gut<script>x</script></p>'")
    load(told)

    assert probe().explanation_de == "<p>Gut</p>"
    assert "1 unverändert" in load(told)


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
    "an address taken": (PROBE.replace("slug: probe", "slug: regelstrukturen"), "glossaryterm probe", "slug"),
    "an unknown reference": (PROBE + CITED, "citation probe--beleg", "document", "«beleg» gibt es nicht"),
    "an unknown link": (MEASURE.replace("[[sprache]]", "[[spruche]]"), "versuch", "areas", "«spruche» gibt es nicht"),
    "a reference that is no key": (SOURCE + PROBE + CITED.replace("[beleg]", "beleg"), "document", "[schlüssel]"),
    "links that are no list of keys": (MEASURE.replace("[[sprache]]", "[sprache]"), "areas", "[[schlüssel], …]"),
    "a broken constraint": (
        SOURCE + CITED.replace(", term: [probe]", ""),
        "citation probe--beleg",
        "gehört zu genau einer Seite",
    ),
    "rows in a circle": (
        """
- model: programmes.decision
  fields: {key: a, slug: a, title_de: A, summary_de: A, date: 2001-01-01, body: landrat, follows: [b]}
- model: programmes.decision
  fields: {key: b, slug: b, title_de: B, summary_de: B, date: 2001-01-01, body: landrat, follows: [a]}
""",
        "programmes.decision",
        "im Kreis",
    ),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_fixture_says_where_in_one_line_and_loads_nothing(load, broken):
    text, *expected = broken
    sound = SOURCE.replace("beleg", "heil")

    with pytest.raises(CommandError) as refused:
        load(text, sound)

    message = str(refused.value)
    assert [part for part in expected if part not in message] == []
    assert "\n" not in message
    assert not Document.objects.filter(key="heil").exists()
    assert not LoadedEntry.objects.filter(key="heil").exists()


def test_a_directory_without_files_is_an_error(load):
    with pytest.raises(CommandError, match="keine YAML-Datei"):
        load()
