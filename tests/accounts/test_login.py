"""Login: password and second factor; nothing of the office is reachable before both."""

import hashlib

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

from accounts.login import second_factor
from accounts.models import StartPassword
from tests.editorial.office import Answer, at_work, logged_in, person
from tests.second_factor import Phone, code_for

pytestmark = [pytest.mark.django_db, pytest.mark.check(17)]

PASSWORD = "vier Tassen stehen im Schrank"  # noqa: S105
WRONG_PASSWORD = "falsch"  # noqa: S105
OFFICE = ["index", "handbook", "own_access", "record", "removed", "password_change", "auth_user_changelist"]


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor", password=PASSWORD, is_staff=True)


@pytest.fixture
def browser() -> Client:
    return Client(headers={"host": "localhost"})


def send_password(browser: Client, name: str = "editor", password: str = PASSWORD, following: str = ""):
    page = reverse("admin:login") + (f"?next={following}" if following else "")
    return browser.post(page, {"username": name, "password": password})


def key_on(browser: Client) -> str:
    (key,) = Answer(browser.get(reverse("admin:enrol"))).document.cssselect(".key")
    return key.text_content()


def enrol(browser: Client) -> tuple[Phone, list[str]]:
    """The phone with the key, and the codes for paper."""
    send_password(browser)
    phone = Phone(key_on(browser))
    answer = Answer(browser.post(reverse("admin:enrol"), {"code": phone.code()}))
    return phone, [code.text_content() for code in answer.document.cssselect(".codes code")]


def is_in(browser: Client) -> bool:
    return browser.get(reverse("admin:index")).status_code == 200


def test_the_first_login_leads_to_a_second_factor_and_then_in(editor, browser):
    sent = send_password(browser, following="/admin/handbuch/")
    assert sent.url == reverse("admin:enrol")
    key = key_on(browser)

    answer = Answer(browser.post(reverse("admin:enrol"), {"code": code_for(key)}))

    assert len(answer.document.cssselect(".codes li")) == 10
    assert answer.document.cssselect("a.button")[0].get("href") == "/admin/handbuch/"
    assert is_in(browser)


def test_the_app_can_read_the_image_and_the_key_is_the_same(editor, browser):
    send_password(browser)
    key = key_on(browser)
    image = browser.get(reverse("admin:enrol_image"))
    link = Answer(browser.get(reverse("admin:enrol"))).document.cssselect("a[href^=otpauth]")[0].get("href")

    assert image["Content-Type"] == "image/svg+xml"
    assert b"<svg" in image.content
    assert f"secret={key.replace(' ', '')}" in link
    assert "issuer=Redaktion" in link


def test_without_a_second_factor_only_enrolment_is_reached(editor, browser):
    send_password(browser)

    for name in OFFICE:
        assert browser.get(reverse(f"admin:{name}")).url.startswith(reverse("admin:login")), name
    assert browser.get(reverse("admin:enrol")).status_code == 200
    assert browser.post(reverse("admin:cancel")).url == reverse("admin:login")
    assert browser.get(reverse("admin:enrol")).url == reverse("admin:login")


def test_a_session_without_the_second_factor_counts_for_nothing(editor, browser):
    browser.force_login(editor)

    assert not is_in(browser)


@pytest.mark.parametrize("name", ["code", "enrol", "enrol_image", "new_password"])
def test_no_step_is_open_without_the_password(browser, name):
    assert browser.get(reverse(f"admin:{name}")).url == reverse("admin:login")
    assert browser.post(reverse(f"admin:{name}"), {"code": "000000"}).url == reverse("admin:login")


def test_a_wrong_first_code_enrols_nothing(editor, browser):
    send_password(browser)
    key = key_on(browser)

    answer = browser.post(reverse("admin:enrol"), {"code": Phone(key).wrong()})

    assert "stimmt nicht" in Answer(answer).text
    assert second_factor.device_of(editor) is None
    assert not is_in(browser)
    assert key_on(browser) == key


def test_later_logins_ask_for_a_code_and_take_each_once(editor, browser):
    phone, _codes = enrol(browser)
    other, third = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})

    assert send_password(other).url == reverse("admin:code")
    assert not is_in(other)
    again = other.post(reverse("admin:code"), {"code": phone.again()})
    assert "schon gebraucht" in Answer(again).text
    assert not is_in(other)
    assert other.post(reverse("admin:code"), {"code": phone.code()}).status_code == 302
    assert is_in(other)
    send_password(third)
    third.post(reverse("admin:code"), {"code": phone.again()})
    assert not is_in(third)


