"""The outbox against a real mail server on this machine: nothing is lost, and nothing is sent twice."""

import datetime
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from django.contrib.auth.models import User
from django.utils import timezone

from notifications import outbox, sender
from notifications.models import CLAIM_LIFETIME, Frequency, Notification, Preference
from tests.server import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


class Mailbox:
    """What a mail system shows: a mail that comes again under the same Message-ID is one mail."""

    def __init__(self):
        self.mails: dict[str, EmailMessage] = {}
        self.accepted = 0
        self.refused: set[str] = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return "550 nobody here has this name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.mails[mail["Message-ID"]] = mail
        self.accepted += 1
        return "250 OK"

    @property
    def recipients(self) -> list[str]:
        return sorted(mail["To"] for mail in self.mails.values())


@pytest.fixture
def port(settings) -> int:
    settings.SENDS_MAIL, settings.EMAIL_FROM = True, "redaktion@example.org"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 10
    return settings.EMAIL_PORT


@pytest.fixture
def mailbox(port) -> Iterator[Mailbox]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def people() -> list[User]:
    return [User.objects.create_user(name, f"{name}@example.org", is_staff=True) for name in ("freigabe", "redaktion")]


def later(**duration):
    """Moves the outbox into the past, as if so much time had gone by."""
    for row in Notification.objects.all():
        row.due_at -= datetime.timedelta(**duration)
        row.claimed_at = row.claimed_at and row.claimed_at - datetime.timedelta(**duration)
        row.save()


def test_a_mail_says_what_happened_and_where_to_act(mailbox, people, settings):
    outbox.notify(people[:1], "Zur Freigabe: Massnahme «Deutschkurse»", "/admin/fassungen/1/")
    assert sender.send_due() == 1
    (mail,) = mailbox.mails.values()
    assert mail["Subject"] == "Zur Freigabe: Massnahme «Deutschkurse»"
    assert (mail["From"], mail["Auto-Submitted"]) == ("redaktion@example.org", "auto-generated")
    for kind in ("plain", "html"):
        text = mail.get_body((kind,)).get_content()
        assert f"{settings.SITE_URL}/admin/fassungen/1/" in text
        assert "Massnahme «Deutschkurse»" in text


def test_what_is_due_goes_out_in_one_mail_for_each_person(mailbox, people):
    outbox.notify(people, "Erstens", "/admin/")
    outbox.notify(people, "Zweitens", "/admin/")
    assert sender.send_due() == 2
    assert mailbox.recipients == ["freigabe@example.org", "redaktion@example.org"]
    assert sender.send_due() == 0


def test_an_occasion_is_told_once(mailbox, people):
    for _process in range(3):
        outbox.notify(people[:1], "Diese Woche: offene Entwürfe 3", "/admin/", "2026-W48")
    sender.send_due()
    assert Notification.objects.count() == mailbox.accepted == 1


@pytest.mark.parametrize(("frequency", "rows"), [(Frequency.NEVER, 0), (Frequency.DAILY, 1), (Frequency.AT_ONCE, 1)])
def test_each_person_chooses(frequency, rows, mailbox, people):
    Preference.objects.create(person=people[0], frequency=frequency)
    outbox.notify(people[:1], "Zur Freigabe", "/admin/")
    assert Notification.objects.count() == rows
    assert sender.send_due() == (frequency == Frequency.AT_ONCE)
    later(days=1)
    sender.send_due()
    assert mailbox.accepted == rows


def test_the_daily_mail_is_due_at_seven():
    due = timezone.localtime(outbox.due_at(Frequency.DAILY))
    assert due.time() == outbox.DAILY_AT
    assert due > timezone.now()


@pytest.mark.parametrize("person", [{"email": ""}, {"is_active": False}])
def test_nobody_is_written_to_who_cannot_be_reached(person, mailbox, people):
    User.objects.filter(pk=people[0].pk).update(**person)
    outbox.notify(User.objects.filter(pk=people[0].pk), "Zur Freigabe", "/admin/")
    assert not Notification.objects.exists()


def test_whoever_has_left_before_it_was_sent_gets_nothing(mailbox, people):
    outbox.notify(people[:1], "Zur Freigabe", "/admin/")
    User.objects.filter(pk=people[0].pk).update(is_active=False)
    sender.send_due()
    assert (mailbox.accepted, Notification.objects.count()) == (0, 0)


def test_without_a_mail_server_nothing_is_written(people, settings):
    settings.SENDS_MAIL = False
    outbox.notify(people, "Zur Freigabe", "/admin/")
    assert not Notification.objects.exists()


def test_a_server_that_is_away_loses_and_doubles_nothing(port, people):
    outbox.notify(people, "Zur Freigabe", "/admin/")
    for _minute in range(60):
        assert sender.send_due() == 0
        later(minutes=1)
    assert Notification.objects.filter(sent_at=None).exists()
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        later(minutes=15)
        sender.send_due()
    finally:
        controller.stop()
    assert (box.accepted, box.recipients) == (2, ["freigabe@example.org", "redaktion@example.org"])
    assert not Notification.objects.filter(sent_at=None).exists()


def test_an_address_that_is_refused_does_not_keep_others_waiting(mailbox, people):
    mailbox.refused = {"freigabe@example.org"}
    outbox.notify(people, "Zur Freigabe", "/admin/")
    sender.send_due()
    assert mailbox.recipients == ["redaktion@example.org"]
    assert "550" in Notification.objects.get(sent_at=None).failure


@pytest.mark.parametrize("step", ["claim", "message_of", "send"])
def test_a_process_that_ends_between_two_steps(step, mailbox, people, monkeypatch):
    """Each step is done, and then the process is gone; another process goes on."""
    outbox.notify(people[:1], "Zur Freigabe", "/admin/")
    done = getattr(sender, step)

    def ended(*given):
        done(*given)
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(sender, step, ended)
        with pytest.raises(SystemExit):
            sender.send_due()
    assert sender.send_due() == 0  # whoever has claimed it may still be sending it
    later(seconds=CLAIM_LIFETIME.total_seconds() + 1)
    sender.send_due()
    assert len(mailbox.mails) == 1
    assert not Notification.objects.unsent().exists()


def test_a_process_that_ends_after_the_server_has_accepted_sends_the_same_mail_again(mailbox, people, monkeypatch):
    """No protocol can tell the two cases apart; the mail bears its Message-ID, so that a mailbox shows it once."""
    outbox.notify(people[:1], "Zur Freigabe", "/admin/")
    mail = sender.claim()
    sender.message_of(mail).send()
    later(seconds=CLAIM_LIFETIME.total_seconds() + 1)
    sender.send_due()
    assert (mailbox.accepted, len(mailbox.mails)) == (2, 1)


@pytest.mark.parametrize("is_sent", [True, False])
def test_rows_are_deleted_after_a_month(mailbox, people, is_sent):
    outbox.notify(people[:1], "Zur Freigabe", "/admin/")
    if is_sent:
        sender.send_due()
    Notification.objects.update(created_at=timezone.now() - datetime.timedelta(days=31))

    sender.send_due()

    assert not Notification.objects.exists()
    assert len(mailbox.mails) == is_sent
