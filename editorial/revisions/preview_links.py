"""Preview links, which show a draft to somebody without an account: created and found in this module only."""

import datetime

from django.contrib.auth.models import User
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from editorial.models import PreviewLink, Remark, Revision

SALT = "editorial.preview"


def create(revision: Revision, days: int, by: User) -> PreviewLink:
    expires_at = timezone.now() + datetime.timedelta(days=days)
    return PreviewLink.objects.create(revision=revision, created_by=by, expires_at=expires_at)


def hand_over(draft: Revision, following: Revision):
    """Links and remarks go on with the draft that takes its place. Without a link, of it or of its release, nobody remarked."""
    if PreviewLink.objects.filter(revision=draft).update(revision=following) or draft.release_id:
        Remark.objects.filter(revision=draft).update(revision=following)


def address(link: PreviewLink) -> str:
    """The address of the link. Show it only to those who may see the draft, because it gives access."""
    return reverse("preview_link", args=[signing.dumps(named(link), salt=SALT)])


def named(link: PreviewLink) -> list[str]:
    """Page and secret of the link, not a primary key: after a restore, primary keys are reused."""
    return [link.revision.model, link.revision.key, link.secret]


def find(token: str) -> PreviewLink | None:
    """The valid link with this token; None for any invalid token."""
    if (said := read(token)) is None:
        return None
    model, key, secret = said
    of_page = PreviewLink.objects.valid().filter(revision__model=model, revision__key=key)
    return of_page.select_related("revision").filter(secret=secret).first()


def is_genuine(token: str) -> bool:
    """Whether this site made it, for a link that may have ended: what somebody makes up says nothing of drafts."""
    return read(token) is not None


def read(token: str) -> tuple[str, str, str] | None:
    """Page and secret; None for what this site has not signed, or before links had secrets."""
    try:
        model, key, secret = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (model, key, secret) if isinstance(secret, str) and secret else None
