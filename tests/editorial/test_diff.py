"""A comparison shows checkboxes, numbers and keys of a form in words."""

import pytest
from django.contrib import admin

from editorial.revisions.diff import differences
from editorial.revisions.merge import Content
from programmes.models import Decision, Programme
from tests import factories

pytestmark = pytest.mark.django_db

#: A field of a decision, before and after as content has it, and as somebody reads it.
READ = {
    "a box that is no longer ticked": ("is_main", "on", "", "ja", "nein"),
    "a box that is ticked now": ("is_main", "", "on", "nein", "ja"),
    "a choice": ("body", "parliament", "people", "Landrat", "Volksabstimmung"),
    "a choice that was left open": ("outcome", "", "accepted", "", "angenommen"),
    "a day": ("date", "2023-06-08", "2022-01-01", "8. Juni 2023", "1. Januar 2022"),
    "a number": ("yes_votes", "60", "61", "60", "61"),
    "nothing": ("business_number", "2021/70", "", "2021/70", ""),
    "a page that is gone": ("follows", "weg", "", "weg (gelöscht)", ""),
    "rich text": (
        "description_de", "<p>Alt.</p>", "<h3>Neu</h3><ul><li>eins</li></ul><p><strong>zwei</strong></p>",
        "Alt.", "## Neu\n• eins\n\n**zwei**",
    ),
}  # fmt: skip


def compared(model, before: Content, after: Content) -> dict[tuple[str, str], tuple[str, str]]:
    found = differences(admin.site.get_model_admin(model), before, after)
    return {(each.row, each.name): (each.before, each.after) for each in found}


@pytest.mark.parametrize(("name", "old", "new", "before", "after"), READ.values(), ids=READ)
def test_a_field_is_compared_as_somebody_reads_it(name, old, new, before, after):
    assert compared(Decision, {"": {name: old}}, {"": {name: new}}) == {("", name): (before, after)}


def test_what_is_the_same_is_not_named():
    content = {"": {"is_main": "on", "body": "parliament", "outcome": ""}}

    assert compared(Decision, content, {"": {"is_main": "on", "body": "parliament"}}) == {}


def test_a_reference_has_the_name_of_what_it_leads_to():
    one, other = (
        factories.document(key="eins", title="Bericht eins"),
        factories.document(key="zwei", title="Bericht zwei"),
    )
    row = {"document": one.key, "position": "1"}

    found = compared(Decision, {"": {}, "citations a": row}, {"": {}, "citations a": row | {"document": other.key}})

    assert list(found.values()) == [(str(one), str(other))]
    assert "Bericht eins" in str(one)


@pytest.mark.parametrize(("ticked", "shown"), [("on", {"is_priority": ("", "ja")}), ("", {})])
def test_a_row_that_came_has_nothing_before_it(ticked, shown):
    """Neither «nein»: there was no box."""
    row = {"name_de": "Sprache", "is_priority": ticked}

    found = compared(Programme, {"": {}}, {"": {}, "areas a": row})

    assert {name for name, _field in found} == {"Förderbereich «Sprache» (neu)"}
    assert {field: texts for (_row, field), texts in found.items() if field != "name_de"} == shown
