"""A form that was sent after its session had ended is not lost: it waits until the same person has come in again.

It waits in the browser's new session, for those only who had a session that time has ended, or that is gone while their browser
has the token of their forms. Files are not kept, nor a form with a password or a code: those stand nowhere in clear. The login
page says that a session has ended, and that what was sent is kept.
"""

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import form_token

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
    """The view was asked, so that the form's token was right."""
    login = reverse("admin:login")
    is_to_login = response.status_code == 302 and response.headers.get("Location", "").startswith(login)
    if not is_to_login or request.path_info.startswith(login) or not (person := owner_of_ended_session(request)):
        return
    request.session[ENDED_KEY] = True
    if request.method == "POST" and not SECRET_FIELDS & request.POST.keys():
        keep(request, person)


def owner_of_ended_session(request: HttpRequest) -> User | None:
    """Whose session has ended. Of one that is gone, the browser still has the cookie, or sends a form of it."""
    if hasattr(request, "was_here"):
        return request.was_here
    had_session = request.COOKIES.get(settings.SESSION_COOKIE_NAME) and request.session.is_empty()
    return form_token.token_owner(request) if had_session or request.method == "POST" else None


def keep(request: HttpRequest, person: User):
    values = [(name, value) for name, values in request.POST.lists() for value in values]
    values = [(name, value) for name, value in values if name != "csrfmiddlewaretoken"]
    if sum(len(name) + len(value) for name, value in values) <= MAX_FORM_SIZE:
        request.session[FORM_KEY] = {"person": person.pk, "path": request.get_full_path(), "values": values}


def lost_form_address(request: HttpRequest) -> str | None:
    """Where the person who has just come in finds what they had sent; a stranger's form is thrown away."""
    found = request.session.get(FORM_KEY)
    if found and found["person"] == request.user.pk:
        return reverse("admin:kept")
    request.session.pop(FORM_KEY, None)
    return None


def show(request: HttpRequest, context: dict) -> HttpResponse:
    found = request.session.get(FORM_KEY)
    if not found or found["person"] != request.user.pk:
        return HttpResponseRedirect(reverse("admin:index"))
    if request.method == "POST":
        del request.session[FORM_KEY]
        return HttpResponseRedirect(reverse("admin:index"))
    return TemplateResponse(request, "admin/accounts/kept.html", context | {"kept": found})
