"""Translation catalogues: complete, compiled, and up to date with templates and code."""

import os
import re
import shutil
from pathlib import Path

import polib
import pytest
from django.conf import settings as project
from django.core.management import call_command

LOCALE = Path(project.LOCALE_PATHS[0])
TRANSLATIONS = [code for code, _ in project.LANGUAGES if code != project.LANGUAGE_CODE]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")
#: A mark that wants a narrow no-break space beside it, and has none.
FRENCH_MARK_WITHOUT_SPACE = re.compile(r"(?<!\u202f)[:;?!»]|«(?!\u202f)")

each_language = pytest.mark.parametrize("code", TRANSLATIONS)


def catalogue(code: str, locale: Path = LOCALE) -> polib.POFile:
    return polib.pofile(str(locale / code / "LC_MESSAGES" / "django.po"))


def message_ids(entries) -> set[tuple]:
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in entries if not entry.obsolete}


def translations(entry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def texts(entries) -> dict[tuple, list[str]]:
    return {(entry.msgctxt, entry.msgid): translations(entry) for entry in entries}


@pytest.fixture
def gettext():
    if not shutil.which("xgettext"):
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("xgettext is missing (Debian: apt install gettext): catalogues not compared with the sources")


@pytest.fixture
def extracted(gettext, settings, tmp_path, monkeypatch) -> Path:
    """The catalogues as `makemessages` makes them from a copy of all that may hold texts."""
    packages = [file.parent for file in project.BASE_DIR.glob("*/__init__.py")]
    own = [folder for folder in packages if folder.name not in ("tests", "qa")]  # not every one is an app
    for folder in own + project.TEMPLATES[0]["DIRS"]:
        shutil.copytree(folder, tmp_path / folder.name)
    settings.LOCALE_PATHS = [tmp_path / LOCALE.relative_to(project.BASE_DIR)]
    monkeypatch.chdir(tmp_path)
    call_command("makemessages", locale=TRANSLATIONS, no_location=True, no_obsolete=True, verbosity=0)
    return settings.LOCALE_PATHS[0]


@each_language
def test_every_text_is_translated(code):
    entries = catalogue(code)

    assert len(entries) > 0
    assert [entry.msgid for entry in entries if not entry.translated()] == []


@each_language
def test_a_translation_keeps_the_placeholders(code):
    differing = [
        text
        for entry in catalogue(code)
        for text in translations(entry)
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    ]

    assert differing == []


@each_language
def test_the_compiled_catalogue_holds_the_same_texts(code):
    compiled = polib.mofile(str(LOCALE / code / "LC_MESSAGES" / "django.mo"))

    assert texts(compiled) == texts(catalogue(code)), "run manage.py compilemessages"


def test_french_marks_have_a_narrow_no_break_space():
    french = [text for entry in catalogue("fr") for text in translations(entry)]

    assert [text for text in french if FRENCH_MARK_WITHOUT_SPACE.search(text)] == []


def test_the_catalogues_are_in_step_with_the_sources(extracted):
    for code in TRANSLATIONS:
        kept, needed = message_ids(catalogue(code)), message_ids(catalogue(code, extracted))

        assert kept == needed, f"run manage.py makemessages -l {code} --no-location --no-obsolete"
