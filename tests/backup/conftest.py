"""A site with all kinds of rows, its archive, and a restored copy; created once for all tests that read them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backup.places import BUSY, Place, Places, places_in


@pytest.fixture(scope="session")
def places(tmp_path_factory, collected_static_files) -> Iterator[Places]:
    with places_in(tmp_path_factory.mktemp("places")) as places:
        yield places


@pytest.fixture(scope="session")
def original(places) -> Place:
    place = places.new("original", shipped=True)
    place.shell(BUSY)
    return place


@pytest.fixture(scope="session")
def archive(original) -> Path:
    return original.backup()


@pytest.fixture(scope="session")
def answers(original) -> dict[str, str]:
    """A digest of what the original answers, by address. Nobody changes it."""
    return original.answers()


@pytest.fixture(scope="session")
def restored(places, archive) -> Place:
    place = places.new("restored")
    place.manage("restore", archive)
    return place


@pytest.fixture(scope="session")
def spare(places, archive) -> Place:
    """Another one, whose content may be changed."""
    place = places.new("spare")
    place.manage("restore", archive)
    return place