def test_who_has_a_device_cannot_enrol_another_one_with_the_password_alone(editor, browser):
    enrol(browser)
    thief = Client(headers={"host": "localhost"})
    send_password(thief)

    assert thief.get(reverse("admin:enrol")).url == reverse("admin:code")
    assert thief.post(reverse("admin:enrol"), {"code": "123456"}).url == reverse("admin:code")
    assert not is_in(thief)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "１２３４５６", "12345x", "-12345", "\x00"])
def test_what_is_no_code_is_refused(editor, browser, typed):
    enrol(browser)
    other = Client(headers={"host": "localhost"})
    send_password(other)

    assert other.post(reverse("admin:code"), {"code": typed}).status_code == 200
    assert not is_in(other)


def test_a_code_from_paper_is_good_once_however_it_is_typed(editor, browser):
    _phone, codes = enrol(browser)
    for expected, typed in [(True, codes[0].upper().replace("-", " ")), (False, codes[0]), (True, codes[1])]:
        other = Client(headers={"host": "localhost"})
        send_password(other)
        other.post(reverse("admin:code"), {"backup_code": typed})
        assert is_in(other) is expected


def test_who_steals_the_database_needs_long_for_each_guess(real_hashes, browser):
    """The only test with the real hashes."""
    editor = User.objects.create_user("editor", password=PASSWORD, is_staff=True)
    _phone, (code, *_others) = enrol(browser)

    method, iterations, *_rest = editor.password.split("$")
    assert (method, int(iterations) >= 600_000) == ("pbkdf2_sha256", True), editor.password
    salt = f"backup code {editor.pk}"
    slow = hashlib.pbkdf2_hmac("sha256", code.replace("-", "").encode(), salt.encode(), 100_000, 8).hex()
    assert StaticToken.objects.filter(token=slow).count() == 1
    assert second_factor.use_backup_code(editor, code)


def test_codes_for_paper_stand_nowhere_in_the_database(editor, browser):
    _phone, codes = enrol(browser)
    stored = " ".join(StaticToken.objects.values_list("token", flat=True))

    assert StaticToken.objects.count() == 10
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    assert len(set(codes)) == 10


def test_new_codes_for_paper_need_the_second_factor_once_more_and_void_the_old(editor, browser):
    phone, codes = enrol(browser)
    page = reverse("admin:own_access")

    assert "stimmt nicht" in Answer(browser.post(page, {"code": phone.again(), "do": "codes"})).text
    code = phone.code()
    first = Answer(browser.get(page)).document.cssselect(".code [type=submit]")[0]  # pressed by the enter key
    by_enter = Answer(browser.post(page, {"code": code, first.get("name"): first.get("value")}))
    assert "Wählen Sie, was neu werden soll." in by_enter.text
    answer = Answer(browser.post(page, {"code": code, "do": "codes"}))

    new = [code.text_content() for code in answer.document.cssselect(".codes code")]
    assert len(new) == 10
    assert not set(new) & set(codes)
    assert not second_factor.use_backup_code(editor, codes[0])
    assert second_factor.use_backup_code(editor, new[0])


def test_another_phone_takes_the_place_of_the_old_one(editor, browser):
    _phone, codes = enrol(browser)
    before = second_factor.device_of(editor)

    answer = browser.post(reverse("admin:own_access"), {"backup_code": codes[0], "do": "device"})

    assert answer.url == reverse("admin:enrol")
    assert not is_in(browser)
    key = key_on(browser)
    browser.post(reverse("admin:enrol"), {"code": code_for(key)})
    assert is_in(browser)
    assert second_factor.device_of(editor).pk != before.pk
    assert not second_factor.use_backup_code(editor, codes[1])


def test_the_old_phone_stays_until_the_new_one_has_shown_a_code(editor, browser):
    phone, codes = enrol(browser)
    browser.post(reverse("admin:own_access"), {"code": phone.code(), "do": "device"})
    wrong = browser.post(reverse("admin:enrol"), {"code": Phone(key_on(browser)).wrong()})
    thief = Client(headers={"host": "localhost"})

    assert "stimmt nicht" in Answer(wrong).text
    assert send_password(thief).url == reverse("admin:code")
    assert thief.get(reverse("admin:enrol")).url == reverse("admin:code")
    thief.post(reverse("admin:code"), {"backup_code": codes[0]})
    assert is_in(thief)


