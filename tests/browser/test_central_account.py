"""The central account with a mouse: the link is where it can be clicked, the policy of the page lets it go, and one comes back."""

from collections.abc import Iterator

import pytest

from tests.openid_provider import CLIENT, SECRET, Provider
from tests.second_factor import code_for
from tests.server import Server

from .test_way_in import CALM, faults

pytestmark = [pytest.mark.browser, pytest.mark.check(33), pytest.mark.slow]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider() as running:
        yield running


@pytest.fixture(scope="module")
def office(provider, tmp_path_factory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("var")
    (folder / "oidc_secret").write_text(SECRET)
    given = {"OIDC_ISSUER": provider.issuer, "OIDC_CLIENT_ID": CLIENT, "OIDC_NAME_CLAIM": "preferred_username"}
    with Server(folder, **given, OIDC_CLIENT_SECRET_FILE=str(folder / "oidc_secret")) as server:
        yield server


def test_somebody_goes_there_is_refused_and_comes_in(window, office, provider):
    page, found = window(360, **CALM), []
    provider.claims = {"sub": "1", "preferred_username": "nobody"}
    page.goto(f"{office.origin}/admin/login/?next=/admin/handbuch/")
    found += faults(page)

    page.get_by_role("link", name="Mit dem zentralen Konto anmelden").click()
    page.get_by_role("alert").get_by_text("der hier eingetragen ist").wait_for()
    found += faults(page)
    page.get_by_role("link", name="Mit Passwort anmelden").click()
    provider.claims["preferred_username"] = "admin"
    page.get_by_role("link", name="Mit dem zentralen Konto anmelden").click()
    page.get_by_label("Code aus der App").fill(code_for(page.locator(".key").text_content()))
    page.get_by_role("button", name="Einrichten").click()

    page.get_by_role("heading", name="Ihre Ersatzcodes").wait_for()
    assert found == []
