"""Sessions: they count after both factors only, for 30 minutes without a request and for 8 hours at most.

In every other case `request.user` is anonymous, so that no view can forget to check. The same holds between password
and second factor: the session then only stores the pending login.
"""

import time
from dataclasses import asdict, dataclass, fields, replace

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import audit_log
from accounts.login import form_token, lost_form
from accounts.models import StartPassword

IDLE_TIMEOUT, SESSION_TIMEOUT = 30 * 60, settings.SESSION_COOKIE_AGE  # seconds
LOGIN_TIMEOUT = 15 * 60  # seconds from the password to the last step
MARK_KEY, PENDING_KEY = "access", "coming_in"
#: Replaces the primary key of a device; no device has it, so a version without single sign-on ends the session.
PROVIDER_FACTOR = 0


class PersonMiddleware(AuthenticationMiddleware):
    def process_request(self, request):
        request.user = SimpleLazyObject(lambda: person_of(request))
        audit_log.begin(request)

    def process_view(self, request, view, args, kwargs):
        """Runs after the CSRF check, in the admin only: public pages are cached and must not access the session."""
        if request.path_info.startswith(reverse("admin:index")):
            form_token.bind_token(request, request.user)

    def process_response(self, request, response):
        lost_form.keep_if_lost(request, response)
        audit_log.end(request, response)
        return response


def person_of(request: HttpRequest) -> User | AnonymousUser:
    person = auth.get_user(request)
    if person.is_anonymous:
        return person
    if reason := reason_to_end(request.session.get(MARK_KEY), person):
        audit_log.record("session.ended", person=person, reason=reason)
        request.session.flush()
        request.was_here = person if reason in ("idle", "long") else None  # type: ignore[attr-defined]  # read by `lost_form`
        return AnonymousUser()
    if time.time() - request.session[MARK_KEY]["seen"] > 60:
        request.session[MARK_KEY] |= {"seen": time.time()}
        request.session.modified = True
    return person


def signed_in(request: HttpRequest) -> User:
    """The logged-in person. Raises PermissionDenied if there is none."""
    if isinstance(request.user, AnonymousUser):
        raise PermissionDenied
    return request.user


def reason_to_end(mark: dict | None, person: User) -> str:
    if not mark or not has_factor(mark["factor"], person):
        return "no second factor"
    if not person.is_staff:
        return "left"
    if not is_within(IDLE_TIMEOUT, mark["seen"]):
        return "idle"
    return "" if is_within(SESSION_TIMEOUT, mark["since"]) else "long"


def has_factor(factor: int, person: User) -> bool:
    """Whether the device still exists, or the provider is still trusted to ask for two factors."""
    if factor == PROVIDER_FACTOR:
        return bool(settings.OIDC_ISSUER and settings.OIDC_TWO_FACTORS)
    return TOTPDevice.objects.filter(pk=factor, user=person, confirmed=True).exists()


def is_within(seconds: float, moment: float) -> bool:
    """Whether less than `seconds` have passed. A moment in the future does not count: the clock was set back."""
    return -60 <= time.time() - moment <= seconds


def begin(request: HttpRequest, person: User, device: TOTPDevice | None):
    """Starts a session with a new key, after both factors. `device` is None if the provider asked for both."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    request.session.pop(PENDING_KEY, None)
    request.session.pop(lost_form.ENDED_KEY, None)
    auth.login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[MARK_KEY] = new_mark(device)
    form_token.bind_token(request, person)


def new_mark(device: TOTPDevice | None) -> dict:
    return {"factor": device.pk if device else PROVIDER_FACTOR, "since": time.time(), "seen": time.time()}


def end_all(person: User):
    """Ends every session of a person, on all devices."""
    for session in Session.objects.filter(expire_date__gte=timezone.now()):
        if session.get_decoded().get(auth.SESSION_KEY) == str(person.pk):
            session.delete()


def end_sessions_of_inactive(sender, instance: User, created: bool, **_):
    if not created and not (instance.is_active and instance.is_staff):
        end_all(instance)


# -- between password and second factor


@dataclass(frozen=True)
class PendingLogin:
    """A login after the first step: the password was correct, or the provider has confirmed the person.

    `key` is the secret for a new app, `factor` the primary key of the device that was already used.
    """

    person_id: int
    password: str  # a digest: a changed password cancels the login
    at: float
    following: str = ""
    key: str = ""
    factor: int | None = None
    is_replacing: bool = False  # the device is being replaced
    subject: str = ""  # `sub` of the provider's account
    by: str = ""  # "oidc": confirmed by the provider, without a password

    @property
    def person(self) -> User | None:
        found = User.objects.filter(pk=self.person_id, is_active=True, is_staff=True).first()
        is_same = found and constant_time_compare(self.password, found.get_session_auth_hash())
        return found if is_same and is_within(LOGIN_TIMEOUT, self.at) else None

    def keep(self, request: HttpRequest, **changes) -> "PendingLogin":
        changed = replace(self, **changes)
        request.session[PENDING_KEY] = {name: value for name, value in asdict(changed).items() if value}
        return changed

    @classmethod
    def begin(
        cls, request: HttpRequest, person: User, following: str = "", by: str = "", subject: str = ""
    ) -> "PendingLogin":
        request.session.cycle_key()
        begun = cls(person.pk, person.get_session_auth_hash(), time.time(), following, by=by, subject=subject)
        return begun.keep(request)

    @property
    def owes_password(self) -> bool:
        """Whether somebody else knows the password, so that a new one is due."""
        return not self.by and StartPassword.objects.filter(person=self.person_id).exists()

    @classmethod
    def of(cls, request: HttpRequest) -> "PendingLogin | None":
        """The pending login of this session. Unknown values are ignored: a newer version may have written them."""
        found = request.session.get(PENDING_KEY)
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in found.items() if name in known}) if found else None
