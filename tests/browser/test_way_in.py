"""The login pages on phone, tablet and desktop, light, dark and in print: nothing broken or cut off."""

import pytest

from tests.second_factor import code_for

from .conftest import manage
from .test_axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEW = "vier Tassen stehen im Schrank"
CALM = {"locale": "de-CH", "reduced_motion": "reduce"}  # or axe meets colours on their way from light to dark
WAYS = ((360, "light"), (768, "dark"), (1440, "dark"))
OVERFLOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
MAKE_PERSON = """
from django.contrib.auth.models import User
User.objects.get_or_create(username="newcomer", defaults={"is_staff": True})
"""


def faults(page) -> list[str]:
    """At every width, light and dark."""
    found = []
    for width, scheme in WAYS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{page.url} {scheme} {width}: {each}" for each in violations(page)]
        found += [f"{page.url} {width}: wider than the window"] if page.evaluate(OVERFLOW) else []
    page.emulate_media(color_scheme="light")
    return found


def press(page, selector: str):
    page.click(selector)
    page.wait_for_load_state()


def send_password(page, password: str):
    page.goto("/admin/login/")
    page.fill("#id_username", "newcomer")
    page.fill("#id_password", password)
    press(page, "[type=submit]")


def test_every_page_of_the_way_in(site, window):
    manage(site, "shell", "-c", MAKE_PERSON)
    page = window(360, **CALM)
    found = []

    send_password(page, manage(site, "let_in", "newcomer").splitlines()[1].strip())
    found += faults(page)
    for field in ("#id_new_password1", "#id_new_password2"):
        page.fill(field, NEW)
    press(page, "[type=submit]")
    page.click("summary")
    found += faults(page)
    assert page.evaluate("document.querySelector('.steps img').naturalWidth") > 0
    page.fill("#id_code", code_for(page.text_content(".key")))
    press(page, "[value=Einrichten]")
    found += faults(page)
    page.emulate_media(media="print")
    assert page.locator(".codes li:visible").count() == 10
    assert page.is_visible(".print-only")
    assert not page.is_visible("a.button")
    page.emulate_media(media="screen")
    assert not page.is_visible(".print-only")
    press(page, "a.button")
    assert page.url.endswith("/admin/")
    page.goto("/admin/zugang/")
    page.click("summary")
    found += faults(page)

    other = window(360, **CALM)
    send_password(other, NEW)
    assert other.evaluate("document.activeElement.id") == "id_code"
    other.click("summary")
    found += faults(other)
    for _try in range(6):
        other.fill("#id_backup_code", "abcd-abcd-abcd")
        press(other, "[value='Mit diesem Code weiter']")
    assert "Zu viele falsche Versuche" in other.inner_text("main")
    found += faults(other)
    assert found == []
