"""Emergency access for whoever can run commands on this machine. It is recorded in the audit log."""

import getpass
import secrets
from datetime import timedelta

from django.contrib.auth.models import User
from django.core.management import BaseCommand, CommandError
from django.db import transaction

from accounts import audit_log
from accounts.login import second_factor, sessions, throttle
from accounts.models import StartPassword

VALID_FOR = timedelta(hours=1)


class Command(BaseCommand):
    help = (
        "Gives somebody a password that is good for an hour and one way in, and lets them enrol a second factor anew."
    )

    def add_arguments(self, parser):
        parser.add_argument("name")

    def handle(self, name: str, **options):
        person = User.objects.filter(username=name).first()
        if person is None:
            raise CommandError(f"Nobody is called {name!r}.")
        if not (person.is_active and person.is_staff):
            raise CommandError(
                f"{name!r} is not active; somebody with «Leitung» can change that, or make another account."
            )
        password = self.give(person)
        self.stdout.write(f"A password for «{name}», good for an hour, to be changed at once:")
        self.stdout.write(f"    {password}")
        self.stdout.write(
            "The second factor is removed; the login page leads to a new one. All their sessions have ended."
        )

    @staticmethod
    @transaction.atomic
    def give(person: User) -> str:
        password = secrets.token_urlsafe(15)
        person.set_password(password)
        person.save(update_fields=["password"])
        second_factor.remove_devices(person)
        StartPassword.mark(person, VALID_FOR)
        sessions.end_all(person)
        throttle.unlock(person.get_username())
        audit_log.record_on_commit("emergency", person=person, by=account())
        return password


def account() -> str:
    """The user name of the operating system."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a user id without a name
        return "unknown"
