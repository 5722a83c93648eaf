"""The way in, step by step: password, a new password where somebody else knows the old one, second factor."""

import math
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import (
    audit_log,
    lost_form,
    second_factor,
    sessions,
    throttle,
)
from accounts.forms import (
    BackupCodeForm,
    CodeForm,
    NewPasswordForm,
    PasswordForm,
)
from accounts.models import CentralAccount, StartPassword
from accounts.permissions import require_right
from accounts.sessions import PendingLogin, signed_in
from accounts.throttle import (
    CODE,
    PASSWORD,
    LockedOutError,
    LoginOrigin,
)

WRONG_CODE = "Dieser Code stimmt nicht, oder er wurde schon gebraucht. Warten Sie auf den nächsten Code der App."
WRONG_BACKUP_CODE = "Dieser Code stimmt nicht, oder er wurde schon gebraucht. Nehmen Sie einen anderen vom Blatt."


def login_page(request: HttpRequest, name: str, title: str, status: int = 200, **values) -> TemplateResponse:
    context = admin.site.each_context(request) | {"title": title} | values
    return TemplateResponse(request, f"admin/accounts/{name}.html", context, status=status)


def locked_page(request: HttpRequest, lock: LockedOutError) -> HttpResponse:
    """Before anything was looked at: the answer is the same whether the try was right or wrong."""
    seconds = max(1, math.ceil((lock.until - timezone.now()).total_seconds()))
    values = {"until": lock.until, "minutes": math.ceil(seconds / 60)}
    response = login_page(request, "locked", "Zu viele falsche Versuche", status=429, **values)
    response["Retry-After"] = str(seconds)
    return response


def record_failure(event: str, step: str, place: LoginOrigin, person: User | None):
    """A name that nobody has may be a password in the wrong field: it stands nowhere, only that it was the same again."""
    name = {} if person else {"unknown_name": place.name[:8]}
    audit_log.record(f"{event}.failed", person=person, **name)
    if throttle.is_locked(step, place):
        audit_log.record(f"{event}.locked", person=person, **name)


def single_sign_on_address(following: str) -> str:
    """Where its way in begins, under the one name that its provider leads back to; empty where it is off."""
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
        self.place = LoginOrigin.of(request, request.POST.get("username", "").strip())
        try:
            throttle.begin_attempt(PASSWORD, self.place)
        except LockedOutError as lock:
            return locked_page(request, lock)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        throttle.clear_attempts(PASSWORD, self.place)
        return next_step(self.request, PendingLogin.begin(self.request, form.get_user(), self.get_redirect_url()))

    def form_invalid(self, form):
        name = self.request.POST.get("username", "")
        record_failure(
            "login", PASSWORD, self.place, User.objects.filter(username=name).first() if "\0" not in name else None
        )
        return super().form_invalid(form)


# -- the steps that follow


def next_step(request: HttpRequest, coming: PendingLogin) -> HttpResponse:
    """A device that is there is asked for first; then what is missing is made."""
    person = coming.person
    if person is None:
        return HttpResponseRedirect(reverse("admin:login"))
    device = second_factor.device_of(person)
    if device and coming.factor != device.pk:
        return HttpResponseRedirect(reverse("admin:code"))
    if coming.owes_password:
        return HttpResponseRedirect(reverse("admin:new_password"))
    if not device:
        return HttpResponseRedirect(reverse("admin:enrol"))
    return complete_login(request, coming, person, device)


def complete_login(
    request: HttpRequest, coming: PendingLogin, person: User, device: TOTPDevice | None
) -> HttpResponseRedirect:
    sessions.begin(request, person, device)
    if coming.subject:
        CentralAccount.bind(person, coming.subject)
    throttle.remember_familiar_place(LoginOrigin.of(request, person.get_username()))
    audit_log.record("login", person=person, **({"by": coming.by} if coming.by else {}))
    return HttpResponseRedirect(lost_form.lost_form_address(request) or coming.following or reverse("admin:index"))


