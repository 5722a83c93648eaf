"""«Kommt vor in»: which pages refer or link to a page, and which texts name it."""

import pytest

from editorial.models import Release
from programmes.models import FundingArea
from tests import factories
from tests.editorial.office import Answer, address, hand_in, person, record, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return factories.funding_area(name_de="Wortfund", name_fr="Trouvaille", slug="wortfund")


def occurrences(client, area, *others) -> list[list[str]]:
    record(area, *others)
    return Answer(client.get(address(FundingArea, "occurrences", area.pk))).table


LINK = '<p>Mehr zu <a href="{}">diesem Bereich</a>.</p>'
CASES = {
    "a link": ({"description_de": LINK.format("/foerderbereiche/wortfund/")}, "Beschreibung Link"),
    "a link in another language": (
        {"description_fr": LINK.format("/fr/foerderbereiche/wortfund/#quellen")}, "Beschreibung (Französisch) Link",
    ),
    "a name": ({"summary_de": "Der wortfund, genannt."}, "Zusammenfassung genannt"),
    "a name in another language": ({"summary_fr": "La Trouvaille."}, "Zusammenfassung (Französisch) genannt"),
    "part of a word": ({"summary_de": "Wortfundstücke."}, ""),
    "another address": ({"description_de": LINK.format("/foerderbereiche/wortfund-zwei/")}, ""),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_texts_that_name_or_link(area, editor, case):
    values, expected = CASES[case]
    other = factories.measure(name_de="Massnahme", **values)

    assert occurrences(editor, area, other) == ([["Massnahme", "Massnahme", expected]] if expected else [])


@pytest.mark.both_databases
def test_pages_and_rows_that_refer(area, editor):
    other = factories.measure(name_de="Massnahme")
    other.areas.add(area)
    phase = factories.programme(name="KIP 9")
    factories.programme_area(programme=phase, area=area, name_de="Bereich")

    assert [row[2] for row in occurrences(editor, area, other, phase)] == [
        "Förderbereich «Bereich»: Förderbereich verbunden",
        "Förderbereiche verbunden",
    ]


def test_a_former_address_counts(area, editor):
    other = factories.measure(name_de="Massnahme", description_de=LINK.format("/foerderbereiche/wortfund/"))
    chief = person("chief", "Redaktion", "Freigabe")

    send(chief, address(FundingArea, "change", area.pk), name_de="Brimborax", name_fr="Brimbo", slug="anders")

    assert [row[2] for row in occurrences(editor, area, other)] == ["Beschreibung Link"]


def test_drafts_count(area, editor):
    other = factories.measure(name_de="Massnahme")
    hand_in(editor, address(type(other), "change", other.pk), summary_de="Nun der Wortfund.")

    assert occurrences(editor, area) == [["Massnahme", "Massnahme, Entwurf, von editor", "Zusammenfassung genannt"]]


def test_the_form_leads_there(area, editor):
    form = Answer(editor.get(address(FundingArea, "change", area.pk))).document

    assert [each.get("href") for each in form.xpath("//a[text()='Kommt vor in']")] == [
        address(FundingArea, "occurrences", area.pk)
    ]


# -- when the page is deleted


def linking(*names: str) -> list:
    text = LINK.format("/foerderbereiche/wortfund/#quellen") + LINK.format("/kontakt/")
    found = [factories.measure(name_de=name, description_de=text) for name in names]
    record(*found)
    return found


def delete(client, area, choices: dict):
    return client.post(address(FundingArea, "delete", area.pk), {"post": "yes", **choices})


def boxes(client, area) -> dict[str, str]:
    """The field for the new address by the name of the page that it is about."""
    document = Answer(client.get(address(FundingArea, "delete", area.pk))).document
    assert all(each.checked for each in document.cssselect("input[name=aendern]"))
    named = {each.text_content(): each.get("for") for each in document.cssselect("label[for^=adresse-]")}
    return {label.split("«")[1].rstrip("»"): field for label, field in named.items()}


def test_a_deletion_names_pages_and_not_the_rows_that_connect_them(area, publisher):
    factories.measure().areas.add(area)

    shown = Answer(publisher.get(address(FundingArea, "delete", area.pk)))

    assert " object (" not in shown.text
    assert f"Förderbereich: {area}" in shown.text


def test_a_deletion_of_several_pages_names_their_places_and_is_whole_or_not_at_all(area, publisher):
    linking("Massnahme")
    used = factories.funding_area(name_de="Anderer Bereich")
    factories.measure(summary_de="").areas.add(used)  # cannot let go of it: its own form refuses
    page, chosen = address(FundingArea, "changelist"), {"action": "delete_selected"}

    asked = Answer(publisher.post(page, chosen | {"_selected_action": [area.pk]}))
    refused = publisher.post(page, chosen | {"_selected_action": [area.pk, used.pk], "post": "yes"})

    assert asked.table == [["Massnahme", "Massnahme", "Beschreibung Link"]]
    assert "Zusammenfassung: Bitte ausfüllen." in Answer(publisher.get(refused.url)).text
    assert FundingArea.objects.filter(pk__in=[area.pk, used.pk]).count() == 2


def test_the_enter_key_in_an_address_keeps_it_and_deletes_nothing(area, publisher):
    linking("Massnahme")
    (field,) = boxes(publisher, area).values()
    pk = field.removeprefix("adresse-")
    page = Answer(publisher.get(address(FundingArea, "delete", area.pk))).document
    first = next(form for form in page.forms if field in form.fields).cssselect("[type=submit]")[0]

    answer = delete(publisher, area, {"aendern": pk, field: "/massnahmen/", first.get("name"): first.get("value")})

    assert FundingArea.objects.filter(pk=area.pk).exists()
    assert Answer(publisher.get(answer.url)).document.get_element_by_id(field).value == "/massnahmen/"


def test_links_are_changed_with_the_deletion_in_its_release(area, publisher):
    moved, bare, left = linking("Umgeleitet", "Ohne Link", "Bleibt")
    moved.areas.add(area)
    record(moved)
    fields = boxes(publisher, area)
    chosen = [fields[name].removeprefix("adresse-") for name in ("Umgeleitet", "Ohne Link")]

    delete(publisher, area, {"aendern": chosen, fields["Umgeleitet"]: "/massnahmen/"})

    for each in (moved, bare, left):
        each.refresh_from_db()
    rest = LINK.format("/kontakt/")
    assert moved.description_de == LINK.format("/massnahmen/") + rest
    assert bare.description_de == "<p>Mehr zu diesem Bereich.</p>" + rest
    assert "/foerderbereiche/wortfund/" in left.description_de
    release = Release.objects.get()
    assert {each.name for each in release.revisions.live()} == {"Umgeleitet", "Ohne Link", "Wortfund"}


@pytest.mark.parametrize("typed", ["/gibt-es-nicht/", "/foerderbereiche/wortfund/", "kein Ort"])
def test_an_address_that_leads_nowhere_deletes_nothing_and_stays_in_its_field(area, publisher, typed):
    linking("Verlinkt")
    (field,) = boxes(publisher, area).values()

    refused = delete(publisher, area, {"aendern": [field.removeprefix("adresse-")], field: typed})

    answer = Answer(publisher.get(refused.url))
    assert answer.document.get_element_by_id(field).get("value") == typed
    assert f"«{typed}»" in answer.text
    assert FundingArea.objects.filter(pk=area.pk).exists()
