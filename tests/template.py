"""A database with the shipped content, created once and copied for each test process and each started server.

It is stored under a digest of all that affects the loaded content: fixtures, application code and locked packages. For
SQLite it is a file in `build/template`, on PostgreSQL a database used as TEMPLATE.
"""

import fcntl
import hashlib
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from tests import postgresql
from tests.environment import ROOT, clean_environment

FOLDER = ROOT / "build" / "template"
APPS = (
    "accounts",
    "core",
    "delivery",
    "editorial",
    "files",
    "kip_site",
    "links",
    "notifications",
    "operations",
    "pages",
    "principles",
    "programmes",
    "redirects",
    "search",
    "seed",
)
#: Of the databases on a PostgreSQL server, which other checkouts may use as well.
PREFIX = "kip_template_"
#: Templates that stay: a run that began before a change of the code goes on copying its own.
MOST_KEPT = 12
COLLECT = "from delivery import static_files; static_files.collect_if_changed()"
FILL = """
from django.core.management import call_command
call_command("migrate", interactive=False, verbosity=0)
call_command("load_content", verbosity=0)
"""


@cache
def key() -> str:
    found = hashlib.sha256()
    for path in sorted(sources()):
        found.update(f"{path.relative_to(ROOT)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()[:16]


def sources() -> Iterator[Path]:
    yield from (ROOT / "requirements.lock", Path(__file__))
    yield from (ROOT / "fixtures").glob("*.yaml")
    for app in APPS:
        yield from (ROOT / app).rglob("*.py")


@cache
def database_file() -> Path:
    path = FOLDER / f"{key()}.sqlite3"
    with one_at_a_time():
        if not path.exists():
            make_database_file(path)
    return path


def make_database_file(path: Path):
    for old in sorted(FOLDER.glob("*.sqlite3"), key=lambda file: file.stat().st_mtime)[: -MOST_KEPT + 1]:
        old.unlink()
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    run(FILL, DATABASE_URL=f"sqlite:///{new}")
    with closing(sqlite3.connect(new)) as database:
        database.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    new.rename(path)


@cache
def template_database() -> str:
    name = PREFIX + key()
    with postgresql.one_at_a_time():
        if name not in (kept := template_databases()):
            for old in kept[: -MOST_KEPT + 1]:
                postgresql.drop(old)
            make_template_database(name)
    return name


def template_databases() -> list[str]:
    """Those that are complete, the oldest first."""
    complete = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND datname !~ '_new$' ORDER BY oid"
    with postgresql.maintenance() as server:
        return [name for (name,) in server.execute(complete, [PREFIX])]


def make_template_database(name: str):
    new = f"{name}_new"
    postgresql.create(new)
    run(FILL, DATABASE_URL=postgresql.address_of(new))
    postgresql.execute("ALTER DATABASE {} RENAME TO {}", new, name)


@cache
def static_folder() -> Path:
    """The gathered static files; their digest stands beside them in `static.digest`."""
    with one_at_a_time():
        run(COLLECT)
    return FOLDER / "static"


@contextmanager
def one_at_a_time():
    """Processes that start together make a template once."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open(FOLDER / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run(code: str, **environment: str):
    environment = clean_environment() | {"VAR_DIR": str(FOLDER)} | environment
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=900)  # noqa: S603
    assert done.returncode == 0, done.stderr


def link_static_files(var_dir: Path):
    """A site in this data directory finds its static files gathered and unchanged."""
    if not (var_dir / "static").exists():
        (var_dir / "static").symlink_to(static_folder())
        shutil.copyfile(FOLDER / "static.digest", var_dir / "static.digest")


def put_into(var_dir: Path):
    """What a site leaves in its data directory at its first start, but for its secret and its first administrator."""
    link_static_files(var_dir)
    if not (var_dir / "kip.sqlite3").exists():
        shutil.copyfile(database_file(), var_dir / "kip.sqlite3")


@contextmanager
def test_database() -> Iterator[None]:
    """Django's connection leads to a copy of the template, for as long as this process tests."""
    before = settings.DATABASES["default"]["NAME"]
    name = connection.creation._get_test_db_name()
    if postgresql.is_used():
        postgresql.create(name, template_database())
    use(name)
    if not postgresql.is_used():
        connection.ensure_connection()
        with closing(sqlite3.connect(f"{database_file().as_uri()}?mode=ro", uri=True)) as template:
            template.backup(connection.connection)
    yield
    use(before)
    if postgresql.is_used():
        postgresql.drop(name)


def use(name: str):
    connection.close()
    connections.settings["default"]["NAME"] = connection.settings_dict["NAME"] = name
