"""The workflow of a change in a browser, by keyboard: draft, preview, review, schedule, history, restore.

Every page on the way is checked with axe, once.
"""

import ast
import time
from collections.abc import Iterator

import pytest

from tests.editorial.office import NEXT_YEAR
from tests.sampling import part_of
from tests.second_factor import code_for

from .conftest import manage
from .test_axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "ein langes Passwort 12"  # noqa: S105  of a site that lives as long as the test
FORM = "/admin/programmes/partnerorganisation/"
PEOPLE = {"editor": ["Redaktion"], "publisher": ["Redaktion", "Freigabe"]}
MAKE_PEOPLE = f"""
from django.contrib.auth.models import Group, User
from accounts.login import second_factor
for name, groups in {PEOPLE!r}.items():
    if not User.objects.filter(username=name).exists():
        user = User.objects.create_user(name, password={PASSWORD!r}, is_staff=True)
        user.groups.set(Group.objects.filter(name__in=groups))
    second_factor.remove_devices(User.objects.get(username=name))
"""
TIME_PASSES = """
from django.utils import timezone
from editorial.models import Revision
assert Revision.objects.scheduled().update(publish_at=timezone.now()) == 1
"""


def tell(site, program: str) -> str:
    """What happens to a site from outside: people are given accounts, and time passes. Returns what it prints."""
    return manage(site, "shell", "--verbosity", "0", "-c", program)


class Keyboard:
    """Only keys: Tab until the field or the button has the focus, then what a key does there."""

    def __init__(self, page):
        self.page = page

    def go_to(self, selector: str):
        for _stop in range(600):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The keyboard does not reach {selector}")

    def fill(self, selector: str, text: str):
        self.go_to(selector)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def fill_time(self, selector: str):
        self.go_to(selector)
        self.page.keyboard.type(f"1010{NEXT_YEAR}")  # the same in whatever order the browser asks
        self.page.keyboard.press("ArrowRight")
        self.page.keyboard.type("1010a")  # with a letter for browsers that count to twelve

    def press(self, selector: str):
        self.go_to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


class Person:
    """Somebody at a desk with a browser of their own."""

    def __init__(self, window, name: str):
        # axe writes styles while it looks at forms; what the pages themselves do is held against their policy in test_policy.
        self.page = window(1280, locale="de-CH", reduced_motion="reduce", bypass_csp=True)
        self.hands = Keyboard(self.page)
        self.page.goto("/admin/")
        self.hands.fill("#id_username", name)
        self.hands.fill("#id_password", PASSWORD)
        self.hands.press("input[type=submit]")
        self.look()
        self.hands.fill("#id_code", code_for(self.page.text_content(".key")))
        self.hands.press("[value=Einrichten]")
        self.look()
        self.hands.press("a.button")

    def look(self):
        """Reads the page, and finds it without a violation."""
        assert violations(self.page) == [], self.page.url
        return " ".join(self.page.inner_text("main").split())

    def summaries(self) -> list[str]:
        return [self.page.input_value(f"#id_summary_{code}") for code in ("de", "fr")]


def read(site, path: str, *words: str) -> bool:
    text = site.get(path)
    return all(word in text for word in words)


def wait_to_read(site, path: str, words: str):
    """The clock looks once a second; a busy machine needs longer."""
    ends = time.monotonic() + 300
    while not read(site, path, words):
        assert time.monotonic() < ends, f"{path}: {words}"
        time.sleep(0.2)


def test_a_change_goes_through_the_office(site, window):
    tell(site, MAKE_PEOPLE)
    german, french = "Ein ganz neuer Satz.", "Une phrase toute nouvelle."
    editor = Person(window, "editor")
    editor.page.goto(FORM)
    link = editor.page.locator("#result_list th a", has_text="Ausländerdienst").get_attribute("href")
    editor.hands.press(f"#result_list th a[href='{link}']")
    editor.look()
    address = editor.page.url
    editor.hands.press(".sides a[href*='sprache=fr']")
    before = editor.summaries()

    # a draft, looked at in two languages, and handed on
    editor.hands.fill("#id_summary_de", german)
    editor.hands.fill("#id_summary_fr", french)
    editor.hands.press("[name=_draft_only]")
    assert "Der Entwurf ist gesichert" in editor.look()
    editor.hands.press("[name=_check]")
    assert "ganz neuer" in editor.look()
    for code, words in (("de", german), ("fr", french)):
        editor.hands.press(f"a[hreflang={code}]")
        assert words in editor.page.inner_text("main")
        assert "noch nicht öffentlich" in editor.page.inner_text("body")
        editor.page.go_back()
    editor.hands.fill("#note", "Klarer gesagt")
    editor.hands.press("button[value=submit]")
    assert "Zur Freigabe gegeben" in editor.look()
    assert not read(site, "/partner/ald/", german)

    # reviewed, and planned
    publisher = Person(window, "publisher")
    assert "Klarer gesagt" in publisher.look()
    publisher.hands.press("section[aria-labelledby=freigabe] th a")
    publisher.look()
    assert "neuer" in "".join(publisher.page.locator(".difference ins").all_inner_texts())
    publisher.hands.fill_time("#publish_at")
    publisher.hands.press("button[value=schedule]")
    assert f"Geplant auf 10. Oktober {NEXT_YEAR}" in publisher.look()

    # time passes
    tell(site, TIME_PASSES)
    wait_to_read(site, "/partner/ald/", german)
    wait_to_read(site, "/fr/partner/ald/", french)

    # and back again
    publisher.page.goto(f"{address}../history/")
    publisher.look()
    what_was = publisher.page.locator("table.revisions tbody tr", has_text="abgelöst").first.locator("a")
    publisher.hands.press(f"table.revisions a[href='{what_was.get_attribute('href')}']")
    publisher.hands.press("button[value=restore]")
    publisher.look()
    publisher.hands.press("button[value=publish]")
    assert "Veröffentlicht." in publisher.look()
    publisher.page.goto(f"{address}?sprache=fr&fassung=0")
    assert publisher.summaries() == before


