"""Invalid input is refused in German, beside the field, never with an error page."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User

from programmes.models import Decision, Document, FundingArea, Measure, Programme
from tests import factories
from tests.editorial.office import address, send

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: What the models refuse is in test_constraints; here, what only a form can be sent, and one of theirs.
WRONG = [
    (Programme, "programme", {"first_year": "2157", "last_year": "2154"}, "last_year", "liegt vor dem ersten"),
    (Programme, "programme", {"first_year": "-5"}, "first_year", "von 1000 bis 2200"),
    (Programme, "programme", {"first_year": "9" * 30}, "first_year", "von 1000 bis 2200"),
    (Programme, "programme", {"first_year": "2024", "last_year": "2024"}, "first_year", "überschneiden sich mit KIP 3"),
    (Programme, "programme", {"slug": "suche"}, "slug", "schon die Adresse einer anderen Seite"),
    (Programme, "programme", {"slug": "kip-3"}, "slug", "existiert bereits"),
    (Programme, "programme", {"slug": "kip 3!"}, "slug", "ohne Umlaut"),
    (Programme, "programme", {"name_de": ""}, "name_de", "Bitte ausfüllen"),
    (Programme, "programme", {"name_de": "x" * 61}, "name_de", "Höchstens 60 Zeichen"),
    (Programme, "programme", {"in_brief_de": "<p> </p>"}, "in_brief_de", "Bitte ausfüllen"),
    (Programme, "programme", {"aims_de": '<p><a href="www.x.ch">x</a></p>'}, "aims_de", "«www.x.ch»"),
    (Decision, "decision", {"turnout_percent": "viele"}, "turnout_percent", "Bitte eine Zahl"),
    (Decision, "decision", {"turnout_percent": "NaN"}, "turnout_percent", "Bitte eine Zahl"),
    (Decision, "decision", {"yes_votes": "-3", "no_votes": "1"}, "yes_votes", "grösser oder gleich 0"),
    (Decision, "decision", {"date": "31.02.2023"}, "date", "zum Beispiel 8.6.2023"),
    (Decision, "decision", {"date": ""}, "date", "Bitte ausfüllen"),
    (Decision, "decision", {"body": "kanton"}, "body", "gültige Auswahl"),
    (Document, "document", {"url": "javascript:alert(1)"}, "url", "gültige Adresse"),
    (Measure, "measure", {"website": "kein Link"}, "website", "gültige Adresse"),
    (FundingArea, "funding_area", {"slug": "sprache"}, "slug", "existiert bereits"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "kind", "changes", "field", "message"), WRONG)
def test_a_wrong_value_is_named_beside_its_field(rf, model, kind, changes, field, message):
    row, request = factories.EACH[kind](), rf.get("/")
    request.user = User(is_superuser=True)
    form_class = admin.site.get_model_admin(model).get_form(request, row, change=True)
    shown = {bound.html_name: bound.value() for bound in form_class(instance=row)}

    errors = form_class(
        {name: value for name, value in shown.items() if value is not None} | changes, instance=row
    ).errors

    assert message in " ".join(errors.get(field, [])), errors


def test_a_wrong_value_is_named_on_the_page_too(chief):
    answer = send(chief, address(Programme, "change", factories.programme().pk), slug="kip-3")

    assert answer.response.status_code == 200
    assert "existiert bereits" in answer.errors["slug"]


def rows(prefix: str, *forms: dict) -> dict:
    fields = {
        f"{prefix}-{number}-{name}": str(value) for number, form in enumerate(forms) for name, value in form.items()
    }
    return {f"{prefix}-TOTAL_FORMS": str(len(forms))} | fields


def test_two_rows_with_the_same_area_are_refused(chief):
    programme, area = factories.programme(), factories.funding_area()
    row = {"area": area.pk, "name_de": "Sprache", "position": 1}

    answer = send(chief, address(Programme, "change", programme.pk), **rows("areas", row, row))

    assert answer.response.status_code == 200
    assert "Förderbereich" in answer.document.text_content()
    assert "Jede darf nur einmal vorkommen" in answer.document.text_content()


def test_a_pillar_of_another_phase_is_refused(chief):
    programme, pillar = factories.programme(), factories.pillar(programme=Programme.objects.get(slug="kip-1"))
    row = {"area": factories.funding_area().pk, "name_de": "Sprache", "position": 1, "pillar": pillar.pk}

    answer = send(chief, address(Programme, "change", programme.pk), **rows("areas", row))

    assert "gibt es nicht oder nicht mehr" in answer.errors["areas-0-pillar"]


def test_pillars_can_change_places(chief):
    programme = factories.programme()
    first, second = (factories.pillar(programme=programme, position=place) for place in (1, 2))

    answer = send(
        chief, address(Programme, "change", programme.pk), **{"pillars-0-position": "2", "pillars-1-position": "1"}
    )

    assert answer.response.status_code == 302, answer.errors
    assert list(programme.pillars.in_order()) == [second, first]


def test_a_figure_row_without_a_source_is_refused(chief):
    programme = factories.programme()
    row = {"label_de": "Kurse", "value": "12", "kind": "result", "position": 0}

    answer = send(chief, address(Programme, "change", programme.pk), **rows("figures", row))

    assert "Bitte ausfüllen" in answer.errors["figures-0-source"]
