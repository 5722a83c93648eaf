"""Single sign-on: off by default; only for people with an account here, and only with a token signed for this login."""

import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from types import ModuleType
from urllib.parse import urlencode, urlsplit

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.urls import NoReverseMatch, path, reverse
from django.views.decorators.cache import never_cache
from lxml import html

import kip_site.urls
from accounts import audit_log
from accounts.login import provider as asked_provider
from accounts.login import single_sign_on
from accounts.models import Attempt, StartPassword
from tests.accounts.test_login import PASSWORD, enrol, is_in, key_on, send_password
from tests.delivery.visitor import Visitor
from tests.editorial.office import Answer, person
from tests.environment import ROOT, clean_environment
from tests.openid_provider import CLIENT, EC, FOREIGN, RSA, SECRET, Provider, asked_of
from tests.second_factor import code_for
from tests.server import Server

pytestmark = [pytest.mark.django_db, pytest.mark.check(33), pytest.mark.slow]


@pytest.fixture(scope="module")
def running():
    with Provider() as running:
        yield running


@pytest.fixture(scope="module", autouse=True)
def switched_on(running):
    """The addresses are made where the settings are read: once more here, and once for all tests, as it takes long."""
    urls = ModuleType("urls_with_central_account")
    given = {"OIDC_ISSUER": running.issuer, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET}
    with override_settings(**given, ROOT_URLCONF=urls.__name__), pytest.MonkeyPatch.context() as patch:
        own = kip_site.urls.decorate_all(never_cache, [path("admin/", admin.site.urls)])
        urls.urlpatterns = own + kip_site.urls.urlpatterns
        vars(urls).update((name, value) for name, value in vars(kip_site.urls).items() if name.startswith("handler"))
        patch.setitem(sys.modules, urls.__name__, urls)
        yield


@pytest.fixture(autouse=True)
def provider(running, settings, monkeypatch, tmp_path):
    running.behave()
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(asked_provider, "provider_metadata", asked_provider.ProviderMetadata())
    for name in (
        "CONNECT_TIMEOUT",
        "READ_TIMEOUT",
        "TOTAL_TIMEOUT",
        "RETRY_AFTER",
    ):  # a slow machine is no provider that is away
        monkeypatch.setattr(asked_provider, name, 300.0)
    return running


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor", "Editor@example.org", PASSWORD, is_staff=True)


@pytest.fixture
def browser() -> Client:
    return Client(headers={"host": "localhost"}, REMOTE_ADDR="192.0.2.7")


