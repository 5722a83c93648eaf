"""A form stays valid after its session for the person who opened it; a stale login page offers a new login."""

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.login import form_token, sessions
from editorial.models import Revision
from programmes.models import FundingArea
from tests import factories
from tests.accounts.test_sessions import PASSWORD, time_passes
from tests.editorial.office import Answer, address, person, revision_of
from tests.second_factor import code_for

pytestmark = [pytest.mark.django_db, pytest.mark.check(20)]

OFFICE, LOGIN, ENROL = reverse("admin:index"), reverse("admin:login"), reverse("admin:enrol")


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser("editor", password=PASSWORD)


@pytest.fixture
def browser() -> Client:
    """One that proves by its tokens where a form came from, as browsers do."""
    return Client(enforce_csrf_checks=True, headers={"host": "localhost"})


def token_on(response) -> str:
    return Answer(response).document.xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]


def post(browser: Client, page: str, given: str, **sent):
    return browser.post(page, sent | {"csrfmiddlewaretoken": given})


def come_in(browser: Client, name: str = "editor"):
    """With the password and a new device, as in another tab."""
    TOTPDevice.objects.all().delete()
    post(browser, LOGIN, token_on(browser.get(LOGIN)), username=name, password=PASSWORD)
    page = browser.get(ENROL)
    (key,) = Answer(page).document.cssselect(".key")
    post(browser, ENROL, token_on(page), code=code_for(key.text_content()))


def opened(browser: Client, area) -> tuple[str, dict]:
    """A form of the office, and what it sends once something was typed into it."""
    page = address(FundingArea, "change", area.pk)
    return page, Answer(browser.get(page)).values | {"summary_de": "Getippt.", "_check": "1"}


@pytest.fixture
def area():
    return factories.funding_area(summary_de="Eins.")


def test_a_form_is_still_good_after_logging_in_again_in_another_tab(editor, browser, area):
    come_in(browser)
    page, typed = opened(browser, area)
    Session.objects.all().delete()
    come_in(browser)

    sent = browser.post(page, typed)

    assert revision_of(sent).content[""]["summary_de"] == "Getippt."


def test_a_form_of_a_session_that_is_gone_is_shown_to_the_same_person_again(editor, browser, area):
    come_in(browser)
    page, typed = opened(browser, area)
    Session.objects.all().delete()

    assert browser.post(page, typed).url.startswith(LOGIN)
    login = browser.get(LOGIN)
    assert "Ihre Anmeldung ist abgelaufen" in Answer(login).text
    assert "Was Sie gesendet haben, ist aufbewahrt" in Answer(login).text
    come_in(browser)

    assert "Getippt." in browser.get(reverse("admin:kept")).content.decode()
    assert "abgelaufen" not in Answer(browser.get(OFFICE)).text


def test_to_another_person_it_is_not_shown(editor, browser, area):
    User.objects.create_superuser("publisher", password=PASSWORD)
    come_in(browser)
    page, typed = opened(browser, area)
    Session.objects.all().delete()
    come_in(browser, "publisher")

    refused = browser.post(page, typed)

    assert refused.status_code == 403
    assert "Gehen Sie einen Schritt zurück" in Answer(refused).text
    assert "Getippt" not in refused.content.decode()
    assert not Revision.objects.filter(author__isnull=False).exists()


def test_a_page_that_is_opened_after_the_session_ended_says_so(editor, browser):
    come_in(browser)
    time_passes(browser, 31)

    assert browser.get(OFFICE).url.startswith(LOGIN)

    said = Answer(browser.get(LOGIN)).text
    assert "Ihre Anmeldung ist abgelaufen" in said
    assert "aufbewahrt" not in said


def test_who_has_logged_out_or_never_was_in_is_told_nothing(editor, browser):
    browser.get(OFFICE)
    assert "abgelaufen" not in Answer(browser.get(LOGIN)).text
    come_in(browser)
    post(browser, reverse("admin:logout"), token_on(browser.get(OFFICE)))

    browser.get(OFFICE)

    assert "abgelaufen" not in Answer(browser.get(LOGIN)).text


def test_a_login_page_that_is_out_of_date_leads_who_is_in_to_the_office(editor, browser):
    stale = token_on(browser.get(LOGIN))
    come_in(browser)

    sent = post(browser, LOGIN, stale, username="editor", password=PASSWORD)

    assert (sent.status_code, sent.url) == (302, OFFICE)


@pytest.mark.parametrize("step", ["code", "enrol"])
def test_so_does_a_later_step(editor, browser, step):
    stale = token_on(browser.get(LOGIN))
    come_in(browser)

    assert post(browser, reverse(f"admin:{step}"), stale, code="123456").url == OFFICE


def test_a_login_page_that_is_out_of_date_leads_who_is_not_in_to_the_login(editor, browser):
    sent = post(browser, LOGIN, "a" * 64, username="editor", password=PASSWORD)

    assert sent.status_code == 403
    assert Answer(sent).document.xpath(f"//main//a[@href='{LOGIN}']")


@pytest.mark.check(7)
def test_what_another_site_sends_is_refused_whoever_is_in(editor, browser, area):
    come_in(browser)
    page, typed = opened(browser, area)

    for address_, sent in ((page, typed), (LOGIN, {})):
        refused = browser.post(address_, sent, headers={"origin": "https://evil.example"})
        assert refused.status_code == 403
    assert not Revision.objects.filter(author__isnull=False).exists()


def test_a_step_that_took_too_long_is_said(editor, browser, monkeypatch):
    post(browser, LOGIN, token_on(browser.get(LOGIN)), username="editor", password=PASSWORD)
    monkeypatch.setattr(sessions, "LOGIN_TIMEOUT", -1)

    assert browser.get(ENROL).url == LOGIN
    assert "Ihre Anmeldung ist abgelaufen" in Answer(browser.get(LOGIN)).text


def test_the_token_of_a_person_changes_with_the_password(editor):
    before = form_token.secret_of(editor)
    editor.set_password("ein Fisch liest die Zeitung")

    assert form_token.secret_of(editor) != before


def test_a_refusal_in_the_office_leads_back_to_it():
    refused = Answer(person("translator", "Übersetzung").get(reverse("admin:auth_user_changelist")))

    assert refused.response.status_code == 403
    assert OFFICE in [link.get("href") for link in refused.document.cssselect("main a")]
