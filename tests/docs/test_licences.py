"""The repository states the licence of each of its parts."""

import tomllib

from tests.environment import ROOT

LICENCES = (ROOT / "LICENSES.md").read_text()


def test_the_package_names_the_licence_in_the_repository():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["license"] == "BSD-3-Clause"
    assert (ROOT / "LICENSE").read_text().startswith("BSD 3-Clause License\n")
    assert [name for name in project["license-files"] if not (ROOT / name).is_file()] == []


def test_each_font_has_its_licence_beside_it():
    fonts = sorted((ROOT / "static" / "fonts").glob("*.woff2"))

    assert fonts
    assert [font.name for font in fonts if f"`static/fonts/{font.name}`" not in LICENCES] == []
    assert [font.name for font in fonts if not font.with_name(f"{font.stem}-LICENSE.txt").is_file()] == []
