"""The admin in a browser: the rich text editor speaks German and keeps what cleaning keeps."""

import unicodedata

import pytest

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
        "Link entfernen", "Rückgängig", "Wiederholen",
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
    form.fill("#id_name_de", unicodedata.normalize(form_of_letters, "Frühe Förderung für Grosse"))
    form.keyboard.press("Tab")

    assert form.input_value("#id_slug") == "fruehe-foerderung-fuer-grosse"


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
