"""The mail of the week: what is open, missing or unconfirmed. Written on Monday by whichever process comes first."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import PUBLISH, WRITE
from editorial.models import Revision
from editorial.office import missing, start_page
from editorial.revisions.mails import people_with
from notifications.outbox import notify

BEGINS_AT = 7  # on Monday, local time
LABELS = {
    PUBLISH: {"submitted": "zur Freigabe", "failed": "misslungen"},
    WRITE: {
        "drafts": "offene Entwürfe",
        "missing": "fehlende Angaben",
        "unconfirmed": "seit einem Jahr nicht bestätigt",
    },
}


class Digest:
    """A task of the edition clock. It looks once a week; the outbox refuses what another process has written."""

    def __init__(self):
        self.week = ""

    def __call__(self) -> Iterator[None]:
        now = timezone.localtime()
        week = f"{now:%G-W%V}"
        if settings.SENDS_MAIL and week != self.week and (now.weekday() > 0 or now.hour >= BEGINS_AT):
            write(week)
            self.week = week
        yield


def write(week: str):
    numbers = {
        "submitted": Revision.objects.submitted().count(),
        "failed": Revision.objects.scheduled().exclude(failure="").count(),
        "drafts": Revision.objects.drafts().count(),
        "missing": len(missing.gaps()),
        "unconfirmed": start_page.unconfirmed_rows().count(),
    }
    for right, labels in LABELS.items():
        lines = [f"{label} {numbers[name]}" for name, label in labels.items() if numbers[name]]
        if lines:
            sentence = f"Diese Woche: {', '.join(lines)}"
            notify(people_with(right), sentence, reverse("admin:index"), occasion=f"{week} {right}")
