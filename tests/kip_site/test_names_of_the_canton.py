"""Code and templates name no canton: its names are in the content directory."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import override

from core.pages.metadata import Label
from kip_site import site_file
from tests.kip_site.canton import NAMES

#: Tests and measuring tools are about the content that comes with the repository.
LEFT_OUT = {"build", "docs", "fixtures", "qa", "tests", "var"}
KINDS = {".conf", ".css", ".html", ".js", ".json", ".po", ".py", ".svg", ".txt", ".xml", ".yaml", ".yml"}


def files() -> list[Path]:
    folders = [folder for folder in settings.BASE_DIR.iterdir() if folder.is_dir() and folder.name[0] != "."]
    own = [file for folder in folders if folder.name not in LEFT_OUT for file in folder.rglob("*")]
    handbook = settings.BASE_DIR / "docs" / "redaktion.md"  # the admin shows it
    return [handbook, *(file for file in own if file.suffix in KINDS)]


def test_no_file_names_the_canton():
    found = files()

    named = [
        f"{file.relative_to(settings.BASE_DIR)}:{number}: {line.strip()}"
        for file in found
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if NAMES.search(line)
    ]

    assert len(found) > 350
    assert named == []


@pytest.mark.parametrize("language", ["de", "fr", "it", "en"])
def test_each_name_is_in_the_language_of_the_page(language):
    with override(language):
        label = Label.site_name("canton")

    assert label == Label(settings.SITE["canton"][language], language)


def test_a_name_without_a_translation_is_german_and_says_so(settings):
    settings.SITE = settings.SITE | {"office": {"de": "Amt"}}

    with override("fr"):
        assert Label.site_name("office") == Label("Amt", "de")


def site_yaml(folder: Path, *changes: tuple[str, str]) -> Path:
    text = (settings.CONTENT_DIR / site_file.NAME).read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / site_file.NAME).write_text(text)
    return folder


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("abbreviation:", "short:", "abbreviation is missing"),
        ("abbreviation:", "colour: red\nabbreviation:", "colour is not known"),
        ("abbreviation: BL", "abbreviation: 12", "abbreviation has a value of another form"),
        ("  de: SGS", "  fr: SGS", "collection_of_laws has a value of another form"),
        ("abbreviation: BL", "abbreviation: [", "cannot be read"),
    ],
)
def test_a_file_that_is_wrong_is_refused(tmp_path, old, new, said):
    with pytest.raises(ImproperlyConfigured, match=said):
        site_file.read(site_yaml(tmp_path, (old, new)))


def test_a_deployment_overrides_a_name_in_all_languages(tmp_path):
    found = site_file.read(site_yaml(tmp_path), office="Amt", owner="")

    assert found["office"] == {"de": "Amt"}
    assert found["owner"] == found["canton"]
