"""The content of deploy/released.txt: the former release and its migrations."""

import subprocess
from dataclasses import dataclass

from django.conf import settings

FILE = settings.BASE_DIR / "deploy" / "released.txt"


@dataclass(frozen=True)
class Release:
    #: A tag or a commit.
    name: str
    #: App and name, as Django's graph of migrations has them.
    migrations: frozenset[tuple[str, str]]


def release() -> Release:
    first, *paths = [line for line in FILE.read_text().splitlines() if not line.startswith("#")]
    return Release(first.removeprefix("release: "), frozenset(map(node, paths)))


def node(path: str) -> tuple[str, str]:
    """`accounts/migrations/0001_initial.py` is of the app `accounts`."""
    *_, app, _migrations, name = path.split("/")
    return app, name.removesuffix(".py")


def git(*arguments: str) -> str:
    """Empty where there is no history, as in an archive."""
    done = subprocess.run(  # noqa: S603
        ["git", *arguments],  # noqa: S607
        cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    return done.stdout if done.returncode == 0 else ""
