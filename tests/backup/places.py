"""A separate site: a data directory and a database of the kind that the tests run on."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from tests import postgresql, template
from tests.environment import clean_environment
from tests.server import Server

ROOT = Path(__file__).resolve().parents[2]
#: A page with a file, a draft with a link to show it, a name that needs care, and times with microseconds.
BUSY = r"""
from django.contrib.auth.models import User
from editorial.revisions import preview_links, snapshots
from editorial.models import Revision
from files.models import StoredFile
from programmes.models import Document, FundingArea
from tests import sample_files as files
boss = User.objects.create_superuser("chefin", password="nur-fuer-diesen-test")
for number, document in enumerate(Document.objects.order_by("pk")[:3]):
    document.file = StoredFile.objects.take_in(f"Bericht {number}.pdf", files.pdf(title=f"Titel {number}"), by=boss)
    document.url = ""
    document.save()
StoredFile.objects.take_in("Bild.png", files.image(), by=boss)
area = FundingArea.objects.first()
area.summary_de = "Zeile «eins»\u2028 zwei \\ \"drei\" – 😀 Ğ"
area.save()
snapshots.record_all()
draft = Revision.objects.filter(key=area.key).last()
preview_links.create(draft, 7, boss)
preview_links.create(draft, 7, boss).delete()
"""


@dataclass(frozen=True)
class Place:
    folder: Path
    database: str | None = None

    @classmethod
    def made(cls, folder: Path, database: str | None, static: Path) -> "Place":
        """`static` are files that were gathered before, for all."""
        folder.mkdir()
        (folder / "static").symlink_to(static)
        shutil.copyfile(static.with_name("static.digest"), folder / "static.digest")
        return cls(folder, database)

    @property
    def own(self) -> dict[str, str]:
        return {"DATABASE_URL": self.database} if self.database else {}

    @property
    def environment(self) -> dict[str, str]:
        return clean_environment() | self.own | {"VAR_DIR": str(self.folder)}

    @property
    def media(self) -> list[str]:
        media = self.folder / "media"
        return sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(  # noqa: S603
            [sys.executable, *arguments], env=self.environment | environment, cwd=ROOT, capture_output=True, text=True,
            timeout=300,
        )  # fmt: skip

    def manage(self, *arguments) -> str:
        done = self.run("manage.py", *map(str, arguments))
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refused(self, *arguments, **environment: str) -> str:
        """The line that says why, below which nothing stands."""
        done = self.run("manage.py", *map(str, arguments), **environment)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr.splitlines()[-1]

    def shell(self, code: str) -> str:
        return self.manage("shell", "--verbosity", "0", "-c", code).strip()

    def backup(self, folder: str = "archives") -> Path:
        self.manage("backup", "--to", self.folder / folder)
        return max((self.folder / folder).glob("kip-*.tar"))

    def answers(self) -> dict[str, str]:
        """A digest of the answer at each address."""
        done = self.run("-m", "tests.backup.everything")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def server(self) -> Server:
        return Server(self.folder, SITE_URL="http://localhost:8000", **self.own)


class Places:
    """Makes places in one folder, with databases of their own on the PostgreSQL that the tests run on, or else SQLite."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.databases: list[str] = []

    def new(self, name: str, *, sqlite: bool = False, shipped: bool = False) -> Place:
        """Empty, or with the content of the repository."""
        on_sqlite = sqlite or not postgresql.is_used()
        database = None if on_sqlite else self.new_database(f"kip_backup_{name}_{os.getpid()}", shipped=shipped)
        place = Place.made(self.folder / name, database, settings.STATIC_ROOT)
        if shipped and on_sqlite:
            template.put_into(place.folder)
        return place

    def new_database(self, name: str, *, shipped: bool) -> str:
        postgresql.create(name, *([template.template_database()] if shipped else []))
        self.databases.append(name)
        return postgresql.address_of(name)


@contextmanager
def places_in(folder: Path) -> Iterator[Places]:
    places = Places(folder)
    try:
        yield places
    finally:
        for name in places.databases:
            postgresql.drop(name)
