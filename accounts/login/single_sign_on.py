"""Single sign-on with the central account, for people who already have an account here.

It creates no account, and does not suffice for a login: the own second factor follows, unless the provider confirms
that it asked for two. The state between the two requests is in a signed cookie: strangers store nothing here.
"""

import logging

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from accounts import audit_log
from accounts.login import provider, throttle, views
from accounts.login.provider import LoginError, ProviderUnavailableError
from accounts.login.sessions import LOGIN_TIMEOUT, SESSION_TIMEOUT, PendingLogin, is_within
from accounts.login.throttle import LockedOutError, LoginOrigin
from accounts.models import CentralAccount
from core.admin_page import admin_page

BY, THROTTLE_STEP, COOKIE_SALT = "oidc", "oidc", "accounts.single_sign_on"
COOKIE = "__Host-zentral" if settings.SITE_IS_SECURE else "zentral"
MAX_ADDRESS_LENGTH = 500  # characters of the `next` address; authorization codes may have four times as many
TITLE = "Anmeldung mit dem zentralen Konto"
#: Messages by the reason in the audit log.
MESSAGES = {
    "state": "Diese Anmeldung ist abgelaufen, oder sie wurde in einem anderen Fenster noch einmal begonnen.",
    "denied": "Das zentrale Konto hat die Anmeldung abgelehnt, oder sie wurde abgebrochen.",
    "code": "Das zentrale Konto hat die Anmeldung nicht bestätigt.",
    "token": "Die Bestätigung des zentralen Kontos liess sich nicht prüfen.",
    "person": "Dieses zentrale Konto gehört zu niemandem, der hier eingetragen ist. Jemand von der «Leitung» trägt Sie ein.",
    "subject": "Mit Ihrer Adresse hat sich hier schon ein anderes zentrales Konto angemeldet. Die «Leitung» sieht das auf ihrer Startseite; "
    "haben Sie ein neues Konto bekommen, löst sie die Bindung an das alte.",
    "away": "Das zentrale Konto antwortet zurzeit nicht. Mit Ihrem Passwort kommen Sie auch jetzt herein.",
}

logger = logging.getLogger(__name__)


@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """Called by a link, because the content security policy permits forms to this site only."""
    if admin.site.has_permission(request):
        return HttpResponseRedirect(reverse("admin:index"))
    try:
        address, remembered = provider.authorization_request(callback_address())
    except ProviderUnavailableError as reason:
        return unavailable_page(request, reason)
    response = HttpResponseRedirect(address)
    set_state_cookie(response, remembered | {"following": safe_address(request.GET.get("next", ""))})
    return response


@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    response = check_response(request, read_state_cookie(request), request.GET.get("state", ""))
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def check_response(request: HttpRequest, remembered: dict | None, state: str) -> HttpResponse:
    """A callback without a matching state is neither recorded nor counted, and sends no request."""
    if remembered is None or not constant_time_compare(remembered["state"], state):
        return rejected_page(request, "state")
    origin = LoginOrigin.of(request, state)  # the name is not known yet: counted for the network
    try:
        throttle.begin_attempt(THROTTLE_STEP, origin)
        claims = provider_claims(request, remembered)
        person = claimed_person(claims)
    except LockedOutError as lock:
        return views.locked_page(request, lock)
    except ProviderUnavailableError as reason:
        record_failure(origin, "away")
        return unavailable_page(request, reason)
    except LoginError as refusal:
        record_failure(origin, refusal.reason, **refusal.what)
        return rejected_page(request, refusal.reason)
    throttle.clear_attempts(THROTTLE_STEP, origin)
    return continue_login(request, begun(request, person, remembered["following"], claims), claims)


def begun(request: HttpRequest, person: User, following: str, claims: dict) -> PendingLogin:
    return PendingLogin.begin(request, person, following, by=BY, subject=claims["sub"])


def record_failure(origin: LoginOrigin, reason: str, **what):
    audit_log.record("login.failed", by=BY, reason=reason, **what)
    if throttle.is_locked(THROTTLE_STEP, origin):
        audit_log.record("login.locked", by=BY)


