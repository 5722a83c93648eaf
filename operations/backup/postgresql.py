"""Dump and restore with `pg_dump` and `pg_restore`, of the server's version where that is installed."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from django.db import connection, transaction
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from .archive import BackupError

NAME = "PostgreSQL"
BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
#: Debian's folder for each version. A newer `pg_restore` sends settings that an older server does not know.
PROGRAM_FOLDER = "/usr/lib/postgresql/{}/bin"
#: A migration may wait for a table that the open transaction has read, and `pg_dump` for the migration: a deadlock
#: across processes, which PostgreSQL does not detect.
LOCK_TIMEOUT = "60s"


def version() -> str:
    return ".".join(map(str, connection.get_database_version()))


def dump(path: Path):
    """Dumps the snapshot of the open transaction, without sessions: a stolen backup must contain no valid login."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
    run_client("pg_dump", "--format=custom", f"--snapshot={snapshot}", *schema_options(), "--exclude-table-data=django_session",
        f"--lock-wait-timeout={LOCK_TIMEOUT}", f"--file={path}")  # fmt: skip


def check(path: Path, server: str):
    """Raises BackupError before anything is changed; `--list` reads the file without a server."""
    if major(server) > major(version()):
        raise BackupError(f"the backup comes from PostgreSQL {server}, this server is older: {version()}.")
    output_of([program("pg_restore", major(version())), "--list", str(path)])


def restore(path: Path, *, has_later_tables: bool):
    """In one transaction.

    Tables that are not in the dump may refer to tables that it replaces, so all are dropped first.
    """
    if has_later_tables:
        clear()
    run_client(
        "pg_restore", "--single-transaction", "--exit-on-error", "--clean", "--if-exists", *schema_options(), str(path)
    )
    connection.close()  # its prepared statements refer to the former tables


def clear():
    quote, names = connection.ops.quote_name, connection.introspection.table_names()
    with transaction.atomic(), connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TABLE IF EXISTS {quote(name)} CASCADE")


def schema_options() -> list[str]:
    """Options for the objects of the current schema only: extensions, owners and privileges belong to the server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
    return [f"--schema={schema}", "--no-owner", "--no-privileges"]


def run_client(name: str, *arguments: str):
    """The password is passed in the environment, because process lists show arguments. Raises BackupError."""
    given = connection.get_connection_params()
    known = {option.keyword.decode() for option in Conninfo.get_defaults()} - {"password"}
    address = make_conninfo(**{key: value for key, value in given.items() if key in known})
    secret = {"PGPASSWORD": given["password"]} if given.get("password") else {}
    command = [program(name, major(version())), "--no-password", f"--dbname={address}", *arguments]
    output_of(command, env=os.environ | secret)


def program(name: str, server: int) -> str:
    """Path of the program. Raises BackupError where it is missing or older than the server (major version `server`)."""
    found = shutil.which(name, path=PROGRAM_FOLDER.format(server)) or shutil.which(name)
    install = f"install PostgreSQL's client programs {server} (Debian: apt install postgresql-client-{server})."
    if not found:
        raise BackupError(f"{name} is missing: {install}")
    if (own := major(output_of([found, "--version"]))) < server:
        raise BackupError(f"{name} {own} is older than the server, PostgreSQL {server}: {install}")
    return found


def major(version: str) -> int:
    return int(re.findall(r"\d+", version)[0])


def output_of(command: list[str], **how) -> str:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", **how)  # noqa: S603
    if done.returncode:
        lines = done.stderr.splitlines() or [f"it ended with {done.returncode}"]
        raise BackupError(next((line for line in lines if "error:" in line), lines[0]))
    return done.stdout
