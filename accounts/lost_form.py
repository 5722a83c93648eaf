"""A form that was sent after its session had ended is not lost: it waits until the same person has come in again.

It waits in the browser's new session, for those only who had a session that time has ended. Files are not kept, nor a form
with a password or a code: those stand nowhere in clear.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

LOST = "lost_form"
LARGEST = 1_000_000  # characters; the largest form of the site has some tens of thousands
SECRETS = {"password1", "password2", "old_password", "new_password1", "new_password2", "code", "backup_code"}


def keep_if_lost(request: HttpRequest, response: HttpResponse):
    """The view was asked, so that the form's token was right."""
    person = getattr(request, "was_here", None)
    is_to_login = response.status_code == 302 and response.headers.get("Location", "").startswith(
        reverse("admin:login")
    )
    if not (person and is_to_login and request.method == "POST") or SECRETS & request.POST.keys():
        return
    values = [(name, value) for name, values in request.POST.lists() for value in values]
    values = [(name, value) for name, value in values if name != "csrfmiddlewaretoken"]
    if sum(len(name) + len(value) for name, value in values) <= LARGEST:
        request.session[LOST] = {"person": person.pk, "path": request.get_full_path(), "values": values}


def address_for(request: HttpRequest) -> str | None:
    """Where the person who has just come in finds what they had sent; a stranger's form is thrown away."""
    found = request.session.get(LOST)
    if found and found["person"] == request.user.pk:
        return reverse("admin:kept")
    request.session.pop(LOST, None)
    return None


def show(request: HttpRequest, context: dict) -> HttpResponse:
    found = request.session.get(LOST)
    if not found or found["person"] != request.user.pk:
        return HttpResponseRedirect(reverse("admin:index"))
    if request.method == "POST":
        del request.session[LOST]
        return HttpResponseRedirect(reverse("admin:index"))
    return TemplateResponse(request, "admin/accounts/kept.html", context | {"kept": found})
