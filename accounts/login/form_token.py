"""Derives the CSRF secret from the person, so that forms opened before the session ended work after the next login.

Django rotates the secret at each login, and refuses every form that was open then.
"""

from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

#: Length and characters are those of Django's own secrets.
SECRET_LENGTH = 32


def secret_of(person: User) -> str:
    """The CSRF secret of a person. It changes with the password."""
    value = f"{person.pk} {person.get_session_auth_hash()}"
    return salted_hmac("accounts.form_token", value, algorithm="sha256").hexdigest()[:SECRET_LENGTH]


def bind_token(request: HttpRequest, person: User | AnonymousUser):
    """Gives the pages of this request the person's token, and sets the cookie."""
    if isinstance(person, AnonymousUser) or not person.is_authenticated:
        return
    secret = secret_of(person)
    if request.META.get("CSRF_COOKIE") != secret:
        request.META |= {"CSRF_COOKIE": secret, "CSRF_COOKIE_NEEDS_UPDATE": True}


def token_owner(request: HttpRequest) -> User | None:
    """The person whose token the browser has, also without a session."""
    secret = request.META.get("CSRF_COOKIE") or ""
    people = User.objects.filter(is_active=True, is_staff=True)
    return next((person for person in people if constant_time_compare(secret_of(person), secret)), None)
