"""Links that show a draft to somebody without an account: made, found and named in this module only."""

import datetime

from django.contrib.auth.models import User
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from editorial.models import PreviewLink, Revision

SALT = "editorial.preview"


def create(revision: Revision, days: int, by: User) -> PreviewLink:
    expires_at = timezone.now() + datetime.timedelta(days=days)
    return PreviewLink.objects.create(revision=revision, created_by=by, expires_at=expires_at)


def address(link: PreviewLink) -> str:
    """For who may see the draft: whoever has it sees the draft too."""
    return reverse("preview_link", args=[signing.dumps(named(link), salt=SALT)])


def named(link: PreviewLink) -> list[str]:
    """The page and the secret of the link, and no number of a row: after a restore, numbers are given once more."""
    return [link.revision.model, link.revision.key, link.secret]


def find(token: str) -> PreviewLink | None:
    """The valid link with this token, or None, whatever is wrong with it."""
    try:
        model, key, secret = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if not (isinstance(secret, str) and secret):
        return None
    of_page = PreviewLink.objects.valid().filter(revision__model=model, revision__key=key)
    return of_page.select_related("revision").filter(secret=secret).first()
