"""Login throttling: from the sixth attempt on; nobody can lock out others; no response tells who has an account."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.db.models import F
from django.test import Client
from django.urls import reverse
from lxml import html

from accounts.login import throttle
from accounts.login.throttle import CODE, PASSWORD, LockedOutError, LoginOrigin, network_of
from accounts.models import Attempt, FamiliarPlace
from tests.accounts.test_login import PASSWORD as RIGHT
from tests.accounts.test_login import WRONG_PASSWORD, enrol, is_in, send_password
from tests.delivery.visitor import Visitor
from tests.editorial.office import Answer, at_work

pytestmark = [pytest.mark.django_db, pytest.mark.check(18)]

HERE = LoginOrigin("editor", "home")


class CountingHasher(MD5PasswordHasher):
    """Quick, and tells how often a password was worked on."""

    worked = 0

    def encode(self, password, salt):
        CountingHasher.worked += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = [f"{CountingHasher.__module__}.{CountingHasher.__qualname__}"]


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor", password=RIGHT, is_staff=True)


@pytest.fixture
def browser() -> Client:
    return browser_at("192.0.2.1")


def browser_at(address: str) -> Client:
    return Client(headers={"host": "localhost"}, REMOTE_ADDR=address)


def fail(place: LoginOrigin, times: int, step: str = PASSWORD) -> list[bool]:
    return [is_answered(place, step) for _time in range(times)]


def is_answered(place: LoginOrigin, step: str = PASSWORD) -> bool:
    try:
        throttle.begin_attempt(step, place)
    except LockedOutError:
        return False
    return True


def time_passes(**duration: float):
    moved = timedelta(**duration)
    Attempt.objects.update(at=F("at") - moved)
    FamiliarPlace.objects.update(last_at=F("last_at") - moved)


# -- at the login page


def test_the_sixth_wrong_try_is_refused_and_says_for_how_long(editor, browser):
    answers = [send_password(browser, password=WRONG_PASSWORD) for _try in range(7)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    assert "in 15 Minuten" in Answer(answers[5]).text
    assert 800 < int(answers[5]["Retry-After"]) <= 900


def test_during_the_lock_the_right_password_is_refused_too_and_afterwards_not(editor, browser):
    for _try in range(5):
        send_password(browser, password=WRONG_PASSWORD)

    assert send_password(browser).status_code == 429
    time_passes(minutes=15)
    assert send_password(browser).url == reverse("admin:enrol")


def test_a_lock_is_for_one_name_at_one_address(editor, browser):
    User.objects.create_user("publisher", password=RIGHT, is_staff=True)
    for _try in range(6):
        send_password(browser, password=WRONG_PASSWORD)

    assert send_password(browser, name="publisher").status_code == 302
    assert send_password(browser_at("192.0.2.2")).status_code == 302


@pytest.mark.parametrize("name", ["EDITOR", "ｅｄｉｔｏｒ", " editor "])
def test_another_spelling_of_the_name_is_no_other_name(editor, browser, name):
    for _try in range(5):
        send_password(browser, password=WRONG_PASSWORD)

    assert send_password(browser, name=name, password=WRONG_PASSWORD).status_code == 429


def test_a_proxy_header_gives_nobody_another_address(editor, browser):
    for number in range(5):
        browser.post(
            reverse("admin:login"),
            {"username": "editor", "password": "falsch"},
            headers={"x-forwarded-for": f"198.51.100.{number}"},
        )

    assert send_password(browser).status_code == 429


def test_wrong_codes_are_counted_too_and_the_right_password_does_not_forgive_them(editor, browser):
    phone, _codes = enrol(browser)
    thief = browser_at("198.51.100.9")
    for _try in range(5):
        send_password(thief)
        thief.post(reverse("admin:code"), {"code": phone.wrong()})

    send_password(thief)
    assert thief.post(reverse("admin:code"), {"code": phone.code()}).status_code == 429
    assert thief.post(reverse("admin:code"), {"backup_code": "abcd-abcd-abcd"}).status_code == 429
    assert not is_in(thief)


def test_the_old_password_cannot_be_tried_out_in_a_session_that_was_left_open(editor):
    client, page = at_work(editor), reverse("admin:password_change")
    new = {"new_password1": "ein Fisch liest die Zeitung", "new_password2": "ein Fisch liest die Zeitung"}
    wrong, right = {"old_password": WRONG_PASSWORD} | new, {"old_password": RIGHT} | new

    assert [client.post(page, wrong).status_code for _try in range(6)] == [200] * 5 + [429]
    assert client.post(page, right).status_code == 429
    time_passes(minutes=15)
    assert client.post(page, right).status_code == 302


def test_a_new_password_that_is_refused_is_no_wrong_try(editor):
    client, page = at_work(editor), reverse("admin:password_change")
    short = {"old_password": RIGHT, "new_password1": "kurz", "new_password2": "kurz"}

    assert [client.post(page, short).status_code for _try in range(7)] == [200] * 7


# -- limits


@pytest.mark.both_databases
def test_five_tries_in_a_window_that_slides():
    assert fail(HERE, 7) == [True] * 5 + [False] * 2
    time_passes(minutes=14.9)
    assert not is_answered(HERE)
    time_passes(minutes=0.2)
    assert fail(HERE, 6) == [True] * 5 + [False]


def test_tries_during_a_lock_do_not_make_it_longer():
    fail(HERE, 5)
    time_passes(minutes=10)
    fail(HERE, 50)
    time_passes(minutes=5.1)

    assert is_answered(HERE)


def test_what_was_right_is_forgiven():
    fail(HERE, 4)
    throttle.clear_attempts(PASSWORD, HERE)

    assert fail(HERE, 6) == [True] * 5 + [False]


@pytest.mark.both_databases
def test_a_name_that_is_tried_from_everywhere_is_locked_for_strangers_but_not_for_its_person():
    throttle.remember_familiar_place(HERE)

    tried = [is_answered(LoginOrigin("editor", f"bot {number}"), CODE) for number in range(25)]

    assert tried == [True] * 20 + [False] * 5
    assert is_answered(HERE, CODE)
    time_passes(days=91)
    assert is_answered(LoginOrigin("editor", "bot 99"), CODE)


def test_wrong_passwords_from_many_addresses_lock_nobody_out_of_a_new_place(editor):
    for number in range(40):
        thief = browser_at(f"198.51.100.{number // 5}")
        send_password(thief, password=WRONG_PASSWORD)

    assert send_password(browser_at("192.0.2.77")).url == reverse("admin:enrol")


@pytest.mark.both_databases
def test_an_address_that_tries_many_names_is_locked_for_those_who_never_came_in_from_it():
    throttle.remember_familiar_place(LoginOrigin("publisher", "home"))

    tried = [is_answered(LoginOrigin(f"name {number}", "home")) for number in range(35)]

    assert tried == [True] * 30 + [False] * 5
    assert is_answered(LoginOrigin("publisher", "home"))
    assert is_answered(LoginOrigin("name 34", "elsewhere"))


def test_a_place_is_familiar_for_ninety_days():
    throttle.remember_familiar_place(HERE)
    time_passes(days=91)

    for number in range(20):
        is_answered(LoginOrigin("editor", f"bot {number}"), CODE)

    assert not is_answered(HERE, CODE)


def test_steps_are_counted_apart():
    fail(HERE, 5)

    assert is_answered(HERE, CODE)


@pytest.mark.both_databases
def test_old_tries_are_forgotten():
    fail(HERE, 3)
    time_passes(hours=2)
    is_answered(HERE)

    assert Attempt.objects.count() == 1


def test_of_many_at_the_same_time_no_more_than_five_are_answered(site):
    def is_answered(number: int) -> bool:
        """Whether the password was looked at: 429 says that it was not, and 503 that all places are taken."""
        visitor = Visitor(site)
        return visitor.post("/admin/login/", {"username": "many", "password": "falsch"})[0] not in (429, 503)

    with ThreadPoolExecutor(8) as together:
        answered = list(together.map(is_answered, range(16)))

    assert 1 <= sum(answered) <= 5


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("no address", "no address"),
    ],
)
def test_an_address_of_the_new_kind_stands_for_its_network(address, network):
    assert network_of(address) == network


def test_neither_names_nor_addresses_can_be_read_in_the_database(browser):
    send_password(browser, name="Ein Passwort im falschen Feld")
    row = Attempt.objects.get()

    assert not {"Ein", "192"} & {row.name[:3], row.address[:3]}
    assert len(row.name) == len(row.address) == 64


# -- who has an account

WRONG = {
    "unknown": None,
    "a wrong password": {"is_staff": True},
    "no longer here": {"is_staff": True, "is_active": False},
    "no longer here, right password": {"is_staff": True, "is_active": False, "password": RIGHT},
    "not of the office, right password": {"password": RIGHT},
    "no password at all": {"is_staff": True, "password": None},
}


@pytest.mark.check(19)
@pytest.mark.parametrize("case", WRONG)
def test_the_answer_and_the_work_are_the_same_for_everybody_who_does_not_get_in(browser, case):
    if WRONG[case] is not None:
        User.objects.create_user("editor", **({"password": "ein anderes"} | WRONG[case]))
    CountingHasher.worked = 0

    answer = send_password(browser)

    document = html.document_fromstring(answer.content.decode())
    for token in document.cssselect("[name=csrfmiddlewaretoken]"):
        token.set("value", "")
    seen = html.tostring(document)
    assert answer.status_code == 200
    assert CountingHasher.worked == 1
    assert b"Name oder Passwort stimmt nicht" in seen
    assert seen == stranger_sees()


def stranger_sees() -> bytes:
    answer = send_password(browser_at("192.0.2.77"), name="niemand")
    document = html.document_fromstring(answer.content.decode().replace("niemand", "editor"))
    for token in document.cssselect("[name=csrfmiddlewaretoken]"):
        token.set("value", "")
    return html.tostring(document)
