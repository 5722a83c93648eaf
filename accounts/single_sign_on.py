"""The way in with the central account: to its provider and back, for people whom somebody has entered here before.

Nobody is made, and nobody is in by that alone: the own second factor follows, unless the provider says that it has asked for
two. What has to be remembered meanwhile is in the browser, signed: strangers leave nothing here.
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

from accounts import (
    audit_log,
    provider,
    throttle,
    views,
)
from accounts.models import CentralAccount
from accounts.provider import LoginError, ProviderUnavailableError
from accounts.sessions import (
    LOGIN_TIMEOUT,
    SESSION_TIMEOUT,
    PendingLogin,
    is_within,
)
from accounts.throttle import LockedOutError, LoginOrigin

BY, THROTTLE_STEP, COOKIE_SALT = "oidc", "oidc", "accounts.single_sign_on"
COOKIE = "__Host-zentral" if settings.SITE_IS_SECURE else "zentral"
MAX_ADDRESS_LENGTH = 500  # characters of an address to go on to; of a code four times as many
TITLE = "Anmeldung mit dem zentralen Konto"
#: By what stands in the record.
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
    """A link, not a form: the policy of the page lets forms go to this site only."""
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
    """What nobody here has begun is not recorded and not counted: it asks nobody anything."""
    if remembered is None or not constant_time_compare(remembered["state"], state):
        return rejected_page(request, "state")
    place = LoginOrigin.of(request, state)  # nobody has a name yet: counted for the address
    try:
        throttle.begin_attempt(THROTTLE_STEP, place)
        claims = provider_claims(request, remembered)
        person = claimed_person(claims)
    except LockedOutError as lock:
        return views.locked_page(request, lock)
    except ProviderUnavailableError as reason:
        record_failure(place, "away")
        return unavailable_page(request, reason)
    except LoginError as refusal:
        record_failure(place, refusal.reason, **refusal.what)
        return rejected_page(request, refusal.reason)
    throttle.clear_attempts(THROTTLE_STEP, place)
    return continue_login(request, begun(request, person, remembered["following"], claims), claims)


def begun(request: HttpRequest, person: User, following: str, claims: dict) -> PendingLogin:
    return PendingLogin.begin(request, person, following, by=BY, subject=claims["sub"])


def record_failure(place: LoginOrigin, reason: str, **what):
    audit_log.record("login.failed", by=BY, reason=reason, **what)
    if throttle.is_locked(THROTTLE_STEP, place):
        audit_log.record("login.locked", by=BY)


def provider_claims(request: HttpRequest, remembered: dict) -> dict:
    """Raises Away and Refused."""
    code = request.GET.get("code", "")
    if "error" in request.GET or not 0 < len(code) <= 4 * MAX_ADDRESS_LENGTH:
        raise LoginError("denied")
    if not is_from_the_provider(request.GET.get("iss")):
        raise LoginError("token")
    return provider.claims(callback_address(), code, remembered)


def is_from_the_provider(issuer: str | None) -> bool:
    """Who says that its answers name it must name itself in each (RFC 9207): else an answer of another provider could be slipped in."""
    if issuer is None:
        return not provider.names_itself_in_answers()
    return issuer == settings.OIDC_ISSUER


def claimed_person(claims: dict) -> User:
    """Whom somebody has entered here, and who is still here; who left is no different from a stranger. Raises Refused."""
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
    """By their name; by their mail address if the provider has verified it. Signs beyond ASCII are nobody's: databases take
    different ones for the same."""
    if not (isinstance(value, str) and value and value.isascii() and value.isprintable()):
        return []
    if settings.OIDC_NAME_CLAIM != "email":
        return list(User.objects.filter(username=value))
    return list(User.objects.filter(email__iexact=value)) if claims.get("email_verified") is True else []


def continue_login(request: HttpRequest, coming: PendingLogin, claims: dict) -> HttpResponse:
    if has_two_factors(claims) and (person := coming.person):
        return views.complete_login(request, coming, person, None)
    return views.next_step(request, coming)


def has_two_factors(claims: dict) -> bool:
    """The provider says so, of a login that is no older than a session here may be."""
    methods = claims.get("amr")
    said = [claims.get("acr"), *(methods if isinstance(methods, list) else [])]
    at = claims.get("auth_time")
    is_recent = isinstance(at, int | float) and is_within(SESSION_TIMEOUT, at)
    return is_recent and any(value in settings.OIDC_TWO_FACTORS for value in said)


# -- what the browser remembers


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
    """An address of this site, or none."""
    is_here = len(following) <= MAX_ADDRESS_LENGTH and url_has_allowed_host_and_scheme(following, allowed_hosts=None)
    return following if is_here else ""


# -- in words


def unavailable_page(request: HttpRequest, reason: ProviderUnavailableError) -> HttpResponse:
    logger.warning("The provider of the central account cannot be used: %s", reason)
    return rejected_page(request, "away", status=503)


def rejected_page(request: HttpRequest, reason: str, status: int = 403) -> HttpResponse:
    return views.login_page(request, "not_in", TITLE, status=status, reason=reason, message=MESSAGES[reason])