def provider_claims(request: HttpRequest, remembered: dict) -> dict:
    """The claims of the callback. Raises ProviderUnavailableError and LoginError."""
    code = request.GET.get("code", "")
    if "error" in request.GET or not 0 < len(code) <= 4 * MAX_ADDRESS_LENGTH:
        raise LoginError("denied")
    if not is_from_the_provider(request.GET.get("iss")):
        raise LoginError("token")
    return provider.claims(callback_address(), code, remembered)


def is_from_the_provider(issuer: str | None) -> bool:
    """A provider that announces `iss` must send it (RFC 9207): this prevents mix-up with another provider's answers."""
    if issuer is None:
        return not provider.names_itself_in_answers()
    return issuer == settings.OIDC_ISSUER


def claimed_person(claims: dict) -> User:
    """The active account of the claims. An inactive one is refused like an unknown one. Raises LoginError."""
    value = claims.get(settings.OIDC_NAME_CLAIM)
    people = people_with_claim(value, claims)
    if len(people) != 1:
        raise LoginError("person", claimed=value if isinstance(value, str) else "")
    if not (people[0].is_active and people[0].is_staff):
        raise LoginError("person", person=people[0])
    if not is_subject(claims["sub"]):
        raise LoginError("token")
    if CentralAccount.is_other(people[0], claims["sub"]):
        CentralAccount.objects.filter(person=people[0]).update(refused_at=timezone.now())
        raise LoginError("subject", person=people[0])
    return people[0]


def is_subject(value) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 255 and value.isascii() and value.isprintable()


def people_with_claim(value, claims: dict) -> list[User]:
    """The accounts with this name, or with this mail address if the provider has verified it.

    Values beyond ASCII match nobody, because databases consider different characters equal.
    """
    if not (isinstance(value, str) and value and value.isascii() and value.isprintable()):
        return []
    if settings.OIDC_NAME_CLAIM != "email":
        return list(User.objects.filter(username=value))
    return list(User.objects.filter(email__iexact=value)) if claims.get("email_verified") is True else []


def continue_login(request: HttpRequest, pending: PendingLogin, claims: dict) -> HttpResponse:
    if has_two_factors(claims) and (person := pending.person):
        return views.complete_login(request, pending, person, None)
    return views.next_step(request, pending)


def has_two_factors(claims: dict) -> bool:
    """Whether the provider confirms two factors, for a login no older than a session may be."""
    methods = claims.get("amr")
    said = [claims.get("acr"), *(methods if isinstance(methods, list) else [])]
    at = claims.get("auth_time")
    is_recent = isinstance(at, int | float) and is_within(SESSION_TIMEOUT, at)
    return is_recent and any(value in settings.OIDC_TWO_FACTORS for value in said)


# -- state in the browser


def set_state_cookie(response: HttpResponse, what: dict):
    response.set_cookie(
        COOKIE, signing.dumps(what, salt=COOKIE_SALT), max_age=LOGIN_TIMEOUT, httponly=True,
        secure=settings.SITE_IS_SECURE, samesite="Lax",
    )  # fmt: skip


def read_state_cookie(request: HttpRequest) -> dict | None:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE_SALT, max_age=LOGIN_TIMEOUT)
    except signing.BadSignature:
        return None


def callback_address() -> str:
    return f"{settings.SITE_URL}{reverse('admin:central_account_back')}"


def safe_address(following: str) -> str:
    """The address if it is on this site, else ""."""
    is_here = len(following) <= MAX_ADDRESS_LENGTH and url_has_allowed_host_and_scheme(following, allowed_hosts=None)
    return following if is_here else ""


# -- pages


def unavailable_page(request: HttpRequest, reason: ProviderUnavailableError) -> HttpResponse:
    logger.warning("The provider of the central account cannot be used: %s", reason)
    return rejected_page(request, "away", status=503)


def rejected_page(request: HttpRequest, reason: str, status: int = 403) -> HttpResponse:
    response = admin_page(request, "accounts/not_in.html", TITLE, reason=reason, message=MESSAGES[reason])
    response.status_code = status
    return response
