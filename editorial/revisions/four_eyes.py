"""Four eyes, where the office has set it: nobody makes public what he or she has written, sets included.

A writer is whoever wrote in the draft or in one that it continues. Superusers are no exception.
"""

from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth.models import User

from editorial.forms.form_content import PublishError
from editorial.models import Revision

WROTE = (
    "Vier Augen: Sie haben daran mitgeschrieben. Veröffentlichen oder planen kann es nur, wer das Recht dazu hat und nicht "
    "mitgeschrieben hat."
)


def writers(revisions: Sequence[Revision]) -> set[int]:
    """Primary keys of everybody who wrote in these drafts."""
    of_pages = Revision.objects.filter(key__in={each.key for each in revisions})
    rows = {pk: rest for pk, *rest in of_pages.values_list("pk", "continues", "author")}
    found: set[int] = set()
    for revision in revisions:
        pk: int | None = revision.pk
        while pk in rows:
            pk, author = rows.pop(pk)
            found |= {author} if author else set()
    return found


def excluded(revisions: Sequence[Revision]) -> set[int]:
    """Who may not make these public."""
    return writers(revisions) if settings.FOUR_EYES else set()


def reason(person: User, revision: Revision) -> str:
    """Why this person may not make it and its release public, in German; "" if nothing speaks against it."""
    return WROTE if settings.FOUR_EYES and person.pk in writers(revision.together()) else ""


def require(person: User | None, revision: Revision):
    """Raises PublishError."""
    if person and (refused := reason(person, revision)):
        raise PublishError(refused)
