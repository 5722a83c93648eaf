"""The login, step by step: password, a new password if somebody else knows the old one, second factor."""

import math
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import audit_log
from accounts.login import lost_form, second_factor, sessions, throttle
from accounts.login.forms import BackupCodeForm, CodeForm, NewPasswordForm, PasswordForm
from accounts.login.sessions import PendingLogin
from accounts.login.throttle import CODE, PASSWORD, LockedOutError, LoginOrigin
from accounts.models import CentralAccount, StartPassword
from core.admin_page import admin_page

WRONG_CODE = "Dieser Code stimmt nicht, oder er wurde schon gebraucht. Warten Sie auf den nächsten Code der App."
WRONG_BACKUP_CODE = "Dieser Code stimmt nicht, oder er wurde schon gebraucht. Nehmen Sie einen anderen vom Blatt."


def locked_page(request: HttpRequest, lock: LockedOutError) -> HttpResponse:
    """Shown before anything is checked, so that it does not tell whether the attempt was correct."""
    seconds = max(1, math.ceil((lock.until - timezone.now()).total_seconds()))
    values = {"until": lock.until, "minutes": math.ceil(seconds / 60)}
    response = admin_page(request, "accounts/locked.html", "Zu viele falsche Versuche", **values)
    response.status_code = 429
    response["Retry-After"] = str(seconds)
    return response


def record_failure(event: str, step: str, origin: LoginOrigin, person: User | None):
    """An unknown name may be a mistyped password: only the start of its digest is recorded, to recognize repetition."""
    name = {} if person else {"unknown_name": origin.name[:8]}
    audit_log.record(f"{event}.failed", person=person, **name)
    if throttle.is_locked(step, origin):
        audit_log.record(f"{event}.locked", person=person, **name)


def single_sign_on_address(following: str) -> str:
    """The address where single sign-on starts, on the host to which the provider returns; "" if it is switched off."""
    if not settings.OIDC_ISSUER:
        return ""
    query = f"?{urlencode({'next': following})}" if following else ""
    return f"{settings.SITE_URL}{reverse('admin:central_account')}{query}"


# -- password


class PasswordStep(LoginView):
    template_name = "admin/login.html"
    authentication_form = PasswordForm
    next_page = "admin:index"

    def dispatch(self, request, *args, **kwargs):
        if request.method == "GET" and admin.site.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        frame = admin.site.each_context(self.request) | {"title": "Anmelden", "subtitle": None}
        here: dict[str, Any] = {"app_path": self.request.get_full_path(), "next": self.get_redirect_url()}
        here |= {
            "ended": self.request.session.get(lost_form.ENDED_KEY),
            "is_kept": lost_form.FORM_KEY in self.request.session,
        }
        return (
            super().get_context_data(**(frame | kwargs))
            | here
            | {"central_account": single_sign_on_address(here["next"])}
        )

    def post(self, request, *args, **kwargs):
        self.origin = LoginOrigin.of(request, request.POST.get("username", "").strip())
        try:
            throttle.begin_attempt(PASSWORD, self.origin)
        except LockedOutError as lock:
            return locked_page(request, lock)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        throttle.clear_attempts(PASSWORD, self.origin)
        return next_step(self.request, PendingLogin.begin(self.request, form.get_user(), self.get_redirect_url()))

    def form_invalid(self, form):
        name = self.request.POST.get("username", "")
        record_failure(
            "login", PASSWORD, self.origin, User.objects.filter(username=name).first() if "\0" not in name else None
        )
        return super().form_invalid(form)


# -- the steps that follow


def next_step(request: HttpRequest, pending: PendingLogin) -> HttpResponse:
    """Redirects to the next step: an existing device is checked first, then what is missing is set up."""
    person = pending.person
    if person is None:
        return HttpResponseRedirect(reverse("admin:login"))
    device = second_factor.device_of(person)
    if device and pending.factor != device.pk:
        return HttpResponseRedirect(reverse("admin:code"))
    if pending.owes_password:
        return HttpResponseRedirect(reverse("admin:new_password"))
    if not device:
        return HttpResponseRedirect(reverse("admin:enrol"))
    return complete_login(request, pending, person, device)


def complete_login(
    request: HttpRequest, pending: PendingLogin, person: User, device: TOTPDevice | None
) -> HttpResponseRedirect:
    sessions.begin(request, person, device)
    if pending.subject:
        CentralAccount.bind(person, pending.subject)
    throttle.remember_familiar_place(LoginOrigin.of(request, person.get_username()))
    audit_log.record("login", person=person, **({"by": pending.by} if pending.by else {}))
    return HttpResponseRedirect(lost_form.lost_form_address(request) or pending.following or reverse("admin:index"))


