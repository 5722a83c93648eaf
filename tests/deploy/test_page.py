"""docs/betrieb.md: every command is run by `make deploy-drill` or covered by tests of the files that it names."""

import re

import pytest
from django.conf import settings

from tests.deploy.page import chapters, commands, packages, placeholders

PAGE = chapters()
#: Typed on a machine with systemd by the drill.
FOLLOWED = ["Weg A: Debian 13 mit systemd", "Neue Fassung", "Zurück", "Überwachen und Protokolle", "Entfernen"]
#: Needs Docker: its files are held by test_containers.py.
UNDER_DOCKER = ["Weg B: Container"]


def test_every_command_is_in_a_chapter_that_is_followed():
    with_commands = [title for title, lines in PAGE.items() if lines]

    assert with_commands == [FOLLOWED[0], *UNDER_DOCKER, *FOLLOWED[1:]]


@pytest.mark.parametrize("title", FOLLOWED)
def test_the_drill_follows_the_chapter(title):
    drill = (settings.BASE_DIR / "qa" / "deploy_drill" / "__main__.py").read_text()

    assert f'"{title}"' in drill


def test_every_file_of_the_repository_that_the_page_names_is_there():
    text = (settings.BASE_DIR / "docs" / "betrieb.md").read_text()
    named = set(re.findall(r"(?<![\w/])(?:deploy|docs/adr)/[\w./@-]*\w", text))
    typed = set(re.findall(r"/(?:kip-\d|current)/((?:deploy/)?[\w./-]*\w)", "\n".join(sum(PAGE.values(), []))))

    made = {path for path in typed if path.startswith(".venv")}
    assert len(named) >= 3
    assert [path for path in sorted(named | typed - made) if not (settings.BASE_DIR / path).exists()] == []


def test_every_placeholder_is_used():
    typed = "\n".join(sum(PAGE.values(), []))

    assert len(placeholders()) == 3
    assert [word for word in placeholders() if word not in typed] == []


def test_both_ways_sign_with_the_same_line():
    """Said twice, so that each way can be read alone."""
    lines = [line for title in ("Weg A: Debian 13 mit systemd", "Weg B: Container") for line in PAGE[title]]
    signing = [re.sub(r"/etc/\S+/tls/", "", line) for line in lines if line.startswith("openssl req")]

    assert len(signing) == 2
    assert len(set(signing)) == 1


COPIED = re.compile(r"^(?:cp|sed -i) .*(?:/systemd|/nginx)/")


def test_copying_a_folder_a_second_time_leads_to_the_same_place():
    """`cp -r nginx /etc/nginx/kip` would make /etc/nginx/kip/nginx, and change nothing."""
    folders = [line for line in sum(PAGE.values(), []) if line.startswith("cp -r")]

    assert len(folders) == 6
    assert [line for line in folders if not line.split()[2].endswith("/.")] == []


def test_a_new_version_copies_what_the_first_one_copied():
    first, next_one = ([line for line in PAGE[title] if COPIED.match(line)] for title in (FOLLOWED[0], "Neue Fassung"))

    assert len(first) == 3
    assert next_one == first


def test_what_is_to_be_installed_is_read_from_the_page():
    lines = ["apt-get update", "apt-get -y install --no-install-recommends nginx openssl", "nginx -t"]

    assert packages(lines) == ["nginx", "openssl"]
    assert "postgresql" in packages(PAGE[FOLLOWED[0]])


def test_only_shell_blocks_are_commands():
    assert commands("text\n```sh\none\ntwo\n```\n\n```\nno\n```\n") == ["one", "two"]
