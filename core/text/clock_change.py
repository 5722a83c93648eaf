"""Local times of the days on which the clocks change."""

import datetime

from django.utils import timezone

SKIPPED = "Diese Uhrzeit gibt es an diesem Tag nicht, weil die Uhren eine Stunde vorgestellt werden."


def is_skipped(moment: datetime.datetime) -> bool:
    """Whether there is no such local time (PEP 495)."""
    return offset(moment) < offset(moment.replace(fold=1))


def offset(moment: datetime.datetime) -> datetime.timedelta:
    return timezone.get_current_timezone().utcoffset(moment) or datetime.timedelta()
