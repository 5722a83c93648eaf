"""Reads the time at which something is to be published, in local time."""

import datetime
from itertools import count

from django import forms
from django.forms import DateTimeInput
from django.utils import timezone
from django.utils.formats import date_format

from core.text.clock_change import SKIPPED, is_skipped, offset
from editorial.forms.form_content import PublishError

#: Further ahead, an office plans nothing; a mistyped year would leave a release waiting without a word.
MOST_AHEAD = datetime.timedelta(days=2 * 365)


def read_time(text: str) -> datetime.datetime:
    """Raises PublishError for a time that has passed, is too far ahead, does not exist, or is ambiguous."""
    try:
        moment = forms.DateTimeField(widget=DateTimeInput).clean(text)
    except forms.ValidationError as error:
        if error.code == "ambiguous_timezone" and error.params:
            raise PublishError(clock_change_message(error.params["datetime"])) from error
        raise PublishError("Bitte geben Sie Tag und Uhrzeit an, zum Beispiel 30.11.2026, 08.00 Uhr.") from error
    if moment <= timezone.now():
        raise PublishError("Dieser Zeitpunkt ist schon vorbei.")
    if moment > timezone.now() + MOST_AHEAD:
        raise PublishError("Das ist in mehr als zwei Jahren. Bitte prüfen Sie das Jahr.")
    return moment


def clock_change_message(moment: datetime.datetime) -> str:
    """The message for a local time that does not exist or is ambiguous because of daylight saving time (PEP 495)."""
    nearest = date_format(nearest_unambiguous(moment), "DATETIME_FORMAT")
    if is_skipped(moment):
        reason = SKIPPED
    else:
        reason = "Diese Uhrzeit gibt es an diesem Tag zweimal, weil die Uhren eine Stunde zurückgestellt werden."
    return f"{reason} Am nächsten liegt: {nearest} Uhr."


def nearest_unambiguous(moment: datetime.datetime) -> datetime.datetime:
    """The nearest minute that exists exactly once."""
    steps = (datetime.timedelta(minutes=sign * number) for number in count() for sign in (1, -1))
    return next(each for step in steps if offset(each := moment + step) == offset(each.replace(fold=1)))
