"""A session ends after 30 minutes idle, after a working day, with a new password, and with the account."""

import importlib
import time

import pytest
from django.conf import global_settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.login import sessions
from editorial.models import Revision
from programmes.models import FundingArea
from tests import factories
from tests.accounts.test_login import enrol, send_password
from tests.editorial.office import Answer, address, at_work, revision_of
from tests.second_factor import code_for

pytestmark = [pytest.mark.django_db, pytest.mark.check(20)]

PASSWORD = "vier Tassen stehen im Schrank"  # noqa: S105


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser("editor", password=PASSWORD)


def is_in(client: Client) -> bool:
    return client.get(reverse("admin:index")).status_code == 200


def time_passes(client: Client, minutes: float, seen_again: bool = False):
    """The clock of this session alone is set; with `seen_again` the person was active until now."""
    session = client.session
    mark = session[sessions.MARK_KEY]
    mark["since"] -= minutes * 60
    mark["seen"] = time.time() if seen_again else mark["seen"] - minutes * 60
    session[sessions.MARK_KEY] = mark
    session.save()


@pytest.mark.parametrize(("minutes", "expected"), [(29, True), (31, False)])
def test_half_an_hour_without_a_request_ends_it(editor, minutes, expected):
    client = at_work(editor)
    key = client.session.session_key
    time_passes(client, minutes)

    assert is_in(client) is expected
    assert Session.objects.filter(session_key=key).exists() is expected


def test_each_request_begins_the_half_hour_anew(editor):
    client = at_work(editor)
    for _time in range(3):
        time_passes(client, 25)
        assert is_in(client)


@pytest.mark.parametrize(("minutes", "expected"), [(479, True), (481, False)])
def test_eight_hours_are_the_most(editor, minutes, expected):
    client = at_work(editor)
    time_passes(client, minutes, seen_again=True)

    assert is_in(client) is expected


def test_a_clock_that_was_set_back_gives_nobody_more_time(editor):
    client = at_work(editor)
    time_passes(client, -600)

    assert not is_in(client)


def test_a_login_has_a_new_key_at_each_step(editor):
    client = Client(headers={"host": "localhost"})
    client.get(reverse("admin:login"))
    send_password(client)
    first = client.session.session_key
    client.get(reverse("admin:enrol"))
    key = Answer(client.get(reverse("admin:enrol"))).document.cssselect(".key")[0].text_content()

    client.post(reverse("admin:enrol"), {"code": code_for(key)})

    assert client.session.session_key != first
    assert not Session.objects.filter(session_key=first).exists()


def test_a_changed_password_ends_all_other_sessions(editor):
    here, elsewhere = at_work(editor), at_work(editor)
    new = "ein Fisch liest die Zeitung"
    values = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}

    assert here.post(reverse("admin:password_change"), values).status_code == 302

    assert is_in(here)
    assert not is_in(elsewhere)


@pytest.mark.both_databases
@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_who_leaves_is_out_at_once_and_stays_out(editor, change):
    client = at_work(editor)
    for name, value in change.items():
        setattr(editor, name, value)
    editor.save()

    assert not is_in(client)
    assert not Session.objects.exists()
    for name in change:
        setattr(editor, name, True)
    editor.save()
    assert not is_in(client)


def test_logging_out_is_sent_and_not_followed(editor):
    client = at_work(editor)

    assert client.get(reverse("admin:logout")).status_code == 405
    assert is_in(client)
    client.post(reverse("admin:logout"))
    assert not is_in(client)
    assert not Session.objects.exists()


def test_a_session_that_ended_is_nobody_on_every_page(editor):
    client = at_work(editor)
    time_passes(client, 31)

    assert client.get(reverse("search"), {"q": "Sprache"}).wsgi_request.user.is_anonymous


# -- a form that was sent too late


@pytest.fixture
def area():
    return factories.funding_area(summary_de="Eins.")


def test_what_was_filled_in_is_there_after_logging_in_again(editor, area):
    client = Client(headers={"host": "localhost"})
    phone, _codes = enrol(client)
    page = address(FundingArea, "change", area.pk)
    filled_in = Answer(client.get(page)).values | {"summary_de": "Zwei & «drei».\r\nVier.", "_check": "1"}
    time_passes(client, 40)

    assert client.post(page, filled_in).url.startswith(reverse("admin:login"))
    assert not Revision.objects.filter(author=editor).exists()
    send_password(client, following=page)
    answer = client.post(reverse("admin:code"), {"code": phone.code()})
    assert answer.url == reverse("admin:kept")
    form = next(form for form in Answer(client.get(answer.url)).document.forms if form.get("action") == page)
    sent = client.post(page, {name: form.fields[name] for name in form.fields if name})

    assert revision_of(sent).content[""]["summary_de"].startswith("Zwei & «drei».")
    assert "Vier." in revision_of(sent).content[""]["summary_de"]