def requires_pending_login(view: Callable) -> Callable:
    """For whoever has given the right password a moment ago, or was vouched for, and for nobody else."""

    @sensitive_post_parameters()
    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        coming = PendingLogin.of(request)
        if coming is None or coming.person is None:
            if coming:
                request.session[lost_form.ENDED_KEY] = True
            return HttpResponseRedirect(reverse("admin:login"))
        return view(request, coming, coming.person)

    return inner


@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    request.session.flush()
    return HttpResponseRedirect(reverse("admin:login"))


@requires_pending_login
def enter_code(request: HttpRequest, coming: PendingLogin, person: User) -> HttpResponse:
    device = second_factor.device_of(person)
    if device is None or coming.factor == device.pk:
        return next_step(request, coming)
    form, backup_form = forms_for_code(request)
    asked = backup_form if backup_form.is_bound else form
    if asked.is_bound and asked.is_valid():
        try:
            if check_code(request, person, asked):
                return next_step(request, coming.keep(request, factor=device.pk))
        except LockedOutError as lock:
            return locked_page(request, lock)
    return login_page(request, "code", "Zweiter Schritt", form=form, backup_form=backup_form)


def forms_for_code(request: HttpRequest) -> tuple[CodeForm, BackupCodeForm]:
    """At most one of them was sent."""
    is_backup = "backup_code" in request.POST
    form = CodeForm(request.POST if request.method == "POST" and not is_backup else None)
    return form, BackupCodeForm(request.POST if is_backup else None)


def check_code(request: HttpRequest, person: User, form: CodeForm | BackupCodeForm) -> bool:
    """Whether the code is right; else the form says that it is not. Raises Locked."""
    place, device = LoginOrigin.of(request, person.get_username()), second_factor.device_of(person)
    throttle.begin_attempt(CODE, place)
    if isinstance(form, CodeForm):
        is_right = device is not None and second_factor.is_right(device, form.cleaned_data["code"])
    else:
        is_right = second_factor.use_backup_code(person, form.cleaned_data["backup_code"])
    if is_right:
        throttle.clear_attempts(CODE, place)
        audit_log.record("second_factor.passed", person=person, by=next(iter(form.fields)))
    else:
        record_failure("second_factor", CODE, place, person)
        form.add_error(None, WRONG_CODE if isinstance(form, CodeForm) else WRONG_BACKUP_CODE)
    return is_right


@requires_pending_login
def new_password(request: HttpRequest, coming: PendingLogin, person: User) -> HttpResponse:
    device = second_factor.device_of(person)
    if not coming.owes_password or (device and coming.factor != device.pk):
        return next_step(request, coming)
    form = NewPasswordForm(person, request.POST or None)
    if form.is_bound and form.is_valid():
        form.save()
        StartPassword.objects.filter(person=person).delete()
        audit_log.record("password.changed", person=person)
        return next_step(request, coming.keep(request, password=person.get_session_auth_hash()))
    return login_page(request, "new_password", "Ein eigenes Passwort", form=form)


@requires_pending_login
def enrol(request: HttpRequest, coming: PendingLogin, person: User) -> HttpResponse:
    there = second_factor.device_of(person)
    is_other = coming.is_replacing and there and coming.factor == there.pk
    if (there and not is_other) or coming.owes_password:
        return next_step(request, coming)
    coming = coming if coming.key else coming.keep(request, key=second_factor.new_key())
    device = second_factor.unsaved_device(person, coming.key)
    form = CodeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        if second_factor.confirm(device, form.cleaned_data["code"], instead_of=there and there.pk):
            return enrolled(request, coming, person, device)
        form.add_error(None, "Dieser Code stimmt nicht. Geben Sie den ein, den die App jetzt zeigt.")
    values = {
        "form": form,
        "key": second_factor.key_as_text(device),
        "address": device.config_url,
        "person": person,
        "by": coming.by,
    }
    return login_page(request, "enrol", "Zweiten Schritt einrichten", **values)


