"""Blocks former states, so that nobody reads them at their permanent addresses, nor their words in the public history."""

from django.db import transaction

from core.models import Edition
from editorial.models import Block, Revision


def block(revision: Revision, reason: str, by, *, with_earlier: bool) -> int:
    """Blocks a state, or all up to it; returns how many. What is public now is none of them."""
    of_page = Revision.objects.filter(model=revision.model, key=revision.key, state=Revision.State.SUPERSEDED)
    states = of_page.was_public().exclude(content={}).filter(block=None)
    chosen = {"published_at__lte": revision.published_at} if with_earlier else {"pk": revision.pk}
    with transaction.atomic():
        Edition.objects.hold()
        found = [Block(revision=each, reason=reason, blocked_by=by) for each in states.filter(**chosen)]
        Block.objects.bulk_create(found)
        Edition.objects.begin()
    return len(found)


def unblock(revision: Revision):
    with transaction.atomic():
        Edition.objects.hold()
        Block.objects.filter(revision=revision).delete()
        Edition.objects.begin()
