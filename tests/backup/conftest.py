"""One busy site, its archive, and an empty place into which it was restored: made once for all tests that look at them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kip_site.backup import saving
from tests.backup.places import BUSY, Place, Places, places_in


@pytest.fixture(scope="session")
def places(tmp_path_factory) -> Iterator[Places]:
    with places_in(tmp_path_factory.mktemp("places")) as places:
        yield places


@pytest.fixture(scope="session")
def shipped(django_db_setup, django_db_blocker, tmp_path_factory) -> Path:
    """An archive of the content that comes with the repository."""
    with django_db_blocker.unblock():
        return saving.save(tmp_path_factory.mktemp("shipped"), "shipped.tar")[0]


@pytest.fixture(scope="session")
def original(places, shipped) -> Place:
    place = places.new("original")
    place.manage("restore", shipped)
    place.shell(BUSY)
    return place


@pytest.fixture(scope="session")
def archive(original) -> Path:
    return original.backup()


@pytest.fixture(scope="session")
def restored(places, archive) -> Place:
    place = places.new("restored")
    place.manage("restore", archive)
    return place


@pytest.fixture(scope="session")
def answers(original) -> dict[str, str]:
    """A digest of what the original answers, by address. Nobody changes it."""
    return original.answers()


@pytest.fixture(scope="session")
def spare(places, archive) -> Place:
    """Another one, whose content may be changed."""
    place = places.new("spare")
    place.manage("restore", archive)
    return place