def enrolled(request: HttpRequest, coming: PendingLogin, person: User, device) -> HttpResponse:
    """In, and once only with the codes for paper."""
    codes = second_factor.new_backup_codes(person)
    following = complete_login(request, coming, person, device)
    if coming.is_replacing:
        audit_log.record("second_factor.removed", person=person)
    audit_log.record("second_factor.set_up", person=person)
    return backup_codes_page(request, codes, following.url)


def backup_codes_page(request: HttpRequest, codes: list[str], following: str) -> HttpResponse:
    return login_page(request, "sheet", "Ihre Ersatzcodes", codes=codes, following=following, printed_on=timezone.now())


@requires_pending_login
def enrol_image(request: HttpRequest, coming: PendingLogin, person: User) -> HttpResponse:
    if not coming.key:
        return HttpResponseRedirect(reverse("admin:enrol"))
    image = second_factor.key_as_qr_code(second_factor.unsaved_device(person, coming.key))
    return HttpResponse(image, content_type="image/svg+xml")


# -- in the office


def own_access(request: HttpRequest) -> HttpResponse:
    """New codes for paper, or another device: for whoever shows the second factor once more."""
    person = signed_in(request)
    form, backup_form = forms_for_code(request)
    asked = backup_form if backup_form.is_bound else form
    if asked.is_bound and asked.is_valid():
        try:
            if check_code(request, person, asked):
                return change_factor(request, request.POST.get("do", ""))
        except LockedOutError as lock:
            return locked_page(request, lock)
    values = {
        "form": form,
        "backup_form": backup_form,
        "device": second_factor.device_of(person),
        "left": second_factor.unused_codes(person).count(),
    }
    return login_page(request, "own", "Mein Zugang", **values)


def change_factor(request: HttpRequest, what: str) -> HttpResponse:
    person = signed_in(request)
    if what == "codes":
        codes = second_factor.new_backup_codes(person)
        audit_log.record("backup_codes.made")
        return backup_codes_page(request, codes, reverse("admin:index"))
    if what == "device":
        return begin_replacing(request, User.objects.get(pk=person.pk))
    return HttpResponseRedirect(reverse("admin:own_access"))


def begin_replacing(request: HttpRequest, person: User) -> HttpResponse:
    """The old device stays until the new one has shown a right code: never is the password enough."""
    sessions.end_all(person)
    request.session.flush()
    coming = PendingLogin.begin(request, person)
    device = second_factor.device_of(person)
    coming.keep(request, factor=device.pk if device else None, is_replacing=True)
    return HttpResponseRedirect(reverse("admin:enrol"))


def change_password(request: HttpRequest, answer: Callable[[], TemplateResponse]) -> HttpResponse:
    """A session that somebody left open is no place to try passwords either."""
    if request.method != "POST":
        return answer()
    person = signed_in(request)
    place = LoginOrigin.of(request, person.get_username())
    try:
        throttle.begin_attempt(PASSWORD, place)
    except LockedOutError as lock:
        return locked_page(request, lock)
    response = answer()
    if response.status_code == 302:
        audit_log.record("password.changed")
    elif "old_password" in form_of(response).errors:
        record_failure("password", PASSWORD, place, person)
        return response
    throttle.clear_attempts(PASSWORD, place)
    return response


def form_of(response: TemplateResponse) -> BaseForm:
    """The one that a page shows."""
    return (response.context_data or {})["form"]


def show_lost_form(request: HttpRequest) -> HttpResponse:
    return lost_form.show(request, admin.site.each_context(request) | {"title": "Ihre Eingaben sind noch da"})


def audit_log_page(request: HttpRequest) -> HttpResponse:
    """For who manages the people of the office."""
    require_right(request, "auth.change_user")
    return login_page(
        request, "record", "Protokoll", entries=[entry_for_display(entry) for entry in audit_log.latest_entries(200)]
    )


def entry_for_display(entry: dict) -> dict:
    known = {"time", "event", "person", "address"}
    return {
        "time": str(entry.get("time", "")),
        "event": str(entry.get("event", "")),
        "person": (entry.get("person") or {}).get("name", ""),
        "address": entry.get("address") or "",
        "what": ", ".join(f"{name}: {value}" for name, value in entry.items() if name not in known and value),
    }