def test_another_person_does_not_find_it(editor, area):
    client = at_work(editor)
    page = address(FundingArea, "change", area.pk)
    time_passes(client, 40)
    client.post(page, {"summary_de": "Geheim.", "_check": "1"})
    User.objects.create_user("publisher", password=PASSWORD, is_staff=True)

    send_password(client, name="publisher")
    key = Answer(client.get(reverse("admin:enrol"))).document.cssselect(".key")[0].text_content()
    client.post(reverse("admin:enrol"), {"code": code_for(key)})

    assert client.get(reverse("admin:kept")).url == reverse("admin:index")
    assert "Geheim" not in str(dict(client.session))


def test_nothing_is_kept_for_strangers(area):
    client = Client(headers={"host": "localhost"})
    client.post(address(FundingArea, "change", area.pk), {"summary_de": "Viel." * 1000})

    assert not Session.objects.exists()


@pytest.mark.parametrize(("page", "fields"), [
    ("password_change", ["old_password", "new_password1", "new_password2"]),
    ("auth_user_add", ["username", "password1", "password2"]),
    ("own_access", ["code", "do"]),
    ("own_access", ["backup_code", "do"]),
])  # fmt: skip
def test_a_password_or_code_that_was_sent_too_late_is_not_kept(editor, page, fields):
    client = at_work(editor)
    time_passes(client, 40)

    client.post(reverse(f"admin:{page}"), dict.fromkeys(fields, PASSWORD))

    assert "lost_form" not in client.session
    assert not any(PASSWORD in str(session.get_decoded()) for session in Session.objects.all())


def test_a_step_that_a_newer_version_has_begun_is_gone_on_with(editor):
    client = Client(headers={"host": "localhost"})
    send_password(client)
    session = client.session
    session["coming_in"] |= {"what nobody knows yet": 1}
    session.save()

    assert client.get(reverse("admin:enrol")).status_code == 200


def test_what_is_kept_can_be_thrown_away(editor, area):
    client = at_work(editor)
    session = client.session
    session["lost_form"] = {"person": editor.pk, "path": "/admin/", "values": [["a", "b"]]}
    session.save()

    client.post(reverse("admin:kept"))

    assert client.get(reverse("admin:kept")).url == reverse("admin:index")


# -- cookies


@pytest.fixture
def production(monkeypatch):
    """The settings as they are read where the site is public."""
    from kip_site import settings  # noqa: PLC0415  reloaded, so not at the top

    monkeypatch.setenv("SITE_URL", "https://www.example.org")
    yield importlib.reload(settings)
    monkeypatch.undo()
    importlib.reload(settings)


@pytest.mark.check(6)
def test_cookies_in_public_are_of_this_host_alone(production):
    for name in ("SESSION", "CSRF"):
        names = {key: f"{name}_COOKIE_{key}" for key in ("NAME", "SECURE", "HTTPONLY", "SAMESITE", "PATH")}
        given = {key: getattr(production, each, getattr(global_settings, each)) for key, each in names.items()}
        assert given.pop("NAME").startswith("__Host-")
        assert given == {"SECURE": True, "HTTPONLY": True, "SAMESITE": "Lax", "PATH": "/"}
        assert getattr(production, f"{name}_COOKIE_DOMAIN", None) is None
    assert production.SESSION_COOKIE_AGE == 28_800


@pytest.mark.check(6)
def test_cookies_as_they_are_sent(editor, settings, production):
    for name in dir(production):
        if "_COOKIE_" in name:
            setattr(settings, name, getattr(production, name))
    client = Client(headers={"host": "localhost"})

    client.get(reverse("admin:login"), secure=True)
    client.post(reverse("admin:login"), {"username": "editor", "password": PASSWORD}, secure=True)

    assert set(client.cookies) == {"__Host-csrftoken", "__Host-sessionid"}
    for cookie in client.cookies.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert (cookie["path"], cookie["samesite"], cookie["domain"]) == ("/", "Lax", "")


@pytest.mark.check(6)
def test_readers_get_no_cookie_and_people_of_the_office_no_other_page(editor):
    stranger, client = Client(headers={"host": "localhost"}), at_work(editor)

    assert not stranger.get("/").cookies
    assert not client.get("/").cookies
    assert stranger.get("/").content == client.get("/").content
