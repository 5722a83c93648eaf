"""The admin in a browser: the rich text editor speaks German and keeps what cleaning keeps."""

import unicodedata

import pytest

from core.rich_text.cleaner import clean
from tests.sample_files import image

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AREA = ".field-in_brief_de .ProseMirror[contenteditable]"
BUTTONS = ".field-in_brief_de .prose-menubar__group button"
WITH_LANGUAGES = (
    '<p>Das <span lang="fr" dir="ltr">Programme</span> und <a href="/kip-3/" hreflang="de">KIP 3</a></p><h3>Titel</h3>'
)


@pytest.fixture
def form(window, administrator):
    """The form of a phase, opened by the administrator whom the first start made."""
    page = window(1280, storage_state=administrator)
    page.goto("/admin/programmes/programme/")
    page.click("text=KIP 2bis")
    page.wait_for_selector(AREA)
    return page


def test_the_menu_is_german_and_the_writing_area_says_what_it_is(form):
    names = form.eval_on_selector_all(BUTTONS, "buttons => buttons.map(button => button.title)")
    area = form.locator(AREA)

    assert names == [
        "Liste mit Punkten", "Liste mit Nummern", "Fett", "Kursiv", "Sprache der Stelle entfernen", "Link setzen (zuerst Wörter markieren)",
        "Link entfernen", "Tabelle einfügen", "Titel der Tabelle ändern", "Zeile darunter einfügen", "Diese Zeile löschen",
        "Spalte danach einfügen", "Diese Spalte löschen", "Erste Spalte als Kopf der Zeilen", "Tabelle löschen",
        "Bild einfügen oder ändern", "Rückgängig", "Wiederholen",
    ]  # fmt: skip
    assert [area.get_attribute(name) for name in ("lang", "spellcheck", "aria-label")] == ["de", "true", "In Kürze"]


def test_a_link_to_a_page_of_the_site_is_set_by_keyboard(form):
    form.click(AREA)
    form.keyboard.press("Control+a")
    form.keyboard.press("Control+k")
    form.wait_for_selector(".prose-editor-dialog")
    form.keyboard.type("/kip-1/")
    form.keyboard.press("Enter")

    form.wait_for_selector(f'{AREA} a[href="/kip-1/"]')
    assert '<a href="/kip-1/">' in form.input_value("#id_in_brief_de")


def stored(form) -> str:
    return clean(form.input_value("#id_in_brief_de"))


def test_a_table_is_made_by_keyboard_and_does_not_hold_it(form):
    form.eval_on_selector(AREA, "area => area.editor.chain().clearContent(true).focus().run()")
    form.focus(".field-in_brief_de [data-name=siteTable]")
    form.keyboard.press("Enter")
    form.wait_for_selector(".prose-editor-dialog")
    form.keyboard.type("Kurse")
    form.keyboard.press("Tab")
    form.keyboard.type("2")
    form.keyboard.press("Enter")
    form.wait_for_selector(f"{AREA} td")
    for text in ("Ort", "Tag", "Liestal", "Montag"):
        form.keyboard.type(text)
        form.keyboard.press("Tab")

    assert stored(form) == (
        '<table><caption>Kurse</caption><thead><tr><th scope="col">Ort</th><th scope="col">Tag</th></tr></thead>'
        "<tbody><tr><td>Liestal</td><td>Montag</td></tr></tbody></table>"
    )
    assert not form.eval_on_selector(AREA, "area => area.contains(document.activeElement)")


def test_a_stored_table_stays_as_it_is(form):
    table = (
        '<table><caption>Kurse &amp; Treffs</caption><thead><tr><th scope="col">Ort</th><th scope="col"></th></tr></thead>'
        '<tbody><tr><th scope="row">Liestal</th><td>Mo<br>Di</td></tr></tbody></table><p>x</p>'
    )
    form.eval_on_selector(AREA, "(area, html) => area.editor.commands.setContent(html, { emitUpdate: true })", table)

    assert stored(form) == table
    assert form.inner_text(f"{AREA} caption") == "Kurse & Treffs"


def test_an_image_is_chosen_and_described_or_said_to_decorate(form):
    upload = form.context.new_page()
    upload.goto("/admin/files/storedfile/add/")
    upload.set_input_files(
        "#id_upload", {"name": "Kurs.png", "mimeType": "image/png", "buffer": image(size=(300, 200))}
    )
    upload.click("[name=_save]")
    upload.wait_for_selector("#result_list")
    upload.close()  # a page behind another one is drawn once a second
    button = form.locator(".field-in_brief_de [data-name=siteImage]")
    form.eval_on_selector(AREA, "area => area.editor.chain().clearContent(true).focus().run()")

    button.click()
    form.check(".image-choice input")
    form.click("dialog [type=submit]")
    assert form.eval_on_selector("dialog [name=alt]", "input => input.validity.valueMissing")
    form.fill("dialog [name=alt]", "Ein Kurs")
    form.click("dialog [type=submit]")
    form.wait_for_selector(f"{AREA} figure img")
    described = stored(form)
    form.wait_for_function("document.querySelector('.text-image img').naturalWidth === 300")
    form.click(f"{AREA} figure")
    button.click()
    form.check("dialog [name=decorates]")
    form.click("dialog [type=submit]")
    form.wait_for_selector("text=Nur Schmuck")

    assert 'alt="Ein Kurs" width="300" height="200">' in described
    assert 'alt="" ' in form.input_value("#id_in_brief_de")


def test_the_editor_keeps_languages_links_and_headings(form):
    form.eval_on_selector(AREA, "(area, html) => area.editor.commands.setContent(html)", WITH_LANGUAGES)

    form.wait_for_function("document.getElementById('id_in_brief_de').value.includes('Titel')")
    assert form.input_value("#id_in_brief_de") == WITH_LANGUAGES


def test_another_language_stands_beside_the_german_when_it_is_wanted(form):
    assert form.locator("#id_name_fr").count() == 0

    form.click(".sides a:has-text('Französisch')")
    german, french = form.locator("#id_name_de").bounding_box(), form.locator("#id_name_fr").bounding_box()

    assert form.locator("#id_name_fr").get_attribute("lang") == "fr"
    assert german["y"] == french["y"]
    assert german["x"] < french["x"]


@pytest.mark.parametrize("form_of_letters", ["NFC", "NFD"])
def test_an_address_is_spelt_without_umlauts(form, form_of_letters):
    form.goto("/admin/programmes/measure/add/")
    form.fill("#id_name_de", unicodedata.normalize(form_of_letters, "Frühe Förderung für Grosse – 2024/25"))
    form.keyboard.press("Tab")

    assert form.input_value("#id_slug") == "fruehe-foerderung-fuer-grosse-2024-25"


def test_leaving_asks_first_when_something_was_typed_and_not_sent(form):
    asked = []
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    form.click("#id_summary_de")
    form.keyboard.type("Neu. ")
    form.click("a.closelink", no_wait_after=True)
    form.wait_for_function("document.activeElement.matches('a.closelink')")
    assert asked == ["beforeunload"]
    assert "Neu. " in form.input_value("#id_summary_de")

    form.click("[name=_draft_only]")
    form.wait_for_selector("text=Der Entwurf ist gesichert")
    form.click("a.closelink")
    form.wait_for_selector("#result_list")
    assert asked == ["beforeunload"]
