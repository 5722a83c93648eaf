"""The CSRF token belongs to a person: a form that was opened before the session ended is still theirs after the next login.

Django rotates the secret at each login, and refuses every form that was open meanwhile.
"""

from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

#: As long as the secrets that Django makes, of characters that it takes.
SECRET_LENGTH = 32


def secret_of(person: User) -> str:
    """It changes with the password."""
    value = f"{person.pk} {person.get_session_auth_hash()}"
    return salted_hmac("accounts.form_token", value, algorithm="sha256").hexdigest()[:SECRET_LENGTH]


def bind_token(request: HttpRequest, person: User | AnonymousUser):
    """What this request renders has the token of the person; the cookie follows."""
    if isinstance(person, AnonymousUser) or not person.is_authenticated:
        return
    secret = secret_of(person)
    if request.META.get("CSRF_COOKIE") != secret:
        request.META |= {"CSRF_COOKIE": secret, "CSRF_COOKIE_NEEDS_UPDATE": True}


def token_owner(request: HttpRequest) -> User | None:
    """Whose token the browser has, also when there is no session any more."""
    secret = request.META.get("CSRF_COOKIE") or ""
    people = User.objects.filter(is_active=True, is_staff=True)
    return next((person for person in people if constant_time_compare(secret_of(person), secret)), None)
