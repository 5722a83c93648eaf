"""Common fixtures: collected static files, the shipped content, German as the language.

The content is loaded once. A test with a `transaction=True` database would delete it, so there is none.
"""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import translation
from hypothesis import settings as properties

from accounts.login import second_factor
from core.edition_clock import clock
from delivery.static_files import StaticFilesMiddleware
from files import uploads
from files.file_reader.__main__ import read_file
from tests import template
from tests.editorial.office import logged_in, person
from tests.server import Server
from tests.site.page import Page, fetch, public_addresses

#: Fixtures that start a server or a browser, or make every page of the site.
SLOW = {"site", "browser", "pages"}
#: Folders of tests on the site as a whole: all addresses, all ways of attack, archives, releases.
SLOW_FOLDERS = {"backup", "deploy", "security", "seed", "site"}
#: Folders whose files take minutes: they come first, then what is slow, or one process works on such a file at the end while the
#: others are done.
FIRST = {"browser", "backup", "deploy"}

#: A slow machine is no failed test.
properties.register_profile("without deadline", deadline=None)
properties.load_profile("without deadline")


def pytest_collection_modifyitems(items: list[pytest.Item]):
    """pytest-django makes a test database only where a test of the run is marked; pages are made from one as well."""
    for item in items:
        if "pages" in getattr(item, "fixturenames", ()):
            item.add_marker("django_db")
        if SLOW & set(getattr(item, "fixturenames", ())) or item.path.parent.name in SLOW_FOLDERS:
            item.add_marker("slow")
    items.sort(key=lambda item: (item.path.parent.name not in FIRST, item.get_closest_marker("slow") is None))


@pytest.fixture(autouse=True)
def clock_without_a_loss():
    """A test that reports the database as lost says so for itself alone: the clock is that of the process."""
    yield
    clock.poll_error, clock.is_silent, clock.is_read_only = None, False, False
    clock.kept.clear()


@pytest.fixture(scope="session", autouse=True)
def collected_static_files():
    """The same storage as in operation: names and sizes in the tests are those that readers get."""
    template.link_static_files(settings.VAR_DIR)


@pytest.fixture(scope="session", autouse=True)
def static_files_found_once() -> Iterator[None]:
    """Each test client makes the middleware anew, and WhiteNoise would read the properties of every file again."""
    search, found = StaticFilesMiddleware.update_files_dictionary, {}

    def search_once(middleware: StaticFilesMiddleware, root: str, prefix: str):
        if (root, prefix) not in found:
            search(middleware, root, prefix)
            found[root, prefix] = {url: file for url, file in middleware.files.items() if url.startswith(prefix)}
        middleware.files.update(found[root, prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesMiddleware, "update_files_dictionary", search_once)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """In place of pytest-django's own, which would migrate: a copy of what was migrated and loaded before."""
    with django_db_blocker.unblock(), template.test_database():
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[dict]:
    """Passwords and codes cost next to nothing in this process; gives the real settings. Servers that tests start keep them."""
    real = {"PASSWORD_HASHERS": settings.PASSWORD_HASHERS, "ROUNDS": second_factor.PBKDF2_ITERATIONS}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(second_factor, "PBKDF2_ITERATIONS", 1)
        with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
            yield real


@pytest.fixture
def real_hashes(quick_hashes, settings, monkeypatch):
    settings.PASSWORD_HASHERS = quick_hashes["PASSWORD_HASHERS"]
    monkeypatch.setattr(second_factor, "PBKDF2_ITERATIONS", quick_hashes["ROUNDS"])


@pytest.fixture(scope="session", autouse=True)
def reader_within() -> Iterator[Callable]:
    """An uploaded file is read in the process of the tests; gives what starts a process for it."""
    real = uploads.read_content
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uploads, "read_content", read_file)
        yield real


@pytest.fixture
def reader_process(reader_within, monkeypatch):
    monkeypatch.setattr(uploads, "read_content", reader_within)


@pytest.fixture(autouse=True)
def german():
    """modeltranslation keeps the active language in its thread: no test may hand its own to the next."""
    translation.activate("de")
    yield
    translation.activate("de")


@pytest.fixture
def editor(db) -> Client:
    return person("editor", "Redaktion")


@pytest.fixture
def publisher(db) -> Client:
    return person("publisher", "Redaktion", "Freigabe")


@pytest.fixture
def chief(db) -> Client:
    return logged_in(is_superuser=True)


@pytest.fixture(scope="session")
def pages(django_db_setup, django_db_blocker, collected_static_files) -> list[Page]:
    """Every page of the sitemap, fetched once for all tests that read."""
    with django_db_blocker.unblock(), translation.override("de"):
        return [fetch(path) for path in public_addresses()]


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Server]:
    """The running site, after its first start in an empty directory. Its database is SQLite, whatever the tests use."""
    with Server(tmp_path_factory.mktemp("var")) as server:
        yield server
