"""A comparison shows checkboxes, numbers and keys of a form in words."""

import pytest
from django.contrib import admin

from editorial.comparison.diff import differences
from editorial.forms.form_content import Content
from files.models import StoredFile
from pages.models import StandingPage
from programmes.models import Decision, Document, Programme
from tests import factories, sample_files

pytestmark = pytest.mark.django_db

#: A field of a decision, before and after as content has it, and as somebody reads it.
READ = {
    "a box that is no longer ticked": ("is_main", "on", "", "ja", "nein"),
    "a box that is ticked now": ("is_main", "", "on", "nein", "ja"),
    "a choice": ("body", "parliament", "people", "Landrat", "Volksabstimmung"),
    "a choice that was left open": ("outcome", "", "accepted", "", "angenommen"),
    "a day": ("date", "2023-06-08", "2022-01-01", "8. Juni 2023", "1. Januar 2022"),
    "a number": ("yes_votes", "60", "61", "60", "61"),
    "an amount": ("amount_chf", "3000000", "950", "3’000’000", "950"),
    "nothing": ("business_number", "2021/70", "", "2021/70", ""),
    "a page that is gone": ("follows", "weg", "", "weg (gelöscht)", ""),
    "rich text": (
        "description_de", "<p>Alt.</p>", "<h3>Neu</h3><ul><li>eins</li></ul><p><strong>zwei</strong></p>",
        "Alt.", "Neu\n• eins\nzwei",
    ),
}  # fmt: skip


def compared(model, before: Content, after: Content) -> dict[tuple[str, str], tuple[str, str]]:
    found = differences(admin.site.get_model_admin(model), before, after)
    return {(each.row, each.name): (each.before, each.after) for each in found}


@pytest.mark.parametrize(("name", "old", "new", "before", "after"), READ.values(), ids=READ)
def test_a_field_is_compared_as_somebody_reads_it(name, old, new, before, after):
    assert compared(Decision, {"": {name: old}}, {"": {name: new}}) == {("", name): (before, after)}


#: A rich text, and how a reader would tell it.
TOLD = {
    "a link to a page by its title": ('<p>Zu <a href="/foerderbereiche/probe-bereich/">diesem Bereich</a>.</p>', "Zu diesem Bereich (→ Sprachen lernen)."),
    "a link that has the title": ('<p><a href="/foerderbereiche/probe-bereich/#x">Sprachen lernen</a></p>', "Sprachen lernen"),
    "a link to a fixed page": ('<p><a href="/massnahmen/">Angebote</a></p>', "Angebote (→ Alle Massnahmen)"),
    "links elsewhere": (
        '<p><a href="https://www.bl.ch/">Kanton</a>, <a href="mailto:a@b.ch">a@b.ch</a></p>', "Kanton (→ bl.ch), a@b.ch",
    ),
    "a table row by row": (
        "<table><caption>Kurse</caption><tr><td>Ort</td><td>Tag</td></tr><tr><td>Liestal</td><td>Mo<br>Di</td></tr></table>",
        "Tabelle: Kurse\nOrt · Tag\nLiestal · Mo\nDi",
    ),
    "images by their text": (
        '<p>a</p><img src="/dateien/bilder/a.webp" alt="Ein Kurs"><img src="/dateien/bilder/b.webp" alt="">',
        "a\nBild: Ein Kurs\nBild: nur Schmuck",
    ),
    "items of a list in a list": ("<ul><li><p>a</p><ol><li>b</li></ol></li></ul>", "• a\n• b"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "told"), TOLD.values(), ids=TOLD)
def test_a_rich_text_is_told_as_somebody_reads_it(text, told):
    factories.funding_area(slug="probe-bereich", name_de="Sprachen lernen")
    StandingPage.objects.update_or_create(key="measures", defaults={"title_de": "Alle Massnahmen"})

    assert compared(Decision, {"": {}}, {"": {"description_de": text}}) == {("", "description_de"): ("", told)}


#: Before and after, where nobody reads a difference.
ALIKE = {
    "spaces": ("title_de", "Ein  Titel ", "Ein Titel"),
    "a no-break space": ("summary_de", "8.\u00a0Juni", "8. Juni"),
    "the markup of the editor": ("description_de", "<ul><li>a</li></ul>", "<ul>\n<li><p>a</p></li></ul>"),
    "the size of an image": (
        "description_de", '<p>x</p><img src="/dateien/bilder/a.webp" alt="a">',
        '<p>x</p><img src="/dateien/bilder/a.webp" alt="a" width="3" height="2">',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new"), ALIKE.values(), ids=ALIKE)
def test_what_nobody_can_see_is_no_difference(name, old, new):
    assert compared(Decision, {"": {name: old}}, {"": {name: new}}) == {}


#: Before and after, where the words are the same and something else is not.
OTHER_LOOKS = {
    "a heading": ("<p>a</p>", "<h3>a</h3>"),
    "bold": ("<p>a</p>", "<p><strong>a</strong></p>"),
    "another image": ('<img src="/dateien/bilder/a.webp" alt="x">', '<img src="/dateien/bilder/b.webp" alt="x">'),
}


@pytest.mark.parametrize(("old", "new"), OTHER_LOOKS.values(), ids=OTHER_LOOKS)
def test_a_change_of_looks_alone_is_named(old, new):
    (found,) = differences(
        admin.site.get_model_admin(Decision), {"": {"description_de": old}}, {"": {"description_de": new}}
    )

    assert not found.has_other_words


def test_a_space_within_a_changed_text_is_not_marked():
    (found,) = differences(
        admin.site.get_model_admin(Decision), {"": {"title_de": "Ein  Titel alt"}}, {"": {"title_de": "Ein Titel neu"}}
    )

    assert [(each.kind, each.text) for each in found.segments if each.kind] == [("del", "alt"), ("ins", "neu")]


def test_a_file_has_its_name(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = StoredFile.objects.take_in("Bericht 2025.pdf", sample_files.pdf())

    ((_before, after),) = compared(Document, {"": {}}, {"": {"file": file.key}}).values()

    assert after.startswith("Bericht 2025.pdf (PDF, 2 Seiten")


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


def test_differences_come_in_the_order_of_the_form_and_rows_that_are_alike_have_a_number():
    """PostgreSQL stores the keys of content by their length."""
    rows = {
        f"figures {key}": {"unit_de": "CHF", "value": "7", "position": place}
        for key, place in {"a": "2", "b": "1"}.items()
    }
    texts = {"slug": "x", "name_de": "Neu"}

    found = list(compared(Programme, {"": {}}, rows | {"": texts}))

    assert [field for name, field in found if not name] == ["name_de", "slug"]
    assert [field for name, field in found if name][:3] == ["unit_de", "value", "position"]
    assert list(dict.fromkeys(name for name, _field in found if name)) == [
        "Kennzahl 1 «CHF» (neu)", "Kennzahl 2 «CHF» (neu)",
    ]  # fmt: skip


def test_a_row_without_german_is_called_by_what_it_refers_to():
    document = factories.document(title="Bericht eins")

    found = compared(Decision, {"": {}}, {"": {}, "citations a": {"document": document.key, "position": "1"}})

    assert {name for name, _field in found} == {f"Quelle «{document}» (neu)"}
