"""The PostgreSQL server of the tests, and databases created and dropped there."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from psycopg import sql

#: Of the lock under which templates are made: any number that nobody else takes on this server.
LOCK = 7_436_281


def is_used() -> bool:
    return "postgresql" in settings.DATABASES["default"]["ENGINE"]


def server() -> dict:
    given = settings.DATABASES["default"]
    return {
        "host": given["HOST"],
        "port": given["PORT"] or 5432,
        "user": given["USER"],
        "password": given["PASSWORD"],
    }


def address_of(name: str) -> str:
    """As DATABASE_URL wants it."""
    given = server()
    host = given["host"].replace("/", "%2F")
    return f"postgres://{given['user']}:{given['password']}@{host}:{given['port']}/{name}"


def maintenance() -> psycopg.Connection:
    return psycopg.connect(dbname="postgres", autocommit=True, **server())


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Among all who use the server, also from other checkouts."""
    with maintenance() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield


def execute(statement: str, *names: str):
    with maintenance() as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def create(name: str, template: str = "template1"):
    """Anew, where it is there already."""
    drop(name)
    execute("CREATE DATABASE {} TEMPLATE {}", name, template)


def drop(name: str):
    execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