def test_the_own_password_is_changed_only_where_the_old_one_is_asked_for():
    head = User.objects.create_user("head", is_staff=True, password=PASSWORD)
    head.groups.set(Group.objects.filter(name="Leitung"))
    client, other = at_work(head), "Ein Fisch liest die Zeitung"
    page = reverse("admin:auth_user_password_change", args=[head.pk])

    answers = [client.get(page), client.post(page, {"password1": other, "password2": other})]

    assert [answer.url for answer in answers] == [reverse("admin:password_change")] * 2
    assert User.objects.get(pk=head.pk).check_password(PASSWORD)


# -- help from others


def test_the_head_resets_a_second_factor_and_its_sessions_end(editor, browser):
    enrol(browser)
    page = reverse("admin:reset_second_factor", args=[editor.pk])
    head = person("head", "Leitung")

    assert "Bis dann genügt das Passwort" in Answer(head.get(page)).text
    assert is_in(browser)
    head.post(page)

    assert not is_in(browser)
    assert StaticDevice.objects.count() == StaticToken.objects.count() == 0
    assert send_password(browser).url == reverse("admin:enrol")


def test_nobody_resets_their_own_second_factor_nor_that_of_somebody_above():
    head = User.objects.create_user("head", is_staff=True)
    head.groups.set(Group.objects.filter(name="Leitung"))
    chief = User.objects.create_superuser("chief")
    client = at_work(head)

    own, above = (client.post(reverse("admin:reset_second_factor", args=[each.pk])) for each in (head, chief))

    assert own.url == reverse("admin:own_access")
    assert above.status_code == 403
    assert second_factor.device_of(head)


def test_a_new_person_chooses_an_own_password_before_anything_else(browser):
    head, first = person("head", "Leitung"), "Tee und Kuchen am Nachmittag"
    values = {"username": "editor", "password1": first, "password2": first, "usable_password": "true"}
    head.post(reverse("admin:auth_user_add"), values)

    assert send_password(browser, password=first).url == reverse("admin:new_password")
    assert browser.get(reverse("admin:enrol")).url == reverse("admin:new_password")
    page = reverse("admin:new_password")
    assert "bisherige Passwort" in Answer(browser.post(page, {"new_password1": first, "new_password2": first})).text
    answer = browser.post(page, {"new_password1": PASSWORD, "new_password2": PASSWORD})

    assert answer.url == reverse("admin:enrol")
    assert not StartPassword.objects.exists()
    browser.post(reverse("admin:enrol"), {"code": code_for(key_on(browser))})
    assert is_in(browser)


def test_a_password_set_by_somebody_else_is_to_be_changed(editor):
    other = "Ein Fisch liest die Zeitung"
    page = reverse("admin:auth_user_password_change", args=[editor.pk])

    person("head", "Leitung").post(page, {"password1": other, "password2": other, "usable_password": "true"})

    assert User.objects.get(pk=editor.pk).check_password(other)
    assert StartPassword.of(editor)


def test_the_way_in_for_emergencies(editor, browser, capsys):
    enrol(browser)
    call_command("let_in", "editor")
    password = capsys.readouterr().out.splitlines()[1].strip()

    assert not is_in(browser)
    assert send_password(browser).status_code == 200
    assert send_password(browser, password=password).url == reverse("admin:new_password")


def test_the_password_for_emergencies_is_good_for_an_hour(editor, browser, capsys):
    call_command("let_in", "editor")
    password = capsys.readouterr().out.splitlines()[1].strip()
    start = StartPassword.of(editor)
    start.expires_at -= start.expires_at - editor.date_joined
    start.save()

    assert "stimmt nicht" in Answer(send_password(browser, password=password)).text


@pytest.mark.parametrize("name", ["nobody", "away"])
def test_the_way_in_for_emergencies_is_for_people_of_the_office(name):
    User.objects.create_user("away", is_staff=True, is_active=False)

    with pytest.raises(CommandError, match=name):
        call_command("let_in", name)


@pytest.mark.parametrize("model", ["otp_totp/totpdevice", "otp_static/staticdevice"])
def test_the_office_has_no_form_for_second_factors(model):
    chief = logged_in(is_superuser=True)

    assert chief.get(f"/admin/{model}/").status_code == 404


def test_the_person_who_is_in_is_not_asked_again(editor, browser):
    enrol(browser)

    assert browser.get(reverse("admin:login")).url == reverse("admin:index")


@pytest.mark.check(12)
@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_way_in_leads_to_this_site_only(editor, browser, target):
    send_password(browser, following=target)
    answer = Answer(browser.post(reverse("admin:enrol"), {"code": code_for(key_on(browser))}))

    assert answer.document.cssselect("a.button")[0].get("href") == reverse("admin:index")
