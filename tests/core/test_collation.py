"""Names are sorted alphabetically in every language, on every database, whatever its locale."""

import datetime

import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Length
from django.utils import translation

from core.database.collation import TRANSLATE_FROM, TRANSLATE_TO, Folded, Translate, alphabetical, translate
from programmes.models import Decision, Document, GlossaryTerm
from programmes.views.reference import Glossary
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

#: In the right order: with letters that byte order, and the collations of servers, put elsewhere.
NAMES = {
    "de": ["Abteilung", "Ähre", "Alter", "ÄLTERE", "Kurs", "Kürze", "«mitten unter uns»", "Ökonomie", "Ort", "Zoo"],
    "fr": ["Coté", "cote", "côte", "côté", "École", "écolier", "emploi", "été", "Œuvre", "offre"],
    "it": ["abilità", "Àncora", "ancora oggi", "città", "Cittadina", "è", "Ente", "più", "qualità", "università"],
    "en": ["Aid", "aide", "Co-operation", "co-opt", "Coach", "d’Artagnan", "data", "naïve", "naivety", "Zoë"],
}


@pytest.fixture
def no_terms():
    GlossaryTerm.objects.all().delete()


def shuffled(names: list[str]) -> list[str]:
    return names[1::2] + names[::2]


def terms(language: str) -> list[str]:
    with translation.override(language):
        return [term.term for term in Glossary().in_order()]


@pytest.mark.parametrize("language", NAMES)
def test_terms_stand_in_the_order_of_the_readers_language(no_terms, language):
    for name in shuffled(NAMES[language]):
        factories.term(**{f"term_{language}": name, "term_de": name if language == "de" else "Zuletzt"})

    assert terms(language) == NAMES[language]


@pytest.mark.parametrize("language", ["fr", "it", "en"])
@pytest.mark.parametrize("empty", [None, ""])
def test_a_term_without_translation_stands_where_its_german_name_belongs(no_terms, language, empty):
    factories.term(**{"term_de": "Aaa", f"term_{language}": "Zone"})
    factories.term(**{"term_de": "Übung", f"term_{language}": empty})
    factories.term(**{"term_de": "Zzz", f"term_{language}": "Ambito"})

    assert terms(language) == ["Ambito", "Übung", "Zone"]
    assert terms("de") == ["Aaa", "Übung", "Zzz"]


def test_the_order_asks_no_untranslated_column_and_survives_changes_past_the_model(no_terms):
    first, second = factories.term(term_de="A", term_fr="Zone"), factories.term(term_de="B", term_fr="École")
    GlossaryTerm.objects.filter(pk=first.pk).update(term_fr="Abri", term_de="Ähre")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE programmes_glossaryterm SET term = %s WHERE id = %s", ["aaa", second.pk])

    assert terms("fr") == ["Abri", "École"]
    assert terms("de") == ["Ähre", "B"]


def test_the_pages_of_a_long_list_follow_each_other_in_one_order(no_terms):
    """The database cuts the pages: each row stands on one, also where names are the same."""
    size = Glossary.per_page
    for number in range(2 * size + 5):
        factories.term(term_de="Ämter" if number % 2 else "amtlich")
    with translation.override("fr"):
        whole = list(Glossary().in_order().values_list("pk", flat=True))
        view = Glossary()
        parts = [view.listing.part(number).object_list for number in view.listing.page_range]

        assert len(parts) == 3
        assert [row.pk for part in parts for row in part] == whole
    assert terms("de")[0] == "Ämter"
    assert terms("de")[-1] == "amtlich"


def test_the_page_shows_the_terms_in_order(no_terms, client):
    for name in shuffled(NAMES["de"]):
        factories.term(term_de=name)

    shown = client.get("/fr/glossar/").context["terms"]

    assert [term.term_de for term in shown] == NAMES["de"]


def test_documents_of_a_day_stand_by_their_titles():
    day = datetime.date(2150, 1, 1)
    for title in shuffled(NAMES["de"]):
        factories.document(title=title, published_on=day)

    assert [document.title for document in Document.objects.in_order().filter(published_on=day)] == NAMES["de"]


def test_addresses_are_compared_byte_by_byte():
    """Collations of servers pass over the hyphen, or put the digit after the letter."""
    slugs = ["probe-1", "probe-2", "probe-2-a", "probe-21", "probe-2bis", "probe2"]
    for slug in shuffled(slugs):
        factories.decision(slug=slug)

    rows = Decision.objects.filter(date=datetime.date(2150, 6, 8))
    assert [row.slug for row in rows.in_order()] == slugs
    assert [row.slug for row in rows.in_order().reverse()] == slugs[::-1]
    assert [row.slug for row in rows] == slugs


def test_the_database_folds_as_the_table_says(no_terms):
    """Every letter that is folded, and some that are not, in one name."""
    name = "".join(dict.fromkeys(TRANSLATE_FROM.replace("\u0640", ""))) + "xyz 019 አማ ئ"
    factories.term(term_de="A")
    row = GlossaryTerm.objects.annotate(
        translated=Translate(Value(name), Value(TRANSLATE_FROM), Value(TRANSLATE_TO)),
        folded=Folded(Value("«Œuvre» d’Été")),
    ).annotate(length=Length(F("translated")))[0]

    assert row.translated == translate(name, TRANSLATE_FROM, TRANSLATE_TO)
    assert row.length == len(row.translated)
    assert row.folded == "oeuvre dete"


def test_an_order_is_made_for_the_language_in_which_it_is_asked():
    with translation.override("it"):
        columns = str(GlossaryTerm.objects.order_by(*alphabetical("term")).only("pk").query).partition("ORDER BY")[2]

    assert "term_it" in columns
    assert "term_de" in columns
    assert '."term"' not in columns
