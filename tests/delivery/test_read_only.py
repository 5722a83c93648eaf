"""A database that can only be read: pages are shown, /ready says so, the office answers 503 in words; and no text is lost by a refusal."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.edition_clock import Clock, clock
from operations import health
from programmes.models import Measure
from tests import factories
from tests.accounts.test_login import send_password
from tests.editorial.office import Answer, address, at_work

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

STATEMENTS = {
    "sqlite": ["PRAGMA query_only = ON"],
    "postgresql": ["SET default_transaction_read_only = on", "SET TRANSACTION READ ONLY"],
}[connection.vendor]


@pytest.fixture(autouse=True)
def writable_again(monkeypatch):
    monkeypatch.setattr(clock, "is_read_only", False)
    yield
    if connection.vendor == "sqlite":
        connection.connection.execute("PRAGMA query_only = OFF")


def refuse_to_write():
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement)


@pytest.fixture
def browser() -> Client:
    return Client(headers={"host": "localhost"}, raise_request_exception=False)


def test_pages_are_shown(browser):
    refuse_to_write()

    assert browser.get("/kip-3/").status_code == 200
    assert browser.get("/suche/?q=kurs").status_code == 200
    assert browser.get(reverse("admin:login")).status_code == 200


def test_a_login_is_refused_in_words(browser):
    User.objects.create_user("editor", is_staff=True)
    refuse_to_write()

    refused = send_password(browser)

    assert (refused.status_code, refused["Retry-After"]) == (503, "30")
    assert "lässt sich nur lesen" in Answer(refused).text


def test_the_process_says_so_and_refuses_the_next_form_at_once(browser, django_assert_num_queries):
    refuse_to_write()
    send_password(browser)

    assert "read_only" in health.reasons()
    with django_assert_num_queries(0):
        assert send_password(browser).status_code == 503


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a file that root cannot write is rare")
def test_the_clock_hears_of_it_without_asking():
    looking = Clock()
    looking.read_edition()
    assert not looking.is_read_only
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")

    looking.read_edition()

    assert looking.is_read_only


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a server has no file")
def test_a_file_that_cannot_be_written_is_noticed(tmp_path, monkeypatch):
    (tmp_path / "kip.sqlite3").touch()
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "kip.sqlite3"))
    looking = Clock()
    looking.read_edition()
    assert not looking.is_read_only

    monkeypatch.setattr("os.access", lambda *_: False)
    looking.read_edition()

    assert looking.is_read_only


# -- what was typed


@pytest.fixture
def editor() -> Client:
    return at_work(User.objects.create_superuser("editor"))


@pytest.mark.parametrize("state", ["is_read_only", "is_silent"])
def test_what_was_typed_stands_in_the_refusal_and_can_be_sent_from_there(editor, monkeypatch, state):
    measure = factories.measure(name_de="Vorher")
    page = address(Measure, "change", measure.pk)
    typed = Answer(editor.get(page)).values | {"name_de": "Nachher & «mehr»\n", "_check": "1"}
    monkeypatch.setattr(clock, state, True)

    refused = editor.post(page, typed)
    monkeypatch.setattr(clock, state, False)

    (form,) = [form for form in Answer(refused).document.forms if form.get("method") == "post"]
    sent = {name: form.fields[name] for name in form.fields if name}
    assert refused.status_code == 503
    assert (form.get("action"), sent["name_de"].strip()) == (page, "Nachher & «mehr»")
    assert editor.post(page, sent).status_code == 302


def test_neither_a_password_nor_what_another_site_sent_stands_in_a_refusal(editor, monkeypatch):
    monkeypatch.setattr(clock, "is_silent", True)

    foreign = editor.post("/admin/", {"a": "Fremdes"}, headers={"origin": "https://evil.example"})
    secret = editor.post(reverse("admin:login"), {"username": "editor", "password": "Geheimes"})
    public = editor.post("/kip-3/", {"a": "Fremdes"})

    assert [b"Fremdes" in answer.content or b"Geheimes" in answer.content for answer in (foreign, secret, public)] == [
        False
    ] * 3


def test_a_fault_of_the_program_loses_no_text_either(monkeypatch):
    browser = at_work(User.objects.create_superuser("other"))
    browser.raise_request_exception = False
    monkeypatch.setattr("editorial.admin.EditorialAdmin.changeform_view", fails)

    answer = browser.post(address(Measure, "add"), {"name_de": "Getipptes"})

    assert answer.status_code == 500
    assert b"Getipptes" in answer.content


def fails(*_args, **_kwargs):
    raise RuntimeError("a fault")
