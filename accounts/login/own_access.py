"""For people who are logged in: their second factor and password, and the audit log."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import audit_log, audit_log_words
from accounts.login import second_factor, sessions, throttle
from accounts.login.sessions import PendingLogin, signed_in
from accounts.login.throttle import PASSWORD, LockedOutError, LoginOrigin
from accounts.login.views import backup_codes_page, check_code, forms_for_code, locked_page, record_failure
from accounts.permissions import require_right
from core.admin_page import admin_page


def own_access(request: HttpRequest) -> HttpResponse:
    """Creates new backup codes or replaces the device, after another check of the second factor."""
    person = signed_in(request)
    form, backup_form = forms_for_code(request)
    asked = backup_form if backup_form.is_bound else form
    if asked.is_bound and asked.is_valid():
        change = CHANGES.get(request.POST.get("do", ""))
        try:
            if not change:  # the enter key; the code is not used up
                asked.add_error(None, "Wählen Sie, was neu werden soll.")
            elif check_code(request, person, asked):
                return change(request)
        except LockedOutError as lock:
            return locked_page(request, lock)
    values = {
        "form": form,
        "backup_form": backup_form,
        "device": second_factor.device_of(person),
        "left": second_factor.unused_codes(person).count(),
    }
    return admin_page(request, "accounts/own.html", "Mein Zugang", **values)


def make_backup_codes(request: HttpRequest) -> HttpResponse:
    codes = second_factor.new_backup_codes(signed_in(request))
    audit_log.record("backup_codes.made")
    return backup_codes_page(request, codes, reverse("admin:index"))


def begin_replacing(request: HttpRequest) -> HttpResponse:
    """The old device stays until the new one has shown a correct code: the password alone never suffices."""
    person = User.objects.get(pk=signed_in(request).pk)
    sessions.end_all(person)
    request.session.flush()
    pending = PendingLogin.begin(request, person)
    device = second_factor.device_of(person)
    pending.keep(request, factor=device.pk if device else None, is_replacing=True)
    return HttpResponseRedirect(reverse("admin:enrol"))


#: By the value of their button.
CHANGES = {"codes": make_backup_codes, "device": begin_replacing}


def change_password(request: HttpRequest, answer: Callable[[], TemplateResponse]) -> HttpResponse:
    """Applies the rate limit of the login, so that nobody can guess passwords in an unattended session."""
    if request.method != "POST":
        return answer()
    person = signed_in(request)
    origin = LoginOrigin.of(request, person.get_username())
    try:
        throttle.begin_attempt(PASSWORD, origin)
    except LockedOutError as lock:
        return locked_page(request, lock)
    response = answer()
    if response.status_code == 302:
        audit_log.record("password.changed")
    elif "old_password" in form_of(response).errors:
        record_failure("password", PASSWORD, origin, person)
        return response
    throttle.clear_attempts(PASSWORD, origin)
    return response


def form_of(response: TemplateResponse) -> BaseForm:
    """The form in the context of a response."""
    return (response.context_data or {})["form"]


def audit_log_page(request: HttpRequest) -> HttpResponse:
    """Shows the audit log to those who manage accounts."""
    require_right(request, "auth.change_user")
    return admin_page(
        request,
        "accounts/record.html",
        "Protokoll",
        entries=[audit_log_words.described(entry) for entry in audit_log.latest_entries(200)],
    )
