"""`make run`: prepares what is missing (database, content, administrator, static files), then executes the server."""

import errno
import os
import secrets
import socket
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from accounts.models import StartPassword
from core.database.faults import is_read_only
from core.edition_clock import first_line
from core.filesystem.file_lock import try_lock
from delivery import static_files
from delivery.published_files import site_files
from seed.loading import has_content

ADMINISTRATOR = "admin"
DEFAULT_PORTS = {"PORT": 8000, "METRICS_PORT": 9464}
NO_REASON = "the database does not answer"
#: Any number, as long as every server on the same PostgreSQL uses the same.
PREPARATION_LOCK = 5_202_014
#: How long a start waits for another one that prepares, and how often it looks.
LOCK_TIMEOUT, LOCK_POLL = 900.0, 0.5  # seconds


class Command(BaseCommand):
    help = "Prepares the database, the content and the static files where needed, and serves the site."

    def handle(self, **options):
        refuse_taken_port("PORT", settings.LISTEN, settings.PORT)
        for port in metrics_ports():
            refuse_taken_port("METRICS_PORT", settings.METRICS_HOST, port)
        self.prepare()
        self.stdout.write(f"The site is on http://localhost:{settings.PORT} — Ctrl-C ends it.")
        self.stdout.flush()
        connections.close_all()
        become_the_server()

    def prepare(self):
        with one_preparation_on_this_machine():
            password = self.prepare_what_can_be_prepared()
            self.prepare_static_files()
        if password:
            self.announce(password)

    def prepare_what_can_be_prepared(self) -> str | None:
        """Prepares the site.

        A site that ran before also starts without its database, with its published pages.
        """
        try:
            return self.prepare_what_is_there()
        except DatabaseUnavailableError as away:
            if site_files().is_empty():
                raise
            self.stderr.write(f"{away} Until then the last good pages are served, and the admin is closed.")
            return None

    def prepare_what_is_there(self) -> str | None:
        with database_errors_in_one_line(), one_preparation_on_this_database():
            return self.prepare_database()

    def prepare_database(self) -> str | None:
        """The password of the administrator, where one was created."""
        if pending_migrations():
            self.say("Preparing the database …")
            call_command("migrate", interactive=False, verbosity=0)
        else:  # triggers and groups that apps install after a migration may have been dropped
            emit_post_migrate_signal(verbosity=0, interactive=False, db=DEFAULT_DB_ALIAS)
        if not has_content():
            self.say("Loading the content …")
            call_command("load_content", stdout=self.stdout)
        return create_first_administrator()

    def prepare_static_files(self):
        try:
            static_files.collect_if_changed(lambda: self.say("Gathering and compressing the static files …"))
        except OSError as error:
            raise CommandError(f"VAR_DIR: {error.filename} cannot be written ({error.strerror}).") from error

    def say(self, step: str):
        """Flushes, so that the line appears at once in a file or pipe as well."""
        self.stdout.write(step)
        self.stdout.flush()

    def announce(self, password: str):
        self.stdout.write(
            f"Administrator for {settings.SITE_URL}/admin/ (the password is shown only this once, and good for a week, to choose another):"
        )
        self.stdout.write(f"    {ADMINISTRATOR}    {password}")


def refuse_taken_port(name: str, host: str, port: int):
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            taken = getattr(error, "errno", None) == errno.EADDRINUSE
            reason = "is taken" if taken else f"cannot be used ({getattr(error, 'strerror', error)})"
            other = port + 1 if 1024 <= port < 65535 else DEFAULT_PORTS[name]
            raise CommandError(f"{name}: port {port} {reason}; choose another: {name}={other} make run") from error


def metrics_ports() -> range:
    """One port for each process of the server; none where metrics are off. Raises CommandError."""
    first = settings.METRICS_PORT
    ports = range(first, first + settings.WORKERS if first else first)
    if settings.PORT in ports:
        raise CommandError(
            f"METRICS_PORT: port {settings.PORT} is that of the site; {settings.WORKERS} others are needed."
        )
    return ports


class DatabaseUnavailableError(CommandError):
    """The database does not answer, or refuses the connection."""


@contextmanager
def database_errors_in_one_line():
    try:
        connection.ensure_connection()
        yield
    except OperationalError as error:
        raise DatabaseUnavailableError(
            f"DATABASE_URL: {first_line(error) or NO_REASON}; is the database running, the address right?"
        ) from error
    except DatabaseError as error:
        if is_read_only(error):
            raise DatabaseUnavailableError(
                f"DATABASE_URL: {first_line(error)}; is it a standby that was not promoted yet?"
            ) from error
        if connection.connection is not None:
            raise
        raise CommandError(f"DATABASE_URL: {first_line(error) or NO_REASON}; check the address.") from error


@contextmanager
def one_preparation_on_this_machine():
    """A file lock: servers that start at the same time prepare one after the other."""
    with open(settings.VAR_DIR / "serve.lock", "w") as lock:
        wait_until(lambda: try_lock(lock), "VAR_DIR: another process prepares this site")
        yield


def wait_until(is_mine: Callable[[], bool], said: str):
    """Says once that it waits. Raises CommandError after `LOCK_TIMEOUT`."""
    ends, was_said = time.monotonic() + LOCK_TIMEOUT, False
    while not is_mine():
        if not was_said:
            sys.stderr.write(f"{said}; waiting for it …\n")
            sys.stderr.flush()
            was_said = True
        if time.monotonic() > ends:
            raise CommandError(f"{said}, and has not ended for {LOCK_TIMEOUT:.0f} seconds; is it stuck?")
        time.sleep(LOCK_POLL)


@contextmanager
def one_preparation_on_this_database():
    """An advisory lock, for several machines with one PostgreSQL.

    It belongs to a transaction, of a connection of its own: behind a pooler a lock of a session would stay with a connection that
    the pooler keeps, and every later start would wait for ever.
    """
    if connection.vendor != "postgresql":
        yield
        return
    other = connection.copy()
    other.set_autocommit(False)
    try:
        wait_until(lambda: has_lock(other), "DATABASE_URL: another server prepares this database")
        yield
    finally:
        other.close()


def has_lock(other: BaseDatabaseWrapper) -> bool:
    """Asked in a transaction, which stays open where the lock was free."""
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [PREPARATION_LOCK])
        if cursor.fetchone()[0]:
            return True
    other.rollback()
    return False


def pending_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def create_first_administrator() -> str | None:
    """The new password, for a site without users; None where there are some."""
    users = get_user_model().objects
    if users.exists():
        return None
    password = secrets.token_urlsafe(15)
    person = users.create_superuser(ADMINISTRATOR, password=password)
    StartPassword.mark(person)  # must be changed: the output may be kept in a log
    return password


def become_the_server():
    """Replaces this process by granian, so that Ctrl-C and SIGTERM reach the server directly."""
    command = [
        sys.executable, "-m", "granian", "kip_site.wsgi:application",
        "--interface", "wsgi", "--http", "1", "--no-ws", "--log-level", "warning",
        "--host", settings.LISTEN, "--port", str(settings.PORT),
        "--workers", str(settings.WORKERS), "--blocking-threads", str(settings.THREADS), "--runtime-mode", "st",
        "--respawn-failed-workers", "--respawn-interval", "0.1", "--workers-kill-timeout", "10",
        "--working-dir", str(settings.BASE_DIR),
    ]  # fmt: skip
    if settings.LOG_FORMAT == "json":
        command += ["--log-config", str(settings.BASE_DIR / "kip_site" / "granian_log.json")]
    os.execv(sys.executable, command)  # noqa: S606  no shell, no input
