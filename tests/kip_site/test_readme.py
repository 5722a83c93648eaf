"""The commands in the developers' pages are run by CI or by a test."""

import re

import pytest
from django.conf import settings

from tests.site.page import visitor

README = (settings.BASE_DIR / "README.md").read_text()
DOCS = settings.BASE_DIR / "docs"
#: English pages; those in German are for operators, and held by tests of their own.
PAGES = [README, *((DOCS / name).read_text() for name in ("development.md", "measuring.md", "addresses.md"))]
CI = (settings.BASE_DIR / ".ci" / "run").read_text()
#: Commands with their arguments, and the line of CI or the test that runs the same.
RUN_BY = {
    "make run": (".ci/run", " make run >"),
    "make test": (".ci/run", " make test\n"),
    "make check": ("tests/kip_site/test_makefile.py", '"make check "'),
    "make weigh": (".ci/run", " make weigh\n"),
    "make lock": (".ci/run", " lock VENV="),
    "make lock UPGRADE=1": ("tests/kip_site/test_lock.py", '"UPGRADE=1"'),
    "make sbom": (".ci/run", "make sbom\n"),
    "make audit-dependencies": ("qa/tests/test_dependencies.py", "command.weaknesses("),
    "make audit-dependencies OFFLINE=1": (".ci/run", "make audit-dependencies OFFLINE=1\n"),
    "PORT=8001 make run": (".ci/run", 'PORT="$port" WORKERS=1 make run'),
    "DATABASE_URL=postgres://user:password@localhost:5432/kip make run": (".ci/run", "answers postgres DATABASE_URL="),
    ".venv/bin/python manage.py let_in admin": ("tests/accounts/test_login.py", '"let_in"'),
    ".venv/bin/python manage.py check_links": ("tests/links/test_links.py", '"check_links"'),
    ".venv/bin/python manage.py load_content": ("tests/seed/test_load_content.py", '"load_content"'),
    ".venv/bin/python manage.py load_redirects": ("tests/redirects/test_legacy.py", '"load_redirects"'),
}
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
ADDRESS = re.compile(r"`(/[a-z0-9./_-]*)`")


def commands() -> set[str]:
    return {line for page in PAGES for block in BLOCK.findall(page) for line in block.splitlines()}


def test_every_command_is_run_and_no_other_is_claimed():
    assert commands() == set(RUN_BY)


@pytest.mark.parametrize("command", RUN_BY)
def test_the_command_stands_where_it_is_run(command):
    file, words = RUN_BY[command]

    assert words in (settings.BASE_DIR / file).read_text() + "\n"


def test_every_target_explains_itself():
    makefile = (settings.BASE_DIR / "Makefile").read_text()
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())

    explained = set(re.findall(r"^([a-z-]+):.*## \w", makefile, re.MULTILINE))

    assert phony == explained >= {"run", "test", "lock", "weigh"}


def addresses() -> list[str]:
    return ADDRESS.findall((DOCS / "addresses.md").read_text().partition("\n\n| ")[2])


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("address", addresses())
def test_every_address_answers(address):
    assert visitor().get(address, follow=True).status_code == 200


def test_the_page_of_addresses_lists_them():
    assert len(addresses()) > 15


def test_the_readme_shows_a_picture():
    (picture,) = re.findall(r"!\[.+\]\((.+)\)", README)

    assert (settings.BASE_DIR / picture).stat().st_size > 0
