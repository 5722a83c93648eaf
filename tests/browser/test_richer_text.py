"""A table and an image on their way from the editor to readers, on narrow and wide windows, light and dark."""

import pytest

from tests.sample_files import image

from .test_axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AREA = ".field-description_de .ProseMirror[contenteditable]"
ROWS = "".join(f"<tr><td>Kurs {n}</td><td>Gemeindeverwaltung</td><td>Donnerstagnachmittag</td></tr>" for n in range(3))
TABLE = (
    "<p>Text</p><table><caption>Kurse</caption><tr><th>Angebot</th><th>Veranstaltungsort</th><th>Wochentag</th></tr>"
    f"{ROWS}</table><p>Ende</p>"
)


@pytest.fixture
def form(window, administrator):
    page = window(
        1280, storage_state=administrator, bypass_csp=True, reduced_motion="reduce"
    )  # axe writes styles into the page
    page.goto("/admin/files/storedfile/add/")
    page.set_input_files("#id_upload", {"name": "Kurs.png", "mimeType": "image/png", "buffer": image(size=(1500, 900))})
    page.click("[name=_save]")
    page.wait_for_selector("#result_list")
    page.goto("/admin/programmes/measure/")
    page.click("#result_list tbody th a >> nth=0")
    page.wait_for_selector(AREA)
    return page


def looked_at(page, name: str) -> list[str]:
    """What is wrong with the page on a phone in the dark and on a small screen by day."""
    wrong = []
    for width, scheme in ((390, "dark"), (1024, "light")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        wrong += [f"{name} {width} {scheme}: {each}" for each in violations(page)]
    return wrong


def is_too_wide(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_a_table_and_an_image_come_to_readers(form):
    address = f"/massnahmen/{form.input_value('#id_slug')}/"
    form.eval_on_selector(
        AREA, "(area, html) => area.editor.chain().setContent(html, { emitUpdate: true }).focus('end').run()", TABLE
    )
    form.click(".field-description_de [data-name=siteImage]")
    form.check(".image-choice input")
    wrong = looked_at(form, "dialog")
    form.fill("dialog [name=alt]", "Frauen lernen Deutsch")
    form.click("dialog [type=submit]")
    form.wait_for_selector(f"{AREA} figure img")
    form.click(f"{AREA} td >> nth=0")
    wrong += looked_at(form, "form")
    form.click("[name=_check]")
    form.wait_for_selector(".difference")
    assert "Angebot · Veranstaltungsort · Wochentag" in form.inner_text(".difference")
    assert "Bild: Frauen lernen Deutsch" in form.inner_text(".difference")
    wrong += looked_at(form, "revision")
    revision = form.url
    preview = form.get_attribute("a[href*='/vorschau/de/']", "href")
    form.goto(preview)
    assert form.locator("main img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 1000
    form.goto(revision)
    form.click("[name=action][value=publish]")
    form.wait_for_load_state()
    form.goto("/admin/aenderungen/")
    wrong += looked_at(form, "recent-changes")
    form.click("#content tbody th a >> nth=0")
    form.wait_for_load_state()
    form.goto("/admin/protokoll/")
    wrong += looked_at(form, "record")
    form.goto("/admin/")
    wrong += looked_at(form, "start")
    form.goto(address)
    wrong += looked_at(form, "public")
    form.set_viewport_size({"width": 320, "height": 800})
    region = form.locator("main [role=region]:has(table)")
    region.focus()

    assert (
        region.evaluate("box => { box.scrollLeft = 50; return box === document.activeElement && box.scrollLeft }") == 50
    )
    assert not is_too_wide(form)
    assert form.get_attribute("main img", "alt") == "Frauen lernen Deutsch"
    assert wrong == []