def at_provider(address: str) -> str:
    """Somebody logs in there; where its page leads back to."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname, parts.port, timeout=300)
    connection.request("GET", f"{parts.path}?{parts.query}")
    back = connection.getresponse().headers["Location"]
    connection.close()
    return back


def come(browser: Client, following: str = ""):
    """There and back, as a browser goes."""
    sent = browser.get(reverse("admin:central_account"), {"next": following} if following else {})
    return browser.get(at_provider(sent.url))


def told() -> list[dict]:
    return audit_log.latest_entries(100)[::-1]


def is_refused(answer, reason: str, status: int = 403) -> bool:
    """In words, and written down."""
    assert answer.status_code == status
    assert single_sign_on.MESSAGES[reason] in Answer(answer).text
    return [(each["event"], each["reason"], each["by"]) for each in told()] == [("login.failed", reason, "oidc")]


# -- off


def test_off_there_is_neither_address_nor_button(settings, browser):
    settings.OIDC_ISSUER, settings.ROOT_URLCONF = "", "kip_site.urls"

    assert "zentral" not in browser.get(reverse("admin:login")).content.decode()
    for name in ("central_account", "central_account_back"):
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:{name}")


def test_off_nothing_of_it_is_loaded():
    code = (
        "import sys, django; django.setup(); import kip_site.wsgi, kip_site.urls; from django.urls import reverse; "
        "reverse('admin:login'); print([name for name in sys.modules "
        "if name.split('.')[0] in ('authlib', 'joserfc', 'cryptography') or name.endswith('single_sign_on')])"
    )
    environment = clean_environment() | {"DJANGO_SETTINGS_MODULE": "kip_site.settings"}

    loaded = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300
    )

    assert loaded.stdout == "[]\n", loaded.stderr


# -- in


def test_the_login_page_leads_there_by_a_link_and_forms_go_nowhere_else(browser, settings):
    page = browser.get(reverse("admin:login"), {"next": "/admin/handbuch/"})
    (link,) = Answer(page).document.cssselect("p.central a")

    assert link.text_content() == "Mit dem zentralen Konto anmelden"
    assert link.get("href") == f"{settings.SITE_URL}/admin/login/zentral/?next=%2Fadmin%2Fhandbuch%2F"


def test_who_is_entered_comes_in_with_the_own_second_factor(editor, browser):
    phone, _codes = enrol(Client(headers={"host": "localhost"}))

    answer = come(browser, following="/admin/handbuch/")

    assert answer.url == reverse("admin:code")
    assert not is_in(browser)
    assert browser.post(reverse("admin:code"), {"code": phone.wrong()}).status_code == 200
    assert not is_in(browser)
    assert browser.post(reverse("admin:code"), {"code": phone.code()}).url == "/admin/handbuch/"
    assert is_in(browser)
    last = told()[-1]
    assert (last["event"], last["by"], last["person"]["name"]) == ("login", "oidc", "editor")
    assert last["address"] == "192.0.2.7"


def test_the_first_time_a_second_factor_is_set_up_and_no_password_is_needed(editor, browser):
    StartPassword.mark(editor)
    editor.set_unusable_password()
    editor.save()

    assert come(browser).url == reverse("admin:enrol")
    assert browser.get(reverse("admin:new_password")).url == reverse("admin:enrol")
    browser.post(reverse("admin:enrol"), {"code": code_for(key_on(browser))})

    assert is_in(browser)


def test_a_start_password_is_still_to_be_changed_by_who_comes_with_it(editor, browser):
    StartPassword.mark(editor)

    assert send_password(browser).url == reverse("admin:new_password")


def test_the_request_is_bound_to_this_browser_and_leaves_nothing_here(browser, provider, settings):
    sent = browser.get(reverse("admin:central_account"))
    asked, cookie = asked_of(sent.url), browser.cookies[single_sign_on.COOKIE]

    assert sent.url.startswith(f"{provider.issuer}/authorize?")
    assert asked["redirect_uri"] == f"{settings.SITE_URL}/admin/login/zentral/zurueck/"
    assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
    assert "openid" in asked["scope"].split()
    assert asked["code_challenge_method"] == "S256"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) > 40
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert (Session.objects.count(), Attempt.objects.count(), told()) == (0, 0, [])
    other = asked_of(browser.get(reverse("admin:central_account")).url)
    assert not {other[name] for name in ("state", "nonce", "code_challenge")} & set(asked.values())


def test_a_login_has_a_new_session(editor, browser):
    come(browser)
    first = browser.session.session_key
    come(browser)

    assert browser.session.session_key != first
    assert browser.cookies[single_sign_on.COOKIE].value == ""


@pytest.mark.check(12)
@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/" * 600]
)
def test_it_leads_on_to_this_site_only(editor, browser, target):
    come(browser, following=target)

    answer = Answer(browser.post(reverse("admin:enrol"), {"code": code_for(key_on(browser))}))

    assert answer.document.cssselect("a.button")[0].get("href") == reverse("admin:index")


def test_who_is_in_is_not_sent_there(editor, browser):
    enrol(browser)

    assert browser.get(reverse("admin:central_account")).url == reverse("admin:index")


@pytest.mark.parametrize(
    "changed",
    [{"key": EC, "header": {"alg": "ES256", "kid": "e"}}, {"header": {"alg": "RS256", "kid": "r", "x": "new"}}],
)
def test_what_is_signed_otherwise_and_well_is_good(editor, browser, provider, changed):
    vars(provider).update(changed)

    assert come(browser).url == reverse("admin:enrol")


def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there(editor, browser, provider):
    provider.says_of_itself = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}

    assert come(browser).url == reverse("admin:enrol")


def test_a_mail_address_may_be_told_apart_from_the_token(editor, browser, provider):
    provider.userinfo, provider.claims = provider.claims, {"sub": "1234"}

    assert come(browser).url == reverse("admin:enrol")


def test_what_is_told_of_somebody_else_is_not_believed(editor, browser, provider):
    provider.userinfo, provider.claims = provider.claims, {"sub": "5678"}

    assert is_refused(come(browser), "token")


# -- who


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@example.org", "email_verified": True},
        {"email": "editor@example.org"},
        {"email": "editor@example.org", "email_verified": False},
        {"email": "editor@example.org", "email_verified": "true"},
        {"email": "editor@example.org.evil.example", "email_verified": True},
        {"email": "", "email_verified": True},
        {"email": ["editor@example.org"], "email_verified": True},
        {"email": "editor@example.org\0", "email_verified": True},
        {"email": "ed\u0131tor@example.org", "email_verified": True},
        {"email_verified": True, "preferred_username": "editor"},
    ],
    ids=str,
)
def test_who_is_not_entered_is_not_let_in_and_not_made(editor, browser, provider, claims):
    provider.claims, provider.userinfo = {"sub": "1234"} | claims, {"sub": "1234"}

    assert is_refused(come(browser), "person")
    assert User.objects.get() == editor
    assert Session.objects.count() == 0


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_who_left_is_told_what_strangers_are_told(editor, browser, change):
    User.objects.update(**change)

    assert is_refused(come(browser), "person")
    assert told()[0]["person"]["name"] == "editor"


def test_who_shares_a_mail_address_is_nobody(editor, browser):
    User.objects.create_user("other", "editor@example.org", is_staff=True)

    assert is_refused(come(browser), "person")


def test_another_claim_is_the_name(editor, browser, provider, settings):
    settings.OIDC_NAME_CLAIM = "preferred_username"
    for name, expected in {"editor": 302, "EDITOR": 403, "Editor@example.org": 403}.items():
        provider.claims = {"sub": "1234", "preferred_username": name}
        assert come(browser).status_code == expected, name


def test_the_head_sees_which_field_counts(settings):
    head = person("head", "Leitung")
    page = reverse("admin:auth_user_change", args=[person("editor").session["_auth_user_id"]])
    places = {}
    for claim in ("email", "upn"):
        settings.OIDC_NAME_CLAIM = claim
        found = Answer(head.get(page)).document.xpath(
            "//*[contains(@class, 'help') and contains(., 'zentralen Konto')]"
        )
        places[claim] = [each.get("id") for each in found]

    assert places == {"email": ["id_email_helptext"], "upn": ["id_username_helptext"]}


# -- what is not believed

NOW = int(time.time())
TOKENS = {
    "another key": {"key": FOREIGN},
    "a key that is not there": {"header": {"alg": "RS256", "kid": "other"}},
    "no signature": {"header": {"alg": "none"}},
    "signed with our secret": {"key": SECRET.encode(), "header": {"alg": "HS256"}},
    "signed with the public key": {"key": RSA.as_pem(private=False), "header": {"alg": "HS256", "kid": "r"}},
    "another algorithm": {"header": {"alg": "RS384", "kid": "r"}},
    "no nonce": {"changes": {"nonce": None}},
    "another nonce": {"changes": {"nonce": "other"}},
    "a nonce that wants to be none": {"changes": {"nonce": None, "nonce_supported": False}},
    "another provider": {"changes": {"iss": "https://evil.example"}},
    "no provider": {"changes": {"iss": None}},
    "for another site": {"changes": {"aud": "other"}},
    "for nobody": {"changes": {"aud": None}},
    "for others too": {"changes": {"aud": [CLIENT, "other"]}},
    "made for another": {"changes": {"azp": "other"}},
    "expired": {"changes": {"exp": NOW - 120}},
    "for ever": {"changes": {"exp": None}},
    "of tomorrow": {"changes": {"iat": NOW + 86_400}},
    "of nobody": {"changes": {"sub": None}},
    "with another access": {"changes": {"at_hash": "AAAA"}},
    "with words for times": {"changes": {"exp": "never"}},
}  # fmt: skip


@pytest.mark.parametrize("name", TOKENS)
def test_a_token_is_not_believed(editor, browser, provider, name):
    vars(provider).update(TOKENS[name])

    assert is_refused(come(browser), "token")
    assert not is_in(browser)
    assert Session.objects.count() == 0


@pytest.mark.parametrize("token", [None, 5, "", "a.b.c", "x" * 100_000, ["a"]], ids=lambda value: str(value)[:10])
def test_what_is_no_token_is_not_believed(editor, browser, provider, token, monkeypatch):
    monkeypatch.setattr(provider, "token", lambda nonce: token)

    assert is_refused(come(browser), "token")


def test_a_code_is_good_for_the_browser_that_began(editor, browser):
    back = at_provider(browser.get(reverse("admin:central_account")).url)
    thief = Client(headers={"host": "localhost"})
    thief.get(reverse("admin:central_account"))

    answer = thief.get(back)

    assert (answer.status_code, single_sign_on.MESSAGES["state"] in Answer(answer).text) == (403, True)
    assert told() == []


def test_a_code_of_another_login_does_not_fit(editor, browser):
    """The state is right, the proof that this browser began is not."""
    stolen = asked_of(at_provider(Client(headers={"host": "localhost"}).get(reverse("admin:central_account")).url))
    state = asked_of(browser.get(reverse("admin:central_account")).url)["state"]

    assert is_refused(
        browser.get(reverse("admin:central_account_back"), {"code": stolen["code"], "state": state}), "code"
    )


@pytest.mark.parametrize("query", [{}, {"state": ""}, {"state": "x", "code": "y"}, {"code": "y"}, {"state": "ä\0"}])
def test_a_state_that_nobody_began_with_asks_nobody_and_is_not_written_down(browser, provider, query):
    for begun in (False, True):
        if begun:
            browser.get(reverse("admin:central_account"))
        asked = len(provider.asked)
        answer = browser.get(reverse("admin:central_account_back"), query)
        assert answer.status_code == 403
        assert "abgelaufen" in Answer(answer).text
        assert len(provider.asked) == asked
    assert (told(), Attempt.objects.count(), Session.objects.count()) == ([], 0, 0)


def test_the_way_back_is_good_once_and_not_for_long(editor, browser, monkeypatch):
    back = at_provider(browser.get(reverse("admin:central_account")).url)
    assert browser.get(back).status_code == 302
    assert browser.get(back).status_code == 403
    late = at_provider(browser.get(reverse("admin:central_account")).url)
    monkeypatch.setattr(single_sign_on, "LOGIN_TIMEOUT", -1)

    assert browser.get(late).status_code == 403


@pytest.mark.parametrize("query", [
    {"error": "access_denied", "error_description": "<b>Rufen Sie 0900 an</b>"}, {"code": ""}, {"code": "x" * 5000}, {},
])  # fmt: skip
def test_a_denial_is_said_in_our_words(browser, query):
    state = asked_of(browser.get(reverse("admin:central_account")).url)["state"]

    answer = browser.get(reverse("admin:central_account_back"), query | {"state": state})

    assert is_refused(answer, "denied")
    assert "0900" not in answer.content.decode()


def test_an_answer_in_the_name_of_another_provider_is_refused(browser):
    state = asked_of(browser.get(reverse("admin:central_account")).url)["state"]
    query = {"state": state, "code": "x", "iss": "https://evil.example"}

    assert is_refused(browser.get(reverse("admin:central_account_back"), query), "token")


def test_forms_are_not_taken(browser):
    for name in ("central_account", "central_account_back"):
        assert browser.post(reverse(f"admin:{name}")).status_code == 405


# -- the provider is away

GARBAGE = {
    "an error": (500, b"{}"),
    "a page": (200, b"<html>"),
    "a list": (200, b"[]"),
    "nothing": (200, b""),
    "too much": (200, b'{"a": "' + b"x" * 600_000 + b'"}'),
    "too deep": (200, b"[" * 100_000),
    "no text": (200, b"\xff\xfe"),
}


@pytest.mark.parametrize("name", GARBAGE)
@pytest.mark.parametrize("page", ["/.well-known/openid-configuration", "/token", "/keys", "/userinfo"])
def test_garbage_is_said_in_words(editor, browser, provider, page, name):
    provider.claims = {"sub": "1234"}  # so that all its addresses are asked
    provider.instead = {page: GARBAGE[name]}
    begun = browser.get(reverse("admin:central_account"))

    answer = browser.get(at_provider(begun.url)) if begun.status_code == 302 else begun

    assert (answer.status_code, single_sign_on.MESSAGES["away"] in Answer(answer).text) == (503, True)
    assert not is_in(browser)


@pytest.mark.parametrize("changed", [
    {"issuer": "https://evil.example"}, {"issuer": None}, {"authorization_endpoint": None}, {"token_endpoint": "ftp://x/"},
    {"jwks_uri": ["a"]}, {"authorization_endpoint": "javascript:alert(1)"}, {"token_endpoint": "http://[::1"},
])  # fmt: skip
def test_a_provider_that_says_odd_things_of_itself_is_not_gone_to(browser, provider, changed):
    provider.says_of_itself = changed

    assert browser.get(reverse("admin:central_account")).status_code == 503


def test_a_provider_under_https_leads_to_nothing_less(settings):
    settings.OIDC_ISSUER = "https://login.example.org"

    assert asked_provider.is_safe("https://keys.example.org/keys")
    assert not asked_provider.is_safe("http://keys.example.org/keys")


@pytest.mark.check(26)
def test_nobody_is_followed_elsewhere(editor, browser, provider):
    provider.says_of_itself = {
        "jwks_uri": f"{provider.issuer}/authorize?{urlencode({'redirect_uri': '/keys', 'state': ''})}"
    }

    assert come(browser).status_code == 503
    assert "/keys" not in [asked for asked in provider.asked if asked != "/authorize"]


def test_a_provider_that_is_gone_is_asked_again_only_after_some_seconds(editor, browser, provider, monkeypatch):
    provider.instead = {"/.well-known/openid-configuration": (503, b"")}
    answers = [browser.get(reverse("admin:central_account")) for _try in range(3)]
    provider.instead = {}
    monkeypatch.setattr(asked_provider.provider_metadata, "away_until", 0)

    assert [answer.status_code for answer in answers] == [503] * 3
    assert len(provider.asked) == 1
    assert Answer(answers[0]).document.cssselect(f"a[href='{reverse('admin:login')}']")
    assert come(browser).url == reverse("admin:enrol")


def test_what_it_says_of_itself_is_asked_once_and_its_keys_each_time(editor, browser, provider):
    for _login in range(2):
        come(browser)

    counted = {page: provider.asked.count(page) for page in ("/.well-known/openid-configuration", "/keys")}
    assert counted == {"/.well-known/openid-configuration": 1, "/keys": 2}


@pytest.mark.check(26)
def test_nobody_waits_for_a_provider_that_is_silent(browser, settings, monkeypatch):
    monkeypatch.setattr(asked_provider, "READ_TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.OIDC_ISSUER = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert browser.get(reverse("admin:central_account")).status_code == 503
    assert browser.get(reverse("admin:central_account")).status_code == 503


def test_those_who_wait_for_it_leave_threads_to_readers(browser):
    taken = [asked_provider.request_slots.acquire(blocking=False) for _seat in range(8)]
    try:
        assert 1 <= taken.count(True) <= 2
        assert browser.get(reverse("admin:central_account")).status_code == 503
    finally:
        for _seat in range(taken.count(True)):
            asked_provider.request_slots.release()


def test_failures_are_counted_for_the_address_and_leave_the_password_open(editor, browser, provider):
    provider.claims["email"] = "stranger@example.org"
    answers = [come(browser).status_code for _try in range(31)]

    assert answers == [403] * 30 + [429]
    assert [each["event"] for each in told()] == ["login.failed"] * 30 + ["login.locked"]
    assert send_password(browser).url == reverse("admin:enrol")
    elsewhere = Client(headers={"host": "localhost"}, REMOTE_ADDR="192.0.2.8")
    assert come(elsewhere).status_code == 403


@pytest.mark.check(24)
def test_no_line_tells_code_token_or_secret(editor, browser, provider, caplog, tmp_path):
    come(browser)
    provider.changes = {"nonce": "other"}
    come(browser)

    written = caplog.text + "".join(file.read_text() for file in (tmp_path / "record").iterdir())
    assert "login.failed" in written
    assert not any(word in written for word in ("code-", "opaque", SECRET, "eyJ"))


# -- two factors at the provider


@pytest.fixture
def strong(provider, settings):
    settings.OIDC_TWO_FACTORS = ["mfa", "urn:two"]
    provider.claims |= {"amr": ["pwd", "mfa"], "auth_time": int(time.time())}


@pytest.mark.parametrize("claims", [{}, {"amr": None, "acr": "urn:two"}])
def test_who_has_shown_both_there_is_in(editor, browser, provider, strong, claims):
    provider.claims |= claims

    assert come(browser, following="/admin/handbuch/").url == "/admin/handbuch/"
    assert is_in(browser)
    own = Answer(browser.get(reverse("admin:own_access")))
    assert "hier ist nichts einzurichten" in own.text
    assert not own.document.cssselect("#content form")


@pytest.mark.parametrize(
    "claims",
    [
        {"amr": ["pwd"]}, {"amr": "mfa"}, {"amr": None}, {"amr": None, "acr": "1"}, {"amr": [["mfa"]]}, {"auth_time": None},
        {"auth_time": NOW - 9 * 3600}, {"auth_time": NOW + 9 * 3600},
    ],
    ids=["password", "text", "nothing", "a class", "nested", "no time", "long ago", "not yet"],
)  # fmt: skip
def test_who_has_not_is_not_in_by_that(editor, browser, provider, strong, claims):
    provider.claims |= claims

    come(browser)

    assert not is_in(browser)


def test_what_the_operator_does_not_believe_counts_for_nothing(editor, browser, strong, settings):
    settings.OIDC_TWO_FACTORS = []

    assert come(browser).url == reverse("admin:enrol")


@pytest.mark.parametrize(("name", "value"), [("OIDC_TWO_FACTORS", []), ("OIDC_ISSUER", "")])
def test_sessions_end_when_it_is_believed_no_longer(editor, browser, strong, settings, name, value):
    come(browser)
    assert is_in(browser)
    setattr(settings, name, value)

    assert not is_in(browser)


def test_such_a_session_ends_as_others_do(editor, browser, strong):
    come(browser)
    session = browser.session
    session["access"] |= {"seen": time.time() - 1860}
    session.save()
    assert not is_in(browser)
    come(browser)
    editor.is_active = False
    editor.save()

    assert not is_in(browser)


# -- the site as it runs


def test_the_running_site_is_switched_on_by_its_environment(tmp_path, provider):
    secret = tmp_path / "oidc_secret"
    secret.write_text(f"{SECRET}\n")
    provider.claims = {"sub": "1", "preferred_username": "admin"}
    given = {
        "OIDC_ISSUER": provider.issuer,
        "OIDC_CLIENT_ID": CLIENT,
        "OIDC_CLIENT_SECRET_FILE": str(secret),
        "OIDC_NAME_CLAIM": "preferred_username",
    }
    with Server(tmp_path, **given) as server:
        visitor = Visitor(server)
        _status, address, text = visitor.open("/admin/login/zentral/?next=/admin/handbuch/")
        assert address == "/admin/login/einrichten/"
        key = key_in(text)
        _status, _address, sheet = visitor.post(address, {"code": code_for(key)})
        assert "/admin/handbuch/" in sheet
        assert visitor.open("/admin/handbuch/")[:2] == (200, "/admin/handbuch/")


def key_in(text: str) -> str:
    (key,) = html.document_fromstring(text).cssselect(".key")
    return key.text_content()


# -- the account is the one that came first


def comes_in(browser: Client):
    """For the first time: with a new device."""
    come(browser)
    browser.post(reverse("admin:enrol"), {"code": code_for(key_on(browser))})
    assert is_in(browser)


def test_another_account_with_the_same_address_is_refused_and_the_head_is_told(editor, browser, provider):
    comes_in(browser)
    provider.claims["sub"] = "5678"

    refused = come(Client(headers={"host": "localhost"}))

    assert refused.status_code == 403
    assert "ein anderes zentrales Konto" in Answer(refused).text
    assert [each["reason"] for each in told() if each["event"] == "login.failed"] == ["subject"]
    start = Answer(person("head", "Leitung").get(reverse("admin:index")))
    assert "Ein anderes zentrales Konto" in start.text
    assert start.document.xpath(f"//a[@href='{reverse('admin:auth_user_change', args=[editor.pk])}']")
    assert "anderes zentrales Konto" not in Answer(person("writer", "Redaktion").get(reverse("admin:index"))).text


def test_the_same_account_comes_in_again(editor, browser, provider):
    comes_in(browser)

    assert come(Client(headers={"host": "localhost"})).url == reverse("admin:code")


def test_an_account_of_one_person_is_not_that_of_another(editor, browser, provider):
    comes_in(browser)
    User.objects.create_user("publisher", "publisher@example.org", PASSWORD, is_staff=True)
    provider.claims["email"] = "publisher@example.org"

    assert come(Client(headers={"host": "localhost"})).status_code == 403


def test_an_account_is_bound_by_whoever_comes_in_and_not_by_who_only_tries(editor, browser, provider):
    come(browser)  # and shows no second factor
    provider.claims["sub"] = "5678"

    comes_in(Client(headers={"host": "localhost"}))


def test_a_reset_looses_the_account(editor, browser, provider):
    comes_in(browser)
    person("head", "Leitung").post(reverse("admin:reset_second_factor", args=[editor.pk]))
    provider.claims["sub"] = "5678"

    comes_in(Client(headers={"host": "localhost"}))


@pytest.mark.parametrize("subject", ["", "x" * 256, 1234, "a\0b", ["1234"]])
def test_an_account_without_a_usable_name_is_not_believed(editor, browser, provider, subject):
    provider.claims["sub"] = subject

    assert come(browser).status_code == 403


# -- who answers


@pytest.mark.parametrize(("announced", "status"), [(True, 403), (False, 302), ("true", 302), (None, 302)])
def test_an_answer_without_its_issuer_is_refused_where_the_provider_announces_it(
    editor, browser, provider, announced, status
):
    provider.says_of_itself = {"authorization_response_iss_parameter_supported": announced}

    assert come(browser).status_code == status


def test_with_its_issuer_it_is_taken(editor, browser, provider):
    provider.says_of_itself = {"authorization_response_iss_parameter_supported": True}
    sent = browser.get(reverse("admin:central_account"))
    back = f"{at_provider(sent.url)}&{urlencode({'iss': provider.issuer})}"

    assert browser.get(back).status_code == 302


# -- words


def test_the_page_after_it_does_not_speak_of_a_password(editor, browser):
    come(browser)

    said = Answer(browser.get(reverse("admin:enrol"))).text
    assert "zentralen Konto" in said
    assert "Passwort" not in said.replace("Passwörter-App", "")


def test_while_the_provider_is_away_the_page_says_that_a_password_works(browser, provider, monkeypatch):
    provider.instead["/.well-known/openid-configuration"] = (500, b"")

    away = browser.get(reverse("admin:central_account"))

    assert away.status_code == 503
    assert "Mit Ihrem Passwort kommen Sie auch jetzt herein" in Answer(away).text
