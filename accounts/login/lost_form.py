"""Keeps a form that was submitted after its session had ended, until the same person has logged in again.

It is kept in the browser's new session, and only for people whose session has timed out, or whose session is gone
while their browser still has their CSRF token. Files are not kept, nor forms with a password or a code, which are
never stored in clear text. The login page says that the session has ended, and whether a form is kept.
"""

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.login import form_token
from core.admin_page import admin_page

FORM_KEY, ENDED_KEY = "lost_form", "session_ended"
MAX_FORM_SIZE = 1_000_000  # characters; the largest form of the site has some tens of thousands
SECRET_FIELDS = {
    "password",
    "password1",
    "password2",
    "old_password",
    "new_password1",
    "new_password2",
    "code",
    "backup_code",
}


def keep_if_lost(request: HttpRequest, response: HttpResponse):
    """Called after the view, so that the CSRF token has been checked."""
    login = reverse("admin:login")
    is_to_login = response.status_code == 302 and response.headers.get("Location", "").startswith(login)
    if not is_to_login or request.path_info.startswith(login) or not (person := owner_of_ended_session(request)):
        return
    request.session[ENDED_KEY] = True
    is_by_script = request.path_info == reverse("admin:unsent")
    if request.method == "POST" and not is_by_script:
        keep(request, person)


def owner_of_ended_session(request: HttpRequest) -> User | None:
    """The person whose session has ended. If it is gone, the browser still has its cookie or submits its form."""
    if hasattr(request, "was_here"):
        return request.was_here
    had_session = request.COOKIES.get(settings.SESSION_COOKIE_NAME) and request.session.is_empty()
    return form_token.token_owner(request) if had_session or request.method == "POST" else None


def sent_values(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a submitted form, as pairs; none of a form with a password or a code."""
    pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    return [] if SECRET_FIELDS & request.POST.keys() else pairs


def size_of(values: list[tuple[str, str]]) -> int:
    return sum(len(name) + len(value) for name, value in values)


def keep(request: HttpRequest, person: User):
    values = [(name, value) for name, value in sent_values(request) if name != "csrfmiddlewaretoken"]
    if values and size_of(values) <= MAX_FORM_SIZE:
        request.session[FORM_KEY] = {"person": person.pk, "path": request.get_full_path(), "values": values}


def lost_form_address(request: HttpRequest) -> str | None:
    """The page with the kept form of the person who has just logged in; a form of somebody else is discarded."""
    found = request.session.get(FORM_KEY)
    if found and found["person"] == request.user.pk:
        return reverse("admin:kept")
    request.session.pop(FORM_KEY, None)
    return None


def show(request: HttpRequest) -> HttpResponse:
    found = request.session.get(FORM_KEY)
    if not found or found["person"] != request.user.pk:
        return HttpResponseRedirect(reverse("admin:index"))
    if request.method == "POST":
        del request.session[FORM_KEY]
        return HttpResponseRedirect(reverse("admin:index"))
    return admin_page(request, "accounts/kept.html", "Ihre Eingaben sind noch da", kept=found)
