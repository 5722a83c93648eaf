"""The code of the former release works on the database that the current code has prepared."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from tests import postgresql, template
from tests.delivery.visitor import Visitor
from tests.deploy.released import git, release
from tests.environment import clean_environment
from tests.kip_site.test_serve_on_postgresql import prepared_database  # noqa: F401  a fixture
from tests.sampling import part_of
from tests.server import Server
from tests.site.page import FEWEST_PAGES, one_of_each_kind

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.slow,
    pytest.mark.skipif(
        "TEST_DATABASE_URL" in os.environ and not postgresql.is_used(),
        reason="shown on PostgreSQL, where releases live",
    ),
]

PATH, FORM = "/foerderbereiche/", "/admin/programmes/fundingarea/1/change/"
WORDS = "Ein Satz aus der alten Fassung."
SECRET = "x" * 40
GATHER = "from delivery import static_files; static_files.collect_if_changed()"

#: An upgrade adds no content. The pages with addresses of this release come by `load_content --only`, once nobody goes back.
UPGRADED = """
from pages.models import StandingPage
from programmes.models import Task
newer = StandingPage.objects.exclude(key__in={keys})
Task.objects.filter(page__in=newer).delete()
newer.delete()
"""


class OldServer(Server):
    """`manage.py serve` of another folder, with the packages of today."""

    def command(self) -> list[str]:
        return [sys.executable, str(self.folder / "manage.py"), "serve"]


@pytest.fixture(scope="module")
def old_code(tmp_path_factory) -> Iterator[Path]:
    if not git("rev-parse", "--verify", "--quiet", f"{release().name}^{{commit}}"):
        pytest.skip(f"no history here that reaches back to {release().name}")
    folder = tmp_path_factory.mktemp("release") / "code"
    git("worktree", "add", "--detach", str(folder), release().name)
    try:
        yield folder
    finally:
        git("worktree", "remove", "--force", str(folder))


@pytest.fixture
def database(request, tmp_path) -> str:
    """Of the kind that this run of the suite is on."""
    if not postgresql.is_used():
        return f"sqlite:///{shutil.copyfile(template.database_file(), tmp_path / 'kip.sqlite3')}"
    return request.getfixturevalue("prepared_database")


def test_it_serves_all_pages_and_saves_a_form(old_code, database, tmp_path):
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    template.link_static_files(tmp_path / "new")
    (tmp_path / "old" / "static").symlink_to(static_files_of(old_code) / "static")
    shutil.copy(static_files_of(old_code) / "static.digest", tmp_path / "old")
    server = OldServer(tmp_path / "old", prepared=False, DATABASE_URL=database, SECRET_KEY=SECRET)
    server.folder = old_code
    printed = done(settings.BASE_DIR, "prepare", DATABASE_URL=database, VAR_DIR=str(tmp_path / "new"))
    keys = [row["fields"]["key"] for row in yaml.safe_load((old_code / "fixtures" / "standing_pages.yaml").read_text())]
    done(
        settings.BASE_DIR,
        "shell",
        "-c",
        UPGRADED.format(keys=keys),
        DATABASE_URL=database,
        VAR_DIR=str(tmp_path / "new"),
    )

    with server:
        addresses = server.addresses()
        broken = [path for path in part_of(one_of_each_kind(addresses), 2) if server.status(path) != 200]
        published(server, printed)

    assert len(addresses) >= FEWEST_PAGES
    assert broken == []
    with Server(tmp_path / "new", DATABASE_URL=database, SECRET_KEY=SECRET) as today:
        assert WORDS in today.get(PATH)


def static_files_of(old_code: Path) -> Path:
    """Gathered once for all runs of this checkout: a release does not change."""
    folder = template.FOLDER / release().name
    with template.one_at_a_time():
        if not (folder / "static.digest").exists():
            done(old_code, "shell", "-c", GATHER, DATABASE_URL=f"sqlite:///{folder / 'unused'}", VAR_DIR=str(folder))
    return folder


def done(folder: Path, *command: str, **environment: str) -> str:
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *command], cwd=folder, capture_output=True, text=True, timeout=400,
        env=clean_environment() | environment | {"SECRET_KEY": SECRET},
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def published(server: Server, printed: str):
    visitor = Visitor.administrator(server, printed)
    status, draft, _text = visitor.post(FORM, visitor.form(FORM) | {"summary_de": WORDS, "_check": "1"})
    assert (status, draft.startswith("/admin/fassungen/")) == (200, True)
    assert visitor.post(draft, {"action": "publish"})[0] == 200
