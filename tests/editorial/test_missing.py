"""«Was noch fehlt»: what the office still has to add, only on its start page, until the field is filled in."""

import pytest
from django.contrib import admin
from django.db.models import Field, Q

from editorial.office import missing
from programmes.models import Document, Evaluation, Measure, OrganisationalUnit, Programme
from tests import factories
from tests.editorial.office import Answer, person
from tests.sampling import part_of
from tests.site.page import fetch

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

RULES = missing.rules()
#: What is missing in the shipped content, by page and field; gone from here as soon as a fixture says it.
SHIPPED = {
    ("Fachabteilung Integration", "Telefon"),
    ("Fachabteilung Integration", "E-Mail"),
    ("Fachabteilung Integration", "Anschrift"),
    ("Fachabteilung Integration", "Öffnungszeiten"),
    ("KIP 1 (2014–2017)", "Entscheide"),
    ("KIP 2 (2018–2021)", "Kennzahlen"),
    ("Für Gemeinden und Projekte", "Text"),
}


def listed() -> set[tuple[str, str]]:
    return {(gap.place.name, gap.label) for gap in missing.gaps()}


def rows(client) -> list[list[str]]:
    (section,) = Answer(client.get("/admin/")).document.cssselect("section[aria-labelledby='fehlt-noch']")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in section.cssselect("tbody tr")]


def test_what_is_missing_today_is_listed_with_page_field_and_reason(editor):
    found = rows(editor)

    assert listed() >= SHIPPED
    assert len(found) == len(missing.gaps()) > 20
    assert [
        "Fachabteilung Integration (Organisationseinheit)", "Telefon", "die Telefonnummer der Fachabteilung",
        "Wer Rat sucht, findet die Fachabteilung nicht.",
    ] in found  # fmt: skip


def test_documents_without_an_address_and_evaluations_without_a_result_are_listed():
    without = {str(document) for document in Document.objects.filter(file=None, url="")}
    open_ones = {str(evaluation) for evaluation in Evaluation.objects.exclude(status="published")}

    assert len(without) >= 4
    assert {(name, "Link") for name in without} | {(name, "Stand") for name in open_ones} <= listed()


def test_a_line_is_gone_when_its_field_is_filled():
    before = listed()
    OrganisationalUnit.objects.filter(key="fachabteilung-integration").update(phone="061 552 00 00")
    Document.objects.filter(file=None, url="").update(url="https://example.org/bericht")
    factories.decision(programme=Programme.objects.get(key="kip-1"))

    gone = before - listed()

    assert ("Fachabteilung Integration", "Telefon") in gone
    assert ("KIP 1 (2014–2017)", "Entscheide") in gone
    assert {gap.rule.what for gap in missing.gaps()} & {"die Adresse oder die Datei des Dokuments"} == set()


def test_what_is_marked_as_a_sample_is_missing_still():
    OrganisationalUnit.objects.filter(key="fachabteilung-integration").update(phone="061 552 00 00", is_sample=True)

    assert ("Fachabteilung Integration", "Telefon") in listed()


def test_a_line_about_a_text_is_gone_when_the_text_says_it():
    measure = Measure.objects.get(key="erstinformation")
    Measure.objects.filter(pk=measure.pk).update(description_de="<p>Wir laden Sie ein.</p>")
    assert (str(measure), "Beschreibung") in listed()

    Measure.objects.filter(pk=measure.pk).update(description_de="<p>Das Gespräch ist freiwillig.</p>")

    assert (str(measure), "Beschreibung") not in listed()


def test_a_line_leads_to_the_field_in_its_form(editor):
    for gap in part_of(missing.gaps(), 4):
        form, _, mark = gap.address.partition("#")
        document = Answer(editor.get(form)).document
        assert not mark or document.cssselect(f"[id='{mark}']"), gap.address


def test_a_line_about_a_decision_leads_to_a_new_one_of_that_phase(editor):
    (gap,) = [each for each in missing.gaps() if each.place.name == "KIP 1 (2014–2017)" and each.label == "Entscheide"]

    document = Answer(editor.get(gap.address)).document

    assert document.cssselect("select[name=programme] option[selected]")[0].text == "KIP 1 (2014–2017)"


def test_only_those_who_write_see_the_list():
    for client in (person("translator", "Übersetzung", languages=("fr",)), person("publisher", "Freigabe")):
        assert "Was noch fehlt" not in Answer(client.get("/admin/")).text


def test_no_public_page_says_what_is_missing():
    text = fetch("/kontakt/").document.text_content()

    assert [rule.why for rule in RULES if rule.why in text] == []


def test_every_rule_names_a_field_that_its_form_has(rf):
    for rule in RULES:
        field = rule.model._meta.get_field(rule.field)
        if isinstance(field, Field):
            page_admin = admin.site.get_model_admin(rule.model)
            names = str([lines for _title, lines in page_admin.sections])
            assert f"'{rule.field.removesuffix('_de')}'" in names, rule.field
            assert field.help_text, "the help text carries the mark that a line leads to"


def test_every_model_with_rules_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(len({rule.model for rule in RULES})):
        missing.gaps()


def test_a_rule_of_another_app_is_listed(monkeypatch):
    area = factories.funding_area(name_de="Neuer Bereich")
    rule = missing.Rule(type(area), "description_de", "ein Text", "Die Seite ist leer.", Q(pk=area.pk))
    monkeypatch.setattr(missing, "_rules", [])

    missing.register(rule)

    assert listed() == {("Neuer Bereich", "Beschreibung")}
