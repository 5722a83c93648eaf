"""Changes of the database that only the block sees, and that are thrown away after it.

Nobody waits for them: on SQLite they happen in a copy in memory, on PostgreSQL in a transaction that leaves the edition
alone. Within a transaction of the caller, a savepoint is rolled back.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, transaction
from django.db.backends.signals import connection_created
from psycopg.errors import LockNotAvailable

Seen = TypeVar("Seen")
MOST_TRIES = 5
#: Below PostgreSQL's deadlock_timeout of a second: of a rehearsal and a writer that wait for each other, the rehearsal
#: ends first.
QUIETLY = ("SET LOCAL core.rehearsal = 'on'", "SET LOCAL lock_timeout = '300ms'")


def rehearse(act: Callable[[], Seen]) -> Seen:
    """What `act` returns. It is called again if it met a writer of the same row."""
    for tries_left in reversed(range(MOST_TRIES)):
        try:
            with rehearsal():
                return act()
        except OperationalError as error:
            if not tries_left or not isinstance(error.__cause__, LockNotAvailable):
                raise
    raise AssertionError("the last try returns or raises")


@contextmanager
def rehearsal() -> Iterator[None]:
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with copy_in_memory(), rolled_back():
            yield
    else:
        with rolled_back():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    for statement in QUIETLY:  # one by one: the driver prepares what it has sent five times
                        cursor.execute(statement)
            yield


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


@contextmanager
def copy_in_memory() -> Iterator[None]:
    """Points the connection of this thread at a copy of the database."""
    connection.ensure_connection()
    live = connection.connection
    copy = connection.get_new_connection(connection.get_connection_params() | {"database": ":memory:"})
    try:
        live.backup(copy)
        connection.connection = copy
        opened = connections[DEFAULT_DB_ALIAS]  # not the proxy, which receivers could not keep in a set
        connection_created.send(sender=type(opened), connection=opened)
        yield
    finally:
        connection.connection = live
        copy.close()
