"""A long form leads to what is wrong in it, and shows its rows in one line each."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from editorial.models import Revision
from programmes.models import Programme
from tests.editorial.office import Answer, address, hand_in, logged_in, person, revision_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> str:
    return address(Programme, "change", Programme.objects.get(key="kip-3").pk)


def faults(document) -> dict[str, str]:
    """What the links above the form say, by the id to which they lead."""
    return {link.get("href")[1:]: link.text_content() for link in document.cssselect("[role=alert] a")}


def rows(document, prefix: str) -> list:
    return document.cssselect(f"#{prefix}-group .inline-related:not(.empty-form)")


def test_faults_name_row_and_field_and_lead_to_the_field(page):
    editor = person("editor", "Redaktion")
    checked = hand_in(editor, page, **{"figures-1-value": "viel", "figures-3-first_year": "neu", "name_de": ""})

    document = Answer(editor.get(page)).document
    links = Answer(editor.get(checked.url)).document.cssselect(".errornote a")

    found = faults(document)
    assert {link.get("href").partition("#")[2] for link in links} == set(found)
    assert found["id_name_de"].startswith("Feld «Name»: ")
    assert found["id_figures-1-value"].startswith("Kennzahlen dieser Seite, Zeile 2 «")
    assert "», Feld «Wert»: " in found["id_figures-1-value"]
    assert list(found) == ["id_name_de", "id_figures-1-value", "id_figures-3-first_year"]
    assert all(document.get_element_by_id(anchor).get("aria-invalid") == "true" for anchor in found)


def test_a_form_that_arrives_without_its_rows_takes_none_away(page):
    editor = person("editor", "Redaktion")
    shown = Answer(editor.get(page)).values
    cut_off = {name: values for name, values in shown.items() if not name.startswith("figures-")}

    draft = revision_of(editor.post(page, cut_off | {"name_de": "Neuer Name", "_check": "1"}))

    assert any(place.startswith("figures ") for place in draft.content)


def test_a_row_is_a_line_and_open_where_something_is_wrong(page):
    editor = person("editor", "Redaktion")
    hand_in(editor, page, **{"figures-1-value": "viel", "figures-2-DELETE": "on"})

    found = rows(Answer(editor.get(page)).document, "figures")

    lines = [" ".join(row.cssselect("summary")[0].text_content().split()) for row in found]
    assert [bool(row.cssselect("details[open]")) for row in found][:4] == [False, True, False, False]
    assert lines[1].startswith("2. ")
    assert lines[1].endswith("stimmt noch nicht")
    assert lines[2].endswith("wird gelöscht")
    assert all(" · " in line for line in lines)


def test_without_a_script_a_button_saves_and_comes_back_with_an_empty_row(page):
    editor = person("editor", "Redaktion")
    before = len(rows(Answer(editor.get(page)).document, "figures"))

    back = editor.post(page, Answer(editor.get(page)).values | {"name_de": "Neuer Name", "_add_row": "keyfigure"})
    shown = Answer(editor.get(back.url))

    empty = shown.document.get_element_by_id("zeile")
    assert len(rows(shown.document, "figures")) == before + 1
    assert len(empty.cssselect("[name$=-source] option")) > 2
    new_row = {empty.cssselect("[name$=-label_de]")[0].get("name"): "Kurse"}
    editor.post(back.url, shown.values | new_row | {"_draft_only": "1"})
    draft = Revision.objects.latest("pk").content
    assert draft[""]["name_de"] == "Neuer Name"
    assert sum(place.startswith("figures ") for place in draft) == before + 1


@pytest.mark.parametrize("name", ["_add_row", "_side"])
def test_an_answer_leads_to_no_longer_address_than_servers_take(page, name):
    editor = person("editor", "Redaktion")

    back = editor.post(page, Answer(editor.get(page)).values | {name: "x" * 20_000})

    assert len(back.url) < 400


@pytest.mark.parametrize(("side", "query"), [("it", "&sprache=it"), ("", "")])
def test_what_is_typed_is_saved_before_another_language_is_shown(page, side, query):
    editor = person("editor", "Redaktion")
    shown = f"{page}?sprache=fr"

    answer = editor.post(shown, Answer(editor.get(shown)).values | {"name_fr": "Nouveau", "_side": side})

    draft = Revision.objects.latest("pk")
    assert draft.content[""]["name_fr"] == "Nouveau"
    assert answer.url == f"{page}?fassung={draft.pk}{query}"


def test_the_enter_key_checks_a_form_and_never_publishes_at_once(page):
    """A browser has it press the first button."""
    editor = person("editor", "Redaktion", "Freigabe")
    checked = hand_in(editor, page, name_de="Neuer Name")

    form, revision = (Answer(editor.get(each)).document for each in (page, checked.url))

    assert form.cssselect("#programme_form [type=submit]")[0].get("name") == "_enter"
    (publishing,) = [each for each in revision.forms if each.cssselect("[value=publish]")]
    assert publishing.cssselect("[type=submit]")[0].get("value") == "schedule"


def contents(document) -> dict[str, str]:
    """What the list of contents says of each section, by its title."""
    entries = document.cssselect("nav.sections li")
    assert all(document.get_element_by_id(entry.find("a").get("href")[1:]) is not None for entry in entries)
    return {entry.find("a").text: " ".join(e.text_content() for e in entry.cssselect("li > span")) for entry in entries}


def test_the_contents_say_the_state_of_each_section(page):
    editor = person("editor", "Redaktion")
    hand_in(editor, page, **{"figures-1-value": "viel", "figures-2-DELETE": "on", "aims_fr": "", "aims_de": ""})

    found = contents(Answer(editor.get(page)).document)

    assert found["Die Phase"] == ""
    assert found["Text der Seite"] == "im Entwurf geändert"
    assert next(state for title, state in found.items() if title.startswith("Kennzahlen dieser Seite (")) == (
        "1 Fehler im Entwurf geändert"
    )


def test_the_contents_count_missing_texts_of_the_language_shown_and_required_fields(page):
    editor = person("editor", "Redaktion")
    hand_in(editor, f"{page}?sprache=fr", summary_fr="")

    assert contents(Answer(editor.get(f"{page}?sprache=fr")).document)["Die Phase"] == (
        "im Entwurf geändert Französisch: 1 fehlt"
    )
    assert contents(Answer(editor.get(address(Programme, "add"))).document)["Die Phase"] == "5 Pflichtfelder leer"


def test_who_translates_reads_what_is_in_a_row(page):
    translator = person("translator", "Übersetzung", languages=("fr",))

    found = rows(Answer(translator.get(page)).document, "figures")

    assert all(row.cssselect("summary h3")[0].text_content().startswith(f"{n}. ") for n, row in enumerate(found, 1))


def test_other_forms_of_the_admin_name_their_faults_too():
    chief = logged_in(is_superuser=True)
    form = reverse("admin:auth_user_change", args=[User.objects.get().pk])

    values = Answer(chief.get(form)).values | {
        "username": "",
        "email": "nirgends",
        "groups": [],
        "user_permissions": [],
    }

    refused = Answer(chief.post(form, values))

    said = [text.partition(":")[0] for text in faults(refused.document).values()]
    assert said == ["Feld «Benutzername»", "Feld «E-Mail-Adresse»"]


def test_a_form_without_a_fault_says_nothing(page):
    assert faults(Answer(person("editor", "Redaktion").get(page)).document) == {}