def requires_pending_login(view: Callable) -> Callable:
    """Decorates the views between password and second factor: they need a pending login."""

    @sensitive_post_parameters()
    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        pending = PendingLogin.of(request)
        if pending is None or pending.person is None:
            if pending:
                request.session[lost_form.ENDED_KEY] = True
            return HttpResponseRedirect(reverse("admin:login"))
        return view(request, pending, pending.person)

    return inner


@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    request.session.flush()
    return HttpResponseRedirect(reverse("admin:login"))


@requires_pending_login
def enter_code(request: HttpRequest, pending: PendingLogin, person: User) -> HttpResponse:
    device = second_factor.device_of(person)
    if device is None or pending.factor == device.pk:
        return next_step(request, pending)
    form, backup_form = forms_for_code(request)
    asked = backup_form if backup_form.is_bound else form
    if asked.is_bound and asked.is_valid():
        try:
            if check_code(request, person, asked):
                return next_step(request, pending.keep(request, factor=device.pk))
        except LockedOutError as lock:
            return locked_page(request, lock)
    return admin_page(request, "accounts/code.html", "Zweiter Schritt", form=form, backup_form=backup_form)


def forms_for_code(request: HttpRequest) -> tuple[CodeForm, BackupCodeForm]:
    """Both forms; at most one is bound."""
    is_backup = "backup_code" in request.POST
    form = CodeForm(request.POST if request.method == "POST" and not is_backup else None)
    return form, BackupCodeForm(request.POST if is_backup else None)


def check_code(request: HttpRequest, person: User, form: CodeForm | BackupCodeForm) -> bool:
    """Whether the code is correct; otherwise the form has an error. Raises LockedOutError."""
    origin, device = LoginOrigin.of(request, person.get_username()), second_factor.device_of(person)
    throttle.begin_attempt(CODE, origin)
    if isinstance(form, CodeForm):
        is_right = device is not None and second_factor.is_right(device, form.cleaned_data["code"])
    else:
        is_right = second_factor.use_backup_code(person, form.cleaned_data["backup_code"])
    if is_right:
        throttle.clear_attempts(CODE, origin)
        audit_log.record("second_factor.passed", person=person, by=next(iter(form.fields)))
    else:
        record_failure("second_factor", CODE, origin, person)
        form.add_error(None, WRONG_CODE if isinstance(form, CodeForm) else WRONG_BACKUP_CODE)
    return is_right


@requires_pending_login
def new_password(request: HttpRequest, pending: PendingLogin, person: User) -> HttpResponse:
    device = second_factor.device_of(person)
    if not pending.owes_password or (device and pending.factor != device.pk):
        return next_step(request, pending)
    form = NewPasswordForm(person, request.POST or None)
    if form.is_bound and form.is_valid():
        form.save()
        StartPassword.objects.filter(person=person).delete()
        audit_log.record("password.changed", person=person)
        return next_step(request, pending.keep(request, password=person.get_session_auth_hash()))
    return admin_page(request, "accounts/new_password.html", "Ein eigenes Passwort", form=form)


@requires_pending_login
def enrol(request: HttpRequest, pending: PendingLogin, person: User) -> HttpResponse:
    there = second_factor.device_of(person)
    is_other = pending.is_replacing and there and pending.factor == there.pk
    if (there and not is_other) or pending.owes_password:
        return next_step(request, pending)
    pending = pending if pending.key else pending.keep(request, key=second_factor.new_key())
    device = second_factor.unsaved_device(person, pending.key)
    form = CodeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        if second_factor.confirm(device, form.cleaned_data["code"], instead_of=there and there.pk):
            return enrolled(request, pending, person, device)
        form.add_error(None, "Dieser Code stimmt nicht. Geben Sie den ein, den die App jetzt zeigt.")
    values = {
        "form": form,
        "key": second_factor.key_as_text(device),
        "address": device.config_url,
        "person": person,
        "by": pending.by,
    }
    return admin_page(request, "accounts/enrol.html", "Zweiten Schritt einrichten", **values)


def enrolled(request: HttpRequest, pending: PendingLogin, person: User, device) -> HttpResponse:
    """Completes the login and shows the backup codes, once only."""
    codes = second_factor.new_backup_codes(person)
    following = complete_login(request, pending, person, device)
    if pending.is_replacing:
        audit_log.record("second_factor.removed", person=person)
    audit_log.record("second_factor.set_up", person=person)
    return backup_codes_page(request, codes, following.url)


def backup_codes_page(request: HttpRequest, codes: list[str], following: str) -> HttpResponse:
    return admin_page(
        request, "accounts/sheet.html", "Ihre Ersatzcodes", codes=codes, following=following, printed_on=timezone.now()
    )


@requires_pending_login
def enrol_image(request: HttpRequest, pending: PendingLogin, person: User) -> HttpResponse:
    if not pending.key:
        return HttpResponseRedirect(reverse("admin:enrol"))
    image = second_factor.key_as_qr_code(second_factor.unsaved_device(person, pending.key))
    return HttpResponse(image, content_type="image/svg+xml")