#: What an editor writes who knows none of the advice; the link leads nowhere.
HARD_TO_READ = (
    "<p><strong>Ein Absatz, der ein Titel sein möchte</strong></p><p>Dieser Satz hat viel mehr Wörter, als ein Satz haben sollte, "
    "und er will gar nicht enden, obwohl er längst gesagt hat, was zu sagen war, mit Integrationsförderungsmassnahmenkatalog und allem. "
    '<a href="/nirgends/">Eine Seite, die es nicht gibt</a></p>'
)
OTHER_PAGES = [
    "suche/?q=Sprache", "uebersetzungen/?sprache=fr", "entwuerfe/", "ersetzen/?alt=Landrat&neu=Parlament",
    "programmes/measure/1/kommt-vor/", "geloescht/", "handbuch/", "programmes/measure/", "programmes/measure/add/",
    "programmes/document/", "files/storedfile/", "files/storedfile/add/", "search/synonym/", "search/synonym/add/",
    "search/missedquery/", "programmes/programme/1/kurzadresse/", "password_change/", "zugang/",
]  # fmt: skip

WRITING_AREA = ".field-description_de .ProseMirror[contenteditable]"
PREVIEWS = ["/admin/fassungen/FASSUNG/vorschau/de/", "/admin/fassungen/FASSUNG/vorschau/fr/"]
WRITE = """
from django.core.management import call_command
from programmes.models import Measure
measure = Measure.objects.filter(pk=2)
print(repr(measure.get().description_de))
measure.update(description_de={text!r})
call_command("check_links", "--nur-eigene", verbosity=0)
"""
#: So that the blocks in question are there.
TOLD = {
    "checked": ["Wie sich die neuen deutschen Texte lesen", "Langer Satz", "Links, die nirgends hinführen"],
    "/admin/": ["Links, die nicht mehr gehen"],
}


def some_ways(page) -> Iterator[str]:
    """On a light phone or on a dark desk; on both with THOROUGH."""
    for width, scheme in part_of([(360, "light"), (1280, "dark")], 2):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        yield f"{width} {scheme}"


@pytest.fixture
def broken_link(site):
    """A link that leads nowhere, on a public page, as long as a test needs it."""
    before = ast.literal_eval(tell(site, WRITE.format(text='<p><a href="/nirgends/">Weg</a></p>')).splitlines()[0])
    yield
    tell(site, WRITE.format(text=before))


@pytest.mark.usefixtures("broken_link")
def test_no_other_page_of_the_office_has_a_violation(site, window):
    tell(site, MAKE_PEOPLE)
    editor = Person(window, "editor")
    page = editor.page
    page.goto("/admin/programmes/measure/1/change/?fassung=0")
    page.wait_for_selector(WRITING_AREA)
    page.eval_on_selector(WRITING_AREA, "(area, html) => area.editor.commands.setContent(html)", HARD_TO_READ)
    page.wait_for_function("document.getElementById('id_description_de').value.includes('nirgends')")
    page.click("[name=_check]")
    checked = page.url
    page.click("text=Weiterschreiben")
    written, found = page.url, {}

    for address in [checked, written, *(f"/admin/{path}" for path in ["", *part_of(OTHER_PAGES, 3)]), *PREVIEWS]:
        page.goto(address.replace("FASSUNG", checked.rstrip("/").rpartition("/")[2]))
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        for way in some_ways(page):
            found |= {(address, way): broken} if (broken := violations(page)) else {}
        words = page.inner_text("body")
        for told in TOLD.get(address, TOLD["checked"] if address == checked else []):
            assert told in words

    assert found == {}


def test_the_page_to_log_in_has_no_violation(window):
    page = window(1280, reduced_motion="reduce")  # or axe meets colours on their way from dark to light
    page.goto("/admin/")

    assert {way: broken for way in some_ways(page) if (broken := violations(page))} == {}
