"""Sends what is due, in a thread of each process; a claim in the database decides which process sends a mail.

A mail is claimed in one transaction, sent outside of any, and marked as sent in another. If the process ends in
between, the next one sends it again under the same Message-ID after `CLAIM_LIFETIME`: nothing is lost, and a mail
system that has accepted it before shows it once.
"""

import datetime
import logging
import smtplib
import threading
import time
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives, make_msgid
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from core.edition_clock import clock
from core.pages.site_names import german

from .models import KEPT_FOR, Notification

SEND_INTERVAL = 5.0  # seconds between two looks into the outbox
MAX_ROWS = 50  # notifications in one mail
#: Minutes until the next attempt, by the number of attempts so far; the last one holds for all further attempts.
RETRY_MINUTES = (1, 2, 5, 15)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mail:
    """Notifications that go to one person together."""

    message_id: str
    person: User
    rows: list[Notification]

    @property
    def of_it(self):
        return Notification.objects.filter(message_id=self.message_id, sent_at=None)


def start():
    if settings.SENDS_MAIL:
        threading.Thread(target=send_forever, name="outbox", daemon=True).start()


def send_forever():
    while True:
        if not (clock.is_silent or clock.is_read_only):
            try:
                send_due()
            except Exception:  # the thread must not end
                logger.exception("The outbox could not be read.")
                connection.close()
        time.sleep(SEND_INTERVAL)


def send_due() -> int:
    """Sends all mails that are due, one after the other; returns how many. Ends at the first one that fails."""
    sent = 0
    while (mail := claim()) and send(mail):
        sent += 1
    Notification.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    return sent


def claim() -> Mail | None:
    """Takes the notifications of one person that are due; None if there are none, or another process has them."""
    if not Notification.objects.sendable().exists():  # on SQLite a transaction would lock the database
        return None
    with transaction.atomic():
        free = Notification.objects.sendable().select_for_update(skip_locked=True)
        first = free.first()
        if first is None:
            return None
        rows = list(free.filter(person=first.person_id, message_id=first.message_id)[:MAX_ROWS])
        message_id = first.message_id or make_msgid(domain=settings.SITE_HOST)
        claimed = Notification.objects.filter(pk__in=[row.pk for row in rows])
        claimed.update(claimed_at=timezone.now(), message_id=message_id, attempts=first.attempts + 1)
    return Mail(message_id, User.objects.get(pk=first.person_id), rows)


def send(mail: Mail) -> bool:
    if not (mail.person.is_active and mail.person.email):  # has left since
        mail.of_it.delete()
        return True
    try:
        message_of(mail).send()
    except (OSError, smtplib.SMTPException) as error:
        put_off(mail, error)
        return isinstance(error, smtplib.SMTPRecipientsRefused)  # concerns this person only
    mail.of_it.update(sent_at=timezone.now(), failure="")
    return True


def put_off(mail: Mail, error: Exception):
    attempts = mail.rows[0].attempts
    minutes = RETRY_MINUTES[min(attempts, len(RETRY_MINUTES) - 1)]
    later = timezone.now() + datetime.timedelta(minutes=minutes)
    mail.of_it.update(claimed_at=None, due_at=later, failure=f"{type(error).__name__}: {error}"[:300])
    logger.warning("A mail could not be sent (%s); next attempt in %s minutes.", type(error).__name__, minutes)


def message_of(mail: Mail) -> EmailMultiAlternatives:
    values = {
        "rows": [{"sentence": row.sentence, "url": f"{settings.SITE_URL}{row.path}"} for row in mail.rows],
        "person": mail.person,
        "office": german("office"),
        "site": settings.SITE_URL,
    }
    subject = mail.rows[0].sentence if len(mail.rows) == 1 else f"{len(mail.rows)} Mitteilungen der Redaktion"
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    text = render_to_string("notifications/mail.txt", values)
    message = EmailMultiAlternatives(subject[:150], text, settings.EMAIL_FROM, [mail.person.email], headers=headers)
    message.attach_alternative(render_to_string("notifications/mail.html", values), "text/html")
    return message
